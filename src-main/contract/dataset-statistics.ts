import type { DatasetRole } from './dataset'

/** Equally wide bins, the first one from `from` on. */
export interface Histogram {
  from: number
  width: number
  counts: number[]
}

/** Two samples of a part, counted from 0. */
export interface SamplePair {
  first: number
  second: number
  /** Euclidean, or of the directions, as said where the pair stands */
  distance: number
}

/** Eigenvalues of a second-moment matrix of the samples. */
export interface MomentSpectrum {
  /** descending; of (1/n) X^T X or of the covariance (1/n) (X - mean)^T (X - mean) */
  values: number[]
  /** sum of all eigenvalues from the matrix itself */
  trace: number
  /** below this they are rounding */
  floor: number
}

/** What a part of a data set looks like. Version: {@link STATISTICS_VERSION}. */
export interface DatasetStatistics {
  role: DatasetRole
  /** samples of the part */
  total: number
  /** samples examined: all, or as many at equal distances through the part */
  examined: number
  /** d */
  dimension: number
  seconds: number
  /** |x_i| */
  norms: { smallest: number; largest: number; mean: number; unitDeviation: number; zero: number; histogram: Histogram }
  /** all pairs of examined samples, Euclidean */
  distances: {
    pairs: number
    smallest: number
    median: number
    mean: number
    largest: number
    histogram: Histogram
    /** the same bins, pairs of one class only; null without classes */
    sameClass: number[] | null
    /** closest first */
    closest: SamplePair[]
    duplicates: number
    /** pairs closer than this share of the median distance */
    nearDuplicateShare: number
    nearDuplicates: number
  }
  /** of the directions x_i / |x_i| */
  directions: {
    /** min |(I - x_i x_i^T) x_j| = sqrt(1 - r^2), delta of arXiv 1908.05660, assumption 2 */
    lineSeparation: number
    /** min of |x_i - x_j| and |x_i + x_j|, delta of arXiv 1902.04674, assumption 1 */
    distanceSeparation: number
    closest: SamplePair | null
    /** pairs x_i = c x_j up to rounding */
    parallel: number
  }
  covariance: MomentSpectrum
  secondMoment: MomentSpectrum
  intrinsicDimension: {
    /** leading eigenvalues of the covariance that hold this share of the variance */
    components: { share: number; count: number }[]
    /** (sum lambda)^2 / sum lambda^2 of the covariance */
    participationRatio: number
    /** from the ratio of the distances to the two nearest neighbours (Facco et al., Sci. Rep. 7, 12140, 2017); null when undefined */
    twoNearestNeighbours: number | null
    /** dimension of the span of the samples, d' */
    span: number
    /** rounding of the numbers themselves, or of the eigenvalues above */
    spanResolution: 'numbers' | 'eigenvalues'
  }
  /** |X|, the largest singular value */
  spectralNorm: number
  /** samples of each class among those examined; null without classes */
  classCounts: number[] | null
}

/** Counted up when a number of the statistics changes its meaning or value. */
export const STATISTICS_VERSION = 1
