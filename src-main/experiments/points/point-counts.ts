import { shapeOfRows } from '../../contract'
import { SAMPLE_TABLE_SIZES } from './sample-table-sizes'
import type { GivenPoints } from './given-points'

export interface PointCounts {
  /** d, after preprocessing */
  inputDimension: number
  /** n */
  sampleCount: number
  /** points that are not trained on */
  testCount: number
}

/** Sizes of the points of a spec; null while its data is still a path to a file or is not a matrix. */
export function pointCounts(given: GivenPoints): PointCounts | null {
  const points = rawCounts(given)
  if (points === null) return null
  const appended = given.preprocessing.scaling === 'two-coordinates' ? 2 : 0
  return { ...points, inputDimension: points.inputDimension + appended }
}

function rawCounts({ data, testData }: GivenPoints): PointCounts | null {
  const given = testData?.inputs.kind === 'stored' ? (shapeOfRows(testData.inputs)[0] ?? 0) : 0
  switch (data.kind) {
    case 'sphere':
      return { inputDimension: data.inputDimension, sampleCount: data.sampleCount, testCount: given }
    case 'circle': {
      const plane = data.geometry === 'full-with-constant' ? 3 : 2
      return { inputDimension: data.liftDimension ?? plane, sampleCount: data.sampleCount, testCount: given }
    }
    case 'pairs':
    case 'duplicated':
      return { inputDimension: data.inputDimension, sampleCount: data.sampleCount, testCount: given }
    case 'antipodal':
      return { inputDimension: data.inputDimension, sampleCount: 2 * data.pairCount, testCount: given }
    case 'arc':
      return { inputDimension: 2, sampleCount: data.sampleCount, testCount: given }
    case 'equicorrelated':
    case 'orthonormal':
      return { inputDimension: data.sampleCount, sampleCount: data.sampleCount, testCount: given }
    case 'sine-regression':
      return { inputDimension: data.inputDimension, sampleCount: data.sampleCount, testCount: data.testCount + given }
    case 'synthetic-images':
      return { inputDimension: data.channels * data.side * data.side, sampleCount: data.sampleCount, testCount: given }
    case 'sample-table':
      return SAMPLE_TABLE_SIZES[data.table]
    case 'file':
      return null
    case 'stored': {
      const [sampleCount, inputDimension] = shapeOfRows(data)
      return sampleCount === undefined || inputDimension === undefined ? null : { inputDimension, sampleCount, testCount: given }
    }
  }
}
