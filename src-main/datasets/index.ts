export { circlePoints, type CircleGeometry } from './circle'
export { eigenvectorLabels, gaussianLabels, oneHotLabels, permutedLabels, signLabels, teacherLabels, type Teacher } from './labels'
export { liftedPoints, pointsInFrame, type LiftedPoints } from './lift'
export type { NumericArray } from './numeric-array'
export { pointNorms, pointOf, type LabelledPoints, type PointSet } from './point-set'
export { normalisedPoints, unitNormPoints, type NormReport, type PreprocessedPoints } from './preprocessing'
export { readArrayFile } from './read-array-file'
export { regressionData, type ColumnChoice, type ColumnReference, type RegressionData } from './regression-data'
export { SAMPLE_TABLES, sampleData, sampleRegression, sampleTable, type SampleTable } from './sample-tables'
export { sineRegression, sineTargets, type SineRegression } from './sine-regression'
export { smoothedPoints } from './smoothing'
export { antipodalPoints, duplicatedPoints, orthonormalPoints, pairedPoints } from './special-points'
export { sphereInputs } from './sphere'
export { cutRows, selectPoints, splitRows } from './split'
export {
  columnStatistics,
  standardised,
  standardisedRegression,
  standardisedRegressionInOrder,
  type ColumnStatistics,
  type StandardisedRegression,
} from './standardise'
export { readTable, type NumericTable, type TableReport } from './table'
