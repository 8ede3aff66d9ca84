/** Inputs of a kernel: row-major sampleCount x inputDimension. */
export interface KernelInputs {
  inputs: Float64Array
  sampleCount: number
  inputDimension: number
}
