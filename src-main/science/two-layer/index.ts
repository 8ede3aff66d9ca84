export { decreasingImportance, importanceByHiddenWeights, importanceByOutputWeights, increasingImportance } from './importance'
export { nodeWeights, riemannZeta, zipfSquareSum } from './node-scales'
