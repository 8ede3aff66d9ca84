export { descend, meanSquaredError, trainable, trainedNetwork, type TrainedDeepNetwork } from './all-layer-descent'
export { lengthsOf, nextLayer, type LengthsAndCorrelations } from './any-length'
export {
  conditionBound,
  correlationBound,
  dualBound,
  escapeDepth,
  kernelThreshold,
  slopeBound,
  smallestEigenvalueBound,
  spectralConditionBound,
  spectralTangentConditionBound,
  tangentConditionBound,
  tangentCorrelationBound,
  tangentThreshold,
} from './bounds'
export { conditioning, type Conditioning } from './conditioning'
export { correlationMap, correlationOf, type Correlation, type CorrelationMap } from './correlation-map'
export { backpropagate, columnGram, finiteTangentKernel, layersOf, randomDeepNetwork, type DeepNetwork } from './finite-width'
export { fixedPoint } from './fixed-point'
export { halfCubePoints, queryAdvantage, queryFloor } from './half-cube'
export { depthKernels, kernelsAtDepth, type DepthKernels } from './kernels'
export { lengthBound, lengthContraction, lengthMoments, normReluMoments, settlingDepth } from './length-map'
export { normalisedOutputs } from './normalisation-layers'
export { jumps, normalise, type NormalisedActivation } from './normalised-activation'
export { inputCorrelations, matrixCorrelations, matrixOfPairs, separation, type PairCorrelations } from './pair-correlations'
export { correlationPlateau, rescaledLayers } from './rescaled-network'
export { operatorBound, operatorDepth, sphereOperatorEigenvalues } from './sphere-operator'
export { bestStepSize, lossRatio, stepsToRatio, theoremEnvelope, theoremStepSize } from './top-layer-descent'
