import type { Axis, AxisValues, FieldProblem } from '../../contract'
import type { Cost, Experiment } from '../experiment'
import { dataName } from '../points/data-name'
import { givenPointProblems, resolveGivenPoints } from '../points/given-data'
import { pointCounts } from '../points/point-counts'
import { QUANTITIES, SERIES } from './quantities'
import { runDataGeometry } from './run'
import type { DataGeometrySpec } from './spec'

const BYTES = 8
const MOST_POINTS = 20_000

const AXES: Axis[] = [
  { id: 'data', label: 'Data', symbol: 'X' },
  { id: 'sampleCount', label: 'Points', symbol: 'n' },
  { id: 'inputDimension', label: 'Dimension', symbol: 'd' },
]

function axisValuesOf(spec: DataGeometrySpec): AxisValues {
  const counts = pointCounts(spec)
  return {
    data: dataName(spec.data),
    ...(counts === null ? {} : { sampleCount: counts.sampleCount, inputDimension: counts.inputDimension }),
  }
}

/** Short title that tells cells apart, e.g. "geometry of the points, half circle, n = 50, d = 10". */
function titleOf(spec: DataGeometrySpec): string {
  const counts = pointCounts(spec)
  return [
    'geometry of the points',
    dataName(spec.data),
    ...(counts === null ? [] : [`n = ${counts.sampleCount}`, `d = ${counts.inputDimension}`]),
  ].join(', ')
}

function costOf(spec: DataGeometrySpec): Cost {
  const counts = pointCounts(spec)
  if (counts === null) return { trainingFlops: 0, spectrumFlops: 0, memoryBytes: 0, expectedSteps: 0 }
  const { sampleCount: n, inputDimension: d } = counts
  const least = Math.min(n, d)
  return {
    trainingFlops: 0,
    spectrumFlops: n * n * (d + 40) + 2 * (2 * n * d * least + (4 / 3) * least * least * least),
    memoryBytes: (4 * n * d + 4 * least * least + 256 * n) * BYTES,
    expectedSteps: 0,
  }
}

function check(spec: DataGeometrySpec): FieldProblem[] {
  const problems = givenPointProblems(spec)
  const counts = pointCounts(spec)
  if (counts === null) return problems
  if (counts.sampleCount < 3 || counts.sampleCount > MOST_POINTS)
    problems.push({ path: 'data', rule: `has between 3 and ${MOST_POINTS} points` })
  return problems
}

/** Distances of all pairs of points and the shares of their leading directions (arXiv 1908.05660, Figure 2 (a), (b)). */
export const dataGeometry: Experiment<DataGeometrySpec> = {
  info: { id: 'data-geometry', title: 'Distances and dimension of points', quantities: [...QUANTITIES], series: [...SERIES] },
  axes: AXES,
  axisValues: axisValuesOf,
  title: titleOf,
  cost: costOf,
  check,
  resolveFiles: resolveGivenPoints,
  run: runDataGeometry,
}
