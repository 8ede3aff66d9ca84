import type { Quantity } from '../../contract'

type Named<Id extends string> = Quantity & { id: Id }

function number<Id extends string>(id: Id, label: string, description: string, scale: Quantity['scale'] = 'linear'): Named<Id> {
  return { id, label, symbol: '', unit: '', digits: 4, scale, description }
}

const RISK = 'Mean of the squared errors over points and outputs; of the cross-entropy where the network was trained by it'

export const QUANTITIES = [
  number('trainingRisk', 'Training risk, whole network', RISK, 'log'),
  number('testRisk', 'Test risk, whole network', RISK, 'log'),
  number('trainingAccuracy', 'Training accuracy, whole network', 'Share of the points whose largest output is at their class'),
  number('testAccuracy', 'Test accuracy, whole network', 'Share of the points whose largest output is at their class'),
  number('testRiskHalf', 'Test risk, half of the neurons', RISK, 'log'),
  number('testAccuracyHalf', 'Test accuracy, half of the neurons', 'Share of the points whose largest output is at their class'),
  number('testRiskFew', 'Test risk, 5 % of the neurons', RISK, 'log'),
  number('testAccuracyFew', 'Test accuracy, 5 % of the neurons', 'Share of the points whose largest output is at their class'),
  number('trainingRiskNone', 'Training risk, no neuron', 'What outputs of 0 give', 'log'),
  number('testRiskNone', 'Test risk, no neuron', 'What outputs of 0 give', 'log'),
  number('testAccuracyNone', 'Test accuracy, no neuron', 'Of equal outputs the first counts: the share of the first class'),
] as const satisfies readonly Quantity[]

export type QuantityId = (typeof QUANTITIES)[number]['id']

/** Over the number of neurons removed. */
export const SERIES = [
  number('trainingRisk', 'Training risk', RISK, 'log'),
  number('testRisk', 'Test risk', RISK, 'log'),
  number('trainingAccuracy', 'Training accuracy', 'Share of the points whose largest output is at their class'),
  number('testAccuracy', 'Test accuracy', 'Share of the points whose largest output is at their class'),
] as const satisfies readonly Quantity[]

export type SeriesId = (typeof SERIES)[number]['id']
