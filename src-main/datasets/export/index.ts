export { idxHeaderOf, idxNumbers, type IdxType } from './idx-writer'
export { npyHeaderOf } from './npy-writer'
export { sidecarText } from './sidecar'
