import { directions, rowNorms } from '../../science/kernels/gram'
import type { KernelInputs } from '../../science/kernels/kernel-inputs'

/** The directions of the inputs: the theorems are about inputs of length 1. Rows of length 0 stay 0. */
export function unitNormRows({ inputs, sampleCount, inputDimension }: KernelInputs): KernelInputs {
  return { inputs: directions(inputs, rowNorms(inputs, sampleCount, inputDimension), inputDimension), sampleCount, inputDimension }
}
