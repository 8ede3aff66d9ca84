export { deepMemory, deepWork } from './cost'
export { fanInVariance, fanOutVariance, fixupVariance, initialDeepState, initialParameters } from './initial-weights'
export { parameterCount, parameterParts, runningStatisticsCount } from './parameters'
export { outputCountOf, shapesOf, sizeOf } from './shapes'
