export { nodeWeights, riemannZeta, zipfSquareSum, type ScaleProfile } from './node-scales'
