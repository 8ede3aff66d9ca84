import { shapeOfRows } from '../../contract'
import { circlePoints } from '../../datasets/circle'
import { liftedPoints } from '../../datasets/lift'
import type { LabelledPoints, PointSet } from '../../datasets/point-set'
import { normalisedPoints, unitNormPoints } from '../../datasets/preprocessing'
import { sampleRegression } from '../../datasets/sample-tables'
import { sineRegression } from '../../datasets/sine-regression'
import { syntheticImages } from '../../datasets/synthetic-images'
import { smoothedPoints } from '../../datasets/smoothing'
import {
  antipodalPoints,
  arcPoints,
  duplicatedPoints,
  equicorrelatedPoints,
  orthonormalPoints,
  pairedPoints,
} from '../../datasets/special-points'
import { sphereInputs } from '../../datasets'
import { spanBasis } from '../../science/kernels/span'
import type { RunContext } from '../experiment'
import { storedOf } from './stored-of'
import type { GivenPoints } from './given-points'

/** Training points, their labels where the data have some, and test points. */
export interface Points {
  train: PointSet
  /** y of the data, null when the spec draws them */
  targets: Float64Array | null
  test: LabelledPoints | null
}

/**
 * The points of a spec from the streams of a seed. Preprocessing treats the test points by themselves: rows are normalised, coordinates
 * appended with the scale of their own set; smoothing moves training points only.
 */
export function drawPoints(spec: GivenPoints, dataSeed: number, context: RunContext): Points {
  const raw = rawPoints(spec, dataSeed, context)
  const given = givenTestPoints(spec, context)
  return {
    train: smoothed(scaled(centred(raw.train, raw.train, spec), spec), spec, dataSeed),
    targets: raw.targets,
    test: withTargets(given ?? raw.test, (points) => scaled(centred(points, raw.train, spec), spec)),
  }
}

function rawPoints(spec: GivenPoints, dataSeed: number, context: RunContext): Points {
  const { data } = spec
  switch (data.kind) {
    case 'sphere': {
      const { inputDimension, sampleCount } = data
      return onlyTrain({ inputs: sphereInputs(dataSeed, inputDimension, sampleCount), inputDimension, sampleCount })
    }
    case 'circle': {
      const points = circlePoints(data.geometry, data.sampleCount, dataSeed)
      return onlyTrain(data.liftDimension === undefined ? points : liftedPoints(points, data.liftDimension, dataSeed))
    }
    case 'pairs':
      return onlyTrain(pairedPoints(dataSeed, data.inputDimension, data.sampleCount, data.distance))
    case 'duplicated':
      return onlyTrain(duplicatedPoints(dataSeed, data.inputDimension, data.sampleCount, data.duplicates))
    case 'antipodal':
      return onlyTrain(antipodalPoints(dataSeed, data.inputDimension, 2 * data.pairCount))
    case 'orthonormal':
      return onlyTrain(orthonormalPoints(data.sampleCount, data.sampleCount))
    case 'equicorrelated':
      return onlyTrain(equicorrelatedPoints(data.sampleCount, data.correlation))
    case 'arc':
      return onlyTrain(arcPoints(data.sampleCount, data.neighbourGap))
    case 'sine-regression': {
      const { train, test } = sineRegression(data, dataSeed)
      return { train, targets: train.targets, test: data.testCount === 0 ? null : test }
    }
    case 'synthetic-images': {
      const train = syntheticImages(data, dataSeed, () => context.pulse())
      return { train, targets: train.targets, test: null }
    }
    case 'sample-table': {
      const { train, test } = sampleRegression(data.table, data.target, dataSeed)
      return { train, targets: train.targets, test }
    }
    default: {
      const stored = storedOf(data)
      const [sampleCount = 0, inputDimension = 0] = shapeOfRows(stored)
      return onlyTrain({ inputs: context.storedArray(stored), inputDimension, sampleCount })
    }
  }
}

function onlyTrain(train: PointSet): Points {
  return { train, targets: null, test: null }
}

function givenTestPoints({ testData }: GivenPoints, context: RunContext): LabelledPoints | null {
  if (testData === undefined) return null
  const stored = storedOf(testData.inputs)
  const [sampleCount = 0, inputDimension = 0] = shapeOfRows(stored)
  return {
    inputs: context.storedArray(stored),
    inputDimension,
    sampleCount,
    targets: context.storedArray(storedOf(testData.labels)),
    outputCount: 1,
  }
}

function withTargets(points: LabelledPoints | null, change: (points: PointSet) => PointSet): LabelledPoints | null {
  return points === null ? null : { ...change(points), targets: points.targets, outputCount: points.outputCount }
}

/** The mean is that of the training points, for the test points too. */
function centred(points: PointSet, of: PointSet, { preprocessing }: GivenPoints): PointSet {
  if (preprocessing.centring === undefined) return points
  const { inputDimension: d } = of
  const mean = new Float64Array(d)
  of.inputs.forEach((value, at) => (mean[at % d]! += value / of.sampleCount))
  return { ...points, inputs: points.inputs.map((value, at) => value - mean[at % d]!) }
}

/** The rows scaled as a spec says, by themselves. */
export function scaled(points: PointSet, { preprocessing }: Pick<GivenPoints, 'preprocessing'>): PointSet {
  switch (preprocessing.scaling) {
    case 'none':
      return points
    case 'unit-rows':
      return normalisedPoints(points).points
    case 'two-coordinates':
      return unitNormPoints(points, 'global').points
  }
}

function smoothed(points: PointSet, { preprocessing }: GivenPoints, dataSeed: number): PointSet {
  if (preprocessing.smoothing === 0) return points
  if (preprocessing.smoothingSpace === 'all') return smoothedPoints(points, preprocessing.smoothing, dataSeed)
  const { dimension, basis } = spanBasis(points.inputs, points.sampleCount, points.inputDimension)
  const frame = columnsOf(basis, dimension, points.inputDimension)
  return smoothedPoints(points, preprocessing.smoothing, dataSeed, frame)
}

/** A basis with one vector a row as a frame with one vector a column. */
function columnsOf(rows: Float64Array, dimension: number, inputDimension: number): Float64Array {
  const columns = new Float64Array(rows.length)
  for (let k = 0; k < dimension; k++)
    for (let i = 0; i < inputDimension; i++) columns[i * dimension + k] = rows[k * inputDimension + i] ?? NaN
  return columns
}
