export { countOnes, differingBits, forEachOne, onesPerNeuron, onesPerPoint } from './activation-bits'
export { activationChangeBound, displacementLaw } from './bounds'
export { errorOf, gradientsAt, type Iterate } from './gradients'
export {
  hiddenLimitKernel,
  hiddenLimitLambdaMax,
  hiddenLimitLambdaMin,
  limitKernelMatrix,
  outputLimitKernel,
  outputLimitLambdaMax,
  outputLimitLambdaMin,
} from './limit-kernels'
export { invariantStep, neuronInvariants, type StepSizes } from './neuron-invariant'
