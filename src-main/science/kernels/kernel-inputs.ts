/** Inputs of a kernel: row-major sampleCount x inputDimension. */
export interface KernelInputs {
  inputs: Float64Array
  sampleCount: number
  inputDimension: number
  /** threads of one kernel; never changes it. 1 if not given */
  threads?: number
}
