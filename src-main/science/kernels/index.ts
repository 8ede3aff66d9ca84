export { limitTangentGram, meanTangentGram, splitTangentGram, tangentGramVariance, type SplitTangentGram } from './asymmetric-kernels'
export {
  initialSpectrumWidth,
  reluFlowWidth,
  reluInitialConstant,
  reluKernelBound,
  reluMovementCoefficient,
  smoothDescentStepSizes,
  smoothDescentWidth,
  smoothFlowWidth,
  smoothKernelBound,
  smoothMovementCoefficient,
  type AsymmetricSetting,
  type SmoothConstants,
  type WidthRequirement,
} from './asymmetric-thresholds'
export { crossEntropyRateMatrix, multipleOutputLimit, softmax, softmaxJacobian } from './cross-entropy'
export { angleOf, dataConditions, lineSeparationOf, spectralNorm, type DataConditions, type PairList } from './data-conditions'
export { biasKernel, blocksOf, hiddenKernel, multipleOutputKernel, outputKernel, type NeuronBlock } from './finite-width'
export { innerProducts, rowNorms, unitInnerProducts } from './gram'
export {
  hiddenLimitMatrix,
  infiniteWidthKernels,
  neuralNetCovariance,
  outputCovariance,
  outputLimitMatrix,
  sumOf,
  type InfiniteWidthKernels,
} from './infinite-width'
export type { KernelInputs } from './kernel-inputs'
export { hadamardPower, halfCirclePowerEigenvalue, hermiteBounds, smallestKhatriRaoSquare, type HermiteBound } from './khatri-rao'
export {
  aPosterioriCertificate,
  covarianceCondition,
  khatriRaoCondition,
  reluStepSize,
  reluWidthRequirement,
  smoothStepSize,
  smoothWidthRequirement,
} from './moderate-overparameterisation'
export { fanInLaw, fanOutLaw, scaledInputLaw, UNIT_LAW, type WeightLaw } from './weight-law'
