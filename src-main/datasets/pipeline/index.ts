export { applyPipeline } from './apply'
export { draftOf, sourceValues, valuesOf, type Draft } from './draft'
export type { StepTools } from './step'
export { bytesOf, countsOf, writeDataset, type ArraySink, type WrittenDataset } from './write'
