import type { DatasetRole, DatasetStatistics } from '../../contract'
import type { Arithmetic } from '../../science/arithmetic/arithmetic'
import { rowNorms } from '../../science/kernels/gram'
import { spanBasis } from '../../science/kernels/span'
import { countsOf } from '../pipeline/write'
import { pairStatistics } from './all-pairs'
import { histogramOf } from './fine-histogram'
import { componentsOfShares, participationRatio, twoNearestNeighbours } from './intrinsic-dimension'
import { columnMeans, momentSpectrum } from './moment-spectrum'

const NORM_BINS = 80
/** Multiplications that an exact span may take; beyond them the eigenvalues say what the dimension is. */
const SPAN_WORK = 2e9
/** Shares of the work, for progress. */
const PAIRS_SHARE = 0.5
const SPECTRUM_SHARE = 0.25

export interface ExaminedPart {
  role: DatasetRole
  /** samples of the whole part */
  total: number
  /** X, row-major, the samples examined */
  inputs: Float64Array
  dimension: number
  /** classes of the samples examined, null without */
  classes: Float64Array | null
  classCount: number
}

/**
 * Norms, distances and angles of all pairs, spectra of covariance and second moment, intrinsic dimension.
 * @param progress told the share that is done and what is being done; may throw to stop
 * @param now milliseconds
 */
export function describePart(
  arithmetic: Arithmetic,
  part: ExaminedPart,
  progress: (share: number, what: string) => void,
  now: () => number,
): DatasetStatistics {
  const started = now()
  const { inputs, dimension, classes } = part
  const examined = inputs.length / dimension
  const norms = rowNorms(inputs, examined, dimension)
  const pairs = pairStatistics(arithmetic, inputs, examined, dimension, classes, (share) =>
    progress(PAIRS_SHARE * share, 'Distances of all pairs'),
  )
  const spectrum = (centre: Float64Array, from: number, what: string) =>
    momentSpectrum(arithmetic, inputs, examined, centre, () => progress(from, what))
  const covariance = spectrum(columnMeans(inputs, examined, dimension), PAIRS_SHARE, 'Spectrum of the covariance')
  const secondMoment = spectrum(new Float64Array(dimension), PAIRS_SHARE + SPECTRUM_SHARE, 'Spectrum of the second moment')
  return {
    role: part.role,
    total: part.total,
    examined,
    dimension,
    norms: {
      smallest: norms.reduce((a, b) => Math.min(a, b), Infinity),
      largest: norms.reduce((a, b) => Math.max(a, b), 0),
      mean: norms.reduce((a, b) => a + b, 0) / examined,
      unitDeviation: norms.reduce((most, norm) => Math.max(most, Math.abs(norm - 1)), 0),
      zero: norms.reduce((count, norm) => count + (norm === 0 ? 1 : 0), 0),
      histogram: histogramOf(norms, NORM_BINS),
    },
    distances: pairs.distances,
    directions: pairs.directions,
    covariance,
    secondMoment,
    intrinsicDimension: {
      components: componentsOfShares(covariance),
      participationRatio: participationRatio(covariance),
      twoNearestNeighbours: twoNearestNeighbours(pairs.nearest),
      ...spanOf(inputs, examined, dimension, secondMoment),
    },
    spectralNorm: Math.sqrt(examined * Math.max(0, secondMoment.values[0] ?? 0)),
    classCounts: classes === null ? null : countsOf(classes, part.classCount),
    seconds: (now() - started) / 1000,
  }
}

function spanOf(
  inputs: Float64Array,
  count: number,
  dimension: number,
  { values, floor }: DatasetStatistics['secondMoment'],
): Pick<DatasetStatistics['intrinsicDimension'], 'span' | 'spanResolution'> {
  if (count * dimension * Math.min(count, dimension) <= SPAN_WORK)
    return { span: spanBasis(inputs, count, dimension).dimension, spanResolution: 'numbers' }
  return { span: values.filter((value) => value > floor).length, spanResolution: 'eigenvalues' }
}

/** Places of at most `most` samples at equal distances through a part, so that no class of a sorted part is left out. */
export function examinedPlaces(total: number, most: number): Uint32Array {
  const count = Math.min(total, most)
  return Uint32Array.from({ length: count }, (_, i) => Math.floor((i * total) / count))
}
