import type { Quantity } from '../../contract'

type Named<Id extends string> = Quantity & { id: Id }

function number<Id extends string>(id: Id, label: string, description: string, scale: Quantity['scale'] = 'linear'): Named<Id> {
  return { id, label, symbol: '', unit: '', digits: 4, scale, description }
}

const RISK = 'Mean of the squared errors over points and outputs, of the network trained on the features'
const SHARE = 'Share of the points whose largest output is at their class'

export const QUANTITIES = [
  number('testRiskFewest', 'Test risk, fewest features', RISK, 'log'),
  number('testRiskMost', 'Test risk, most features', RISK, 'log'),
  number('testAccuracyFewest', 'Test accuracy, fewest features', SHARE),
  number('testAccuracyMost', 'Test accuracy, most features', SHARE),
  {
    ...number(
      'divergedTrainings',
      'Diverged trainings',
      'How many of the external networks ended with a risk that is not finite or above ten variances',
    ),
    digits: 'integer',
  },
] as const satisfies readonly Quantity[]

export type QuantityId = (typeof QUANTITIES)[number]['id']

/** Over the number of features. */
export const SERIES = [
  number('trainingRisk', 'Training risk', RISK, 'log'),
  number('testRisk', 'Test risk', RISK, 'log'),
  number('trainingAccuracy', 'Training accuracy', SHARE),
  number('testAccuracy', 'Test accuracy', SHARE),
] as const satisfies readonly Quantity[]

export type SeriesId = (typeof SERIES)[number]['id']
