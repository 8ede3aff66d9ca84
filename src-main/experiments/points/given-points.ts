import type { GivenRows, PointData, Preprocessing } from '../../contract'

/** The part of a spec that says what the points are. */
export interface GivenPoints {
  data: PointData
  preprocessing: Preprocessing
  testData?: { inputs: GivenRows; labels: GivenRows } | undefined
}
