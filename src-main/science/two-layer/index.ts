export { nodeWeights, riemannZeta, zipfSquareSum } from './node-scales'
