import type { Quantity } from '../../contract'

type Named<Id extends string> = Quantity & { id: Id }

function number<Id extends string>(id: Id, label: string, symbol: string, description: string, more: Partial<Quantity> = {}): Named<Id> {
  return { label, symbol, unit: '', digits: 6, scale: 'linear', description, ...more, id }
}

const COUNT = { digits: 'integer' } as const

/** Scalars of a run, in the order in which tables offer them. */
export const QUANTITIES = [
  number('sampleCount', 'Points', 'n', '', COUNT),
  number('inputDimension', 'Dimension', 'd', 'After preprocessing', COUNT),
  number('smallestDistance', 'Smallest distance', '\\min\\|x_i-x_j\\|', 'Over all pairs'),
  number('medianDistance', 'Median distance', '', 'Over all pairs'),
  number('largestDistance', 'Largest distance', '\\max\\|x_i-x_j\\|', 'Over all pairs'),
  number('lineSeparation', 'Separation of lines', '\\delta', 'min sqrt(1 - r^2) over pairs (arXiv 1908.05660, assumption 2)'),
  number('duplicatePairs', 'Equal points', '', 'Pairs at distance 0', COUNT),
  number('unitNormDeviation', 'Deviation from unit norm', '\\max_i|\\|x_i\\|-1|', 'Largest over the points', { scale: 'log' }),
  number('components90', 'Directions for 90 %', '', 'Leading directions that hold 90 % of the sum of squares', COUNT),
  number('components99', 'Directions for 99 %', '', 'Leading directions that hold 99 % of the sum of squares', COUNT),
  number('centredComponents90', 'Directions for 90 %, centred', '', 'Leading directions that hold 90 % of the variance', COUNT),
  number('centredComponents99', 'Directions for 99 %, centred', '', 'Leading directions that hold 99 % of the variance', COUNT),
  number('firstShare', 'Share of the first direction', '', 'Of the sum of squares'),
  number('participationRatio', 'Participation ratio', '', '(sum of variances)^2 over the sum of their squares'),
  number('nearestNeighbourDimension', 'Dimension by nearest neighbours', '', 'From the ratio of the distances to the two nearest points'),
  number('distanceFrom', 'Start of the histogram', '', 'Of the distances'),
  number('distanceWidth', 'Width of its bins', '', 'Of the distances'),
] as const satisfies readonly Quantity[]

export type QuantityId = (typeof QUANTITIES)[number]['id']

export const SERIES = [
  number('distanceCount', 'Pairs at a distance', '', 'Over the number of the bin of the distance, counted from 0', { scale: 'log' }),
  number('cumulativeSquares', 'Share of the leading directions', '', 'Of the sum of squares, over their number', {}),
  number('cumulativeVariance', 'Share of the leading directions, centred', '', 'Of the variance, over their number', {}),
] as const satisfies readonly Quantity[]

export type SeriesId = (typeof SERIES)[number]['id']
