import type { Quantity } from '../../contract'

type Named<Id extends string> = Quantity & { id: Id }

function number<Id extends string>(id: Id, label: string, symbol: string, description: string, more: Partial<Quantity> = {}): Named<Id> {
  return { label, symbol, unit: '', digits: 4, scale: 'linear', description, ...more, id }
}

const LOG = { scale: 'log' } as const
const OVER = 'Largest over the measured times; at most 1 where the bound holds'

/** Scalars of a run, in the order in which tables offer them. */
export const QUANTITIES = [
  number('time', 'Time', 't', 'Units of time of the flow, or steps of gradient descent', { digits: 'integer' }),
  number('initialLoss', 'Initial loss', 'L_0', 'Half-sum', LOG),
  number('finalLoss', 'Final loss', 'L_t', 'Half-sum', LOG),
  number('stepSize', 'Step size', '\\eta', 'Of gradient descent, as used', LOG),
  number('largestLabel', 'Largest label', 'C', 'max |y_i|'),
  number('meanSquareValue', 'Mean square of a neuron', 'C_1', 'sup over c in (0, 1] of E phi(c z / sqrt d)^2'),
  number('meanKernelLambdaMin', 'Smallest eigenvalue of the mean kernel', '\\kappa_n', 'Of the mean tangent Gram matrix', LOG),
  number('initialLambdaMin', 'Smallest eigenvalue at the start', '\\lambda_{\\min}(\\Theta_0)', 'Of the tangent kernel', LOG),
  number('leastLambdaMin', 'Least smallest eigenvalue', '\\min_t\\lambda_{\\min}(\\Theta_t)', 'Over the measured times', LOG),
  number('largestMovement', 'Largest movement of a neuron', '\\max_j\\|w_{tj}-w_{0j}\\|', 'At the end'),
  number('kernelChange', 'Change of the tangent kernel', '\\|\\Theta_t-\\Theta_0\\|_2', 'At the end', LOG),
  number('slopeBound', 'Largest slope of the activation', "\\sup|\\phi'|", 'The paper assumes at most 1'),
  number('inputNormBound', 'Largest norm of an input', '\\max_i\\|x_i\\|', 'The paper assumes at most 1'),
  number('lemmaLossRatio', 'Loss over lemma E.1', '', `Gradient flow. ${OVER}`, LOG),
  number('lemmaMovementRatio', 'Movement over lemma E.1', '', `Gradient flow, all neurons. ${OVER}`, LOG),
  number('lemmaKernelRatio', 'Change of the kernel over lemma E.4', '', `Smooth activations. ${OVER}`, LOG),
  number('theoremWidth', 'Width of theorem 4.1 or A.1', '', 'For delta = 0.1; smooth activations 4.1, ReLU A.1', LOG),
  number(
    'theoremLambdaRatio',
    'Smallest eigenvalue over theorem (a)',
    '',
    'Least of lambda_min(Theta_t) / (gamma kappa_n / 4); at least 1 where it holds',
  ),
  number('theoremLossRatio', 'Loss over theorem (b)', '', OVER, LOG),
  number('theoremMovementRatio', 'Movement over theorem (c)', '', `All neurons. ${OVER}`, LOG),
  number('theoremKernelRatio', 'Change of the kernel over theorem (d)', '', OVER, LOG),
  number('descentWidth', 'Width of theorem H.1', '', 'For the step size used and delta = 0.1', LOG),
  number('descentStepSize', 'Step size of theorem H.1', '', 'The largest that it allows', LOG),
  number('descentLossRatio', 'Squared error over theorem H.1', '', OVER, LOG),
  number('oneStepRatio', 'Squared error after one step over lemma H.3', '', OVER, LOG),
  number('gradientRatio', 'Gradient over lemma H.2', '', `All neurons. ${OVER}`),
  number('lazyGap', 'Distance to the frozen kernel', '', 'Largest over the measured times of |u_t - u_t^lin| / |y - u_0|', LOG),
  number(
    'testLazyGap',
    'Distance to the frozen kernel, test points',
    '',
    '|f_t - f_t^lin| / |f_t - f_0| on the test points at the end',
    LOG,
  ),
] as const satisfies readonly Quantity[]

export type QuantityId = (typeof QUANTITIES)[number]['id']

/** Quantities recorded over the times of a run. */
export const SERIES = [
  number('loss', 'Loss', 'L_t', 'Half-sum', LOG),
  number('lambdaMin', 'Smallest eigenvalue of the tangent kernel', '\\lambda_{\\min}(\\Theta_t)', '', LOG),
  number('kernelChange', 'Change of the tangent kernel', '\\|\\Theta_t-\\Theta_0\\|_2', 'Spectral norm', LOG),
  number('largestMovement', 'Largest movement of a neuron', '\\max_j\\|w_{tj}-w_{0j}\\|', '', LOG),
  number('lemmaLossBound', 'Lemma E.1, loss', 'e^{-\\zeta t}L_0', 'With the least smallest eigenvalue so far', LOG),
  number('lemmaKernelBound', 'Lemma E.4, change of the kernel', '', 'Smooth activations', LOG),
  number('theoremLossBound', 'Theorem (b), loss', 'e^{-\\gamma\\kappa_nt/2}L_0', '', LOG),
  number('lazyLoss', 'Loss of the frozen kernel', 'L_t^{\\mathrm{lin}}', 'What the tangent kernel of the start predicts', LOG),
  number('lazyGap', 'Distance to the frozen kernel', '', '|u_t - u_t^lin| / |y - u_0|', LOG),
  number('testLazyGap', 'Distance to the frozen kernel, test points', '', '|f_t - f_t^lin| / |f_t - f_0|', LOG),
] as const satisfies readonly Quantity[]

export type SeriesId = (typeof SERIES)[number]['id']
