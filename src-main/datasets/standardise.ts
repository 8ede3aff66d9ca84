import type { LabelledPoints } from './point-set'
import { cutRows, selectPoints, splitRows } from './split'

export interface ColumnStatistics {
  mean: Float64Array
  /** of the population: divided by the number of rows */
  standardDeviation: Float64Array
  /** columns (counted from 0) without any deviation */
  constantColumns: number[]
}

export interface StandardisedRegression {
  train: LabelledPoints
  validation: LabelledPoints
  test: LabelledPoints
  /** of the training rows, by which all rows were standardised */
  inputStatistics: ColumnStatistics
  targetStatistics: ColumnStatistics
}

/** Shares of training and validation; the test set is the rest. */
const SHARES = [0.4, 0.4] as const

/**
 * A regression problem prepared as for arXiv 2302.01002: rows in random order (stream `split`), the first 40 % for training, 40 % for
 * validation, the rest for the test; every column of inputs and targets minus the mean, divided by the standard deviation, of the
 * training rows. A column that is constant in the training rows becomes 0 and is named in the statistics.
 */
export function standardisedRegression(points: LabelledPoints, seed: number): StandardisedRegression {
  return standardisedSplit(points, splitRows(seed, points.sampleCount, SHARES))
}

/** The same with the rows in a given order. */
export function standardisedRegressionInOrder(points: LabelledPoints, order: Uint32Array): StandardisedRegression {
  return standardisedSplit(points, cutRows(order, SHARES))
}

function standardisedSplit(points: LabelledPoints, parts: Uint32Array[]): StandardisedRegression {
  const [train, validation, test] = parts.map((rows) => selectPoints(points, rows)) as [LabelledPoints, LabelledPoints, LabelledPoints]
  const inputStatistics = columnStatistics(train.inputs, train.inputDimension)
  const targetStatistics = columnStatistics(train.targets, train.outputCount)
  const standardise = (part: LabelledPoints): LabelledPoints => ({
    ...part,
    inputs: standardised(part.inputs, inputStatistics),
    targets: standardised(part.targets, targetStatistics),
  })
  return { train: standardise(train), validation: standardise(validation), test: standardise(test), inputStatistics, targetStatistics }
}

/** @param values row-major, at least one row */
export function columnStatistics(values: Float64Array, columns: number): ColumnStatistics {
  const rows = values.length / columns
  const mean = new Float64Array(columns)
  const standardDeviation = new Float64Array(columns)
  const constantColumns: number[] = []
  for (let k = 0; k < columns; k++) {
    const entries = Float64Array.from({ length: rows }, (_, i) => values[i * columns + k]!)
    // the rounded mean of equal numbers may differ from them
    const isConstant = entries.every((value) => value === entries[0])
    const centre = isConstant ? entries[0]! : entries.reduce((a, b) => a + b, 0) / rows
    mean[k] = centre
    standardDeviation[k] = Math.sqrt(entries.reduce((sum, value) => sum + (value - centre) * (value - centre), 0) / rows)
    if (standardDeviation[k] === 0) constantColumns.push(k)
  }
  return { mean, standardDeviation, constantColumns }
}

/** (value - mean) / standard deviation of each column, 0 in constant columns. */
export function standardised(values: Float64Array, { mean, standardDeviation }: ColumnStatistics): Float64Array {
  const columns = mean.length
  return values.map((value, index) => {
    const k = index % columns
    return standardDeviation[k] === 0 ? 0 : (value - mean[k]!) / standardDeviation[k]!
  })
}
