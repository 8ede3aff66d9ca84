import type { PointData } from '../../contract'

type TableId = Extract<PointData, { kind: 'sample-table' }>['table']

/** Sizes of the regression tables that come with the laboratory, split 40 : 40 : 20; known before they are read. */
export const SAMPLE_TABLE_SIZES: Readonly<Record<TableId, { inputDimension: number; sampleCount: number; testCount: number }>> = {
  concrete: { inputDimension: 8, sampleCount: 412, testCount: 206 },
  energy: { inputDimension: 8, sampleCount: 307, testCount: 154 },
  airfoil: { inputDimension: 5, sampleCount: 601, testCount: 301 },
  plant: { inputDimension: 4, sampleCount: 3827, testCount: 1914 },
}
