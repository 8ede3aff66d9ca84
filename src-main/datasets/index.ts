export type { NumericArray } from './numeric-array'
export { readArrayFile } from './read-array-file'
export { sphereInputs } from './sphere'
