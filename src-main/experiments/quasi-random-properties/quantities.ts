import type { Quantity } from '../../contract'

type Named<Id extends string> = Quantity & { id: Id }

function number<Id extends string>(id: Id, label: string, symbol: string, description: string, more: Partial<Quantity> = {}): Named<Id> {
  return { label, symbol, unit: '', digits: 4, scale: 'linear', description, ...more, id }
}

/** Scalars of a run, in the order in which tables offer them. */
export const QUANTITIES = [
  number('coherence', 'Largest inner product of points', '\\max_{j\\ne k}|\\langle X^j,X^k\\rangle|\\sqrt n', 'Property (19)'),
  number('inputNormRatio', 'Norm of the points', '\\|X\\|/(1+\\sqrt{m/n})', 'Property (20) for all points'),
  number('leastWeightNorm', 'Least norm of a weight vector', '\\min_\\nu\\|W_\\nu\\|/\\sqrt n', 'Property (22)'),
  number('largestWeight', 'Largest weight', '\\max|W_0|', 'Property (23)'),
  number('largestPreactivation', 'Largest pre-activation', '\\max|W_0X|', 'Property (26)'),
  number('largestOutput', 'Largest output', '\\max|f_0|/\\sqrt S', 'Property (27)'),
  number(
    'nearKinkRatio',
    'Pre-activations near the kink',
    '\\max_j\\#\\{\\nu:|P_{\\nu j}|\\le R\\}/(SR)',
    'Property (28) for R = 0.1; 0.797 is expected of one point',
  ),
  number('lambdaMin', 'Smallest eigenvalue over S', '\\lambda_{\\min}(H_0)/S', 'Of the hidden-layer kernel at the start'),
  number('lambdaMinWithout5', 'Without 5 % of the neurons', '', 'The same after deleting those that matter most to it', { digits: 3 }),
  number('lambdaMinWithout10', 'Without 10 %', '', 'The same', { digits: 3 }),
  number('lambdaMinWithout20', 'Without 20 %', '', 'The same', { digits: 3 }),
  number('lambdaMinWithout40', 'Without 40 %', '', 'The same', { digits: 3 }),
  number('lambdaMinWithoutRandom5', 'Without 5 % at random', '', 'The same after deleting random neurons', { digits: 3 }),
  number('lambdaMinWithoutRandom10', 'Without 10 % at random', '', 'The same', { digits: 3 }),
  number('lambdaMinWithoutRandom20', 'Without 20 % at random', '', 'The same', { digits: 3 }),
  number('lambdaMinWithoutRandom40', 'Without 40 % at random', '', 'The same', { digits: 3 }),
  number('steps', 'Steps', 'T', 'Updates done', { digits: 'integer', unit: 'steps' }),
  number('changeNorm', 'Norm of the changes of activations', '\\max_t\\|(A_t-A_0)*X\\|_2/\\sqrt S', 'Over the measured steps, bound (60)'),
] as const satisfies readonly Quantity[]

export type QuantityId = (typeof QUANTITIES)[number]['id']

/** Quantities recorded over the steps of a run. */
export const SERIES = [
  number('changeNorm', 'Norm of the changes of activations', '\\|(A_t-A_0)*X\\|_2/\\sqrt S', ''),
] as const satisfies readonly Quantity[]
