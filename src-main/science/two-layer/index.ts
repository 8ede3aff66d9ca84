export { decreasingImportance, importanceByHiddenWeights, importanceByOutputWeights, increasingImportance } from './importance'
export { limitPowerSum, limitWeights } from './limit-scales'
export { nodeWeights, riemannZeta, zipfSquareSum, type ScaleProfile } from './node-scales'
