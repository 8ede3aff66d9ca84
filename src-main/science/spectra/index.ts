export { circleSpectrum, kernelSeries, type CircleGeometry, type KernelSeries } from './circle'
export { eigenvalueDrift, kernelDrift, principalAngles, spectralNormOf, type KernelDrift } from './drift'
export {
  expectedHalfSumLoss,
  kernelRegression,
  kernelRegressionWeights,
  largestStableStepSize,
  outputVariances,
  predictedDistance,
  predictedFlowResidual,
  predictedModes,
  stepsToLossFraction,
} from './linear-prediction'
export { planeLimitFactor } from './plane-factor'
export { gramSpectrum, type KnownKernel, type ResolvedSpectrum } from './resolved-spectrum'
export { finiteWidthFactor, type TrainedLayers } from './streamed-factor'
