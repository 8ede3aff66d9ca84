import type { Quantity } from '../../contract'

type Named<Id extends string> = Quantity & { id: Id }

function number<Id extends string>(id: Id, label: string, symbol: string, description: string, more: Partial<Quantity> = {}): Named<Id> {
  return { label, symbol, unit: '', digits: 4, scale: 'linear', description, ...more, id }
}

function count<Id extends string>(id: Id, label: string, symbol: string, description: string, more: Partial<Quantity> = {}): Named<Id> {
  return number(id, label, symbol, description, { digits: 'integer', ...more })
}

const LOG = { scale: 'log' } as const

/** Scalars of a run, in the order in which tables offer them. */
export const QUANTITIES = [
  count('steps', 'Steps', '\\tau', 'Number of updates done when the run stopped', { unit: 'steps' }),
  number(
    'finalRelativeResidual',
    'Final relative error',
    '\\|r_\\tau\\|/\\|y\\|',
    'Norm of the error over norm of the labels, at the end',
    LOG,
  ),
  number(
    'initialRelativeResidual',
    'Initial relative error',
    '\\|r_0\\|/\\|y\\|',
    'Norm of the error over norm of the labels, at the start',
  ),
  number('finalResidualNorm', 'Final error', '\\|r_\\tau\\|', 'Euclidean norm of outputs minus labels at the end', LOG),
  number('initialResidualNorm', 'Initial error', '\\|r_0\\|', 'Euclidean norm of outputs minus labels at the start'),
  number('finalLoss', 'Final loss', 'L_\\tau', 'Loss as the spec states it, at the end', LOG),
  number('initialLoss', 'Initial loss', 'L_0', 'Loss as the spec states it, at the start', LOG),
  number(
    'hiddenWeightDistance',
    'Distance of hidden weights',
    '\\|W_\\tau-W_0\\|_F',
    'Frobenius norm of the total change of the hidden weights',
  ),
  number('outputWeightDistance', 'Distance of output weights', '\\|a_\\tau-a_0\\|', 'Norm of the total change of the output weights'),
  number('pathLength', 'Path length', 'P_\\tau', 'Sum of the lengths of all steps, over all trained weights'),
  number(
    'largestNeuronDistance',
    'Largest distance of a neuron',
    '\\max_j\\|w_j-w_{0j}\\|',
    'Of the hidden weights of one neuron, at the end',
  ),
  count('mostMovedNeuron', 'Neuron that moved most', 'j^*', 'Its number, counted from 1'),
  number('signFlipShare', 'Pre-activations that changed sign', '', 'Share of the pairs of neuron and point, end against start'),
  count('deadPointCount', 'Dead points', '', 'Training points at which no contributing neuron is active, so that they have no gradient', {
    unit: 'points',
  }),
  number(
    'deadPointFloor',
    'Error of the dead points',
    '',
    'Norm of the labels of the dead points over norm of all labels: no smaller relative error can be reached',
    LOG,
  ),
  number('tailContraction', 'Contraction a step, second half', 'q', '(|r_T| / |r_(T/2)|)^(2/T) with T the budget of steps', { digits: 8 }),
  number('trainingAccuracy', 'Training accuracy', '', 'Share of the training points whose largest output is at their class, at the end'),
  number('testAccuracy', 'Test accuracy', '', 'Share of the test points whose largest output is at their class, at the end'),
  number('testCrossEntropy', 'Test cross-entropy', '', 'Mean over the test points, at the end', LOG),
  number('labelNorm', 'Norm of the labels', '\\|y\\|', 'Euclidean norm'),
  number('largestLabel', 'Largest label', '\\max_i|y_i|', 'Largest absolute value'),
  number('hiddenStepSize', 'Step size of the hidden weights', '\\eta', 'As used'),
  number(
    'testMeanSquaredError',
    'Test error, mean square',
    '',
    'Mean of the squared errors on the test points and over the outputs, at the end',
    LOG,
  ),
  number(
    'initialTestMeanSquaredError',
    'Initial test error, mean square',
    '',
    'Mean of the squared errors on the test points, at the start',
    LOG,
  ),
  number(
    'hiddenLambdaMinStart',
    'Smallest eigenvalue, hidden layer, start',
    '\\lambda_{\\min}(K^W_0)',
    'Of the tangent kernel of the hidden layer',
    LOG,
  ),
  number(
    'hiddenLambdaMaxStart',
    'Largest eigenvalue, hidden layer, start',
    '\\lambda_{\\max}(K^W_0)',
    'Of the tangent kernel of the hidden layer',
    LOG,
  ),
  number(
    'hiddenLambdaMinEnd',
    'Smallest eigenvalue, hidden layer, end',
    '\\lambda_{\\min}(K^W_\\tau)',
    'Of the tangent kernel of the hidden layer',
    LOG,
  ),
  number(
    'hiddenLambdaMaxEnd',
    'Largest eigenvalue, hidden layer, end',
    '\\lambda_{\\max}(K^W_\\tau)',
    'Of the tangent kernel of the hidden layer',
    LOG,
  ),
  number(
    'outputLambdaMinStart',
    'Smallest eigenvalue, output layer, start',
    '\\lambda_{\\min}(K^a_0)',
    'Of the kernel of the output layer',
    LOG,
  ),
  number(
    'outputLambdaMaxStart',
    'Largest eigenvalue, output layer, start',
    '\\lambda_{\\max}(K^a_0)',
    'Of the kernel of the output layer',
    LOG,
  ),
  number(
    'outputLambdaMinEnd',
    'Smallest eigenvalue, output layer, end',
    '\\lambda_{\\min}(K^a_\\tau)',
    'Of the kernel of the output layer',
    LOG,
  ),
  number(
    'outputLambdaMaxEnd',
    'Largest eigenvalue, output layer, end',
    '\\lambda_{\\max}(K^a_\\tau)',
    'Of the kernel of the output layer',
    LOG,
  ),
  number(
    'tangentLambdaMinStart',
    'Smallest eigenvalue, tangent kernel, start',
    '\\lambda_{\\min}(K_0)',
    'Of the tangent kernel of all trained layers',
    LOG,
  ),
  number(
    'tangentLambdaMaxStart',
    'Largest eigenvalue, tangent kernel, start',
    '\\lambda_{\\max}(K_0)',
    'Of the tangent kernel of all trained layers',
    LOG,
  ),
  number(
    'tangentLambdaMinEnd',
    'Smallest eigenvalue, tangent kernel, end',
    '\\lambda_{\\min}(K_\\tau)',
    'Of the tangent kernel of all trained layers',
    LOG,
  ),
  number(
    'tangentLambdaMaxEnd',
    'Largest eigenvalue, tangent kernel, end',
    '\\lambda_{\\max}(K_\\tau)',
    'Of the tangent kernel of all trained layers',
    LOG,
  ),
  number('kernelChange', 'Change of the tangent kernel', '\\|K_\\tau-K_0\\|_2', 'Spectral norm, end against start', LOG),
  number(
    'relativeKernelChange',
    'Relative change of the tangent kernel',
    '\\|K_\\tau-K_0\\|_2/\\|K_0\\|_2',
    'Spectral norms, end against start',
    LOG,
  ),
  number(
    'stabilityProduct',
    'Step size times largest eigenvalue',
    '\\eta\\kappa\\lambda_{\\max}(K_0)',
    'Gradient descent on the frozen kernel is stable below 2',
  ),
  number('lineSeparation', 'Separation of lines', '\\delta', 'min sqrt(1 - r^2) over pairs of points; 0 for parallel ones'),
  number('unitNormDeviation', 'Deviation from unit norm', '\\max_i|\\|x_i\\|-1|', 'Largest over the points', LOG),
  number(
    'lazyFinalRelativeResidual',
    'Relative error of the frozen kernel',
    '',
    'After as many steps with the tangent kernel of the start',
    LOG,
  ),
  number(
    'lazyDistance',
    'Distance of the frozen kernel',
    'D^{\\mathrm{lin}}_\\infty',
    'sqrt(r_0^T K_0^+ r_0): distance to the nearest interpolating weights of the linearised network',
  ),
  number('inputNorm', 'Norm of the inputs', '\\|X\\|', 'Largest singular value'),
  number(
    'distanceSeparation',
    'Separation of points',
    '\\delta',
    "min of |x - x'| and |x + x'| over pairs of directions (arXiv 1902.04674, assumption 1)",
  ),
  number(
    'khatriRaoSquare',
    'Smallest eigenvalue of squared products',
    '\\sigma_{\\min}^2(X*X)',
    'Of the matrix <x_i, x_j>^2; 0 with more points than products of two coordinates',
    LOG,
  ),
  number(
    'hiddenLimitLambdaMin',
    'Smallest eigenvalue, hidden layer, infinite width',
    '\\lambda(X)',
    "Of <x_i, x_j> E phi'(z_i) phi'(z_j): the kernel of the start has this times sum (s_j a_j)^2 for its mean",
    LOG,
  ),
  number(
    'outputLimitLambdaMin',
    'Smallest eigenvalue, output layer, infinite width',
    '\\tilde\\lambda(X)',
    'Of E phi(z_i) phi(z_j): the kernel of the start has this times sum s_j^2 for its mean',
    LOG,
  ),
  number('outputWeightNorm', 'Norm of the output weights', '\\|v\\|_2', 'Of s_j a_j at the start'),
  number('largestOutputWeight', 'Largest output weight', '\\|v\\|_\\infty', 'Largest |s_j a_j| at the start'),
  number(
    'requiredWidth',
    'Width a theorem asks for',
    'k_{\\mathrm{theory}}',
    'arXiv 1902.04674, theorem 6.2 (smooth) or 6.3 (ReLU) with the constants of their proofs and delta = 1',
    LOG,
  ),
  number(
    'certificateRadius',
    'Initial error the start certifies',
    '\\alpha^2/4L',
    'arXiv 1902.04674, theorem 6.10 with 2 alpha the smallest singular value of the Jacobian: an initial error below it is certified to vanish',
    LOG,
  ),
  number(
    'structuralFloor',
    'Error no network gets below',
    '',
    'Set by labels of equal points that differ and, for activations with a linear odd part, by opposite points',
  ),
  number(
    'hiddenWeightSpectralDistance',
    'Distance of hidden weights, spectral',
    '\\|W_\\tau-W_0\\|_2',
    'Spectral norm of the total change of the hidden weights',
  ),
  number(
    'jacobianChange',
    'Change of the Jacobian',
    '\\|J(W_\\tau)-J(W_0)\\|_2',
    'Spectral norm, with respect to the hidden weights, end against start',
    LOG,
  ),
] as const satisfies readonly Quantity[]

export type QuantityId = (typeof QUANTITIES)[number]['id']

/** Quantities recorded over the steps of a run. */
export const SERIES = [
  number('residualNorm', 'Error', '\\|r_t\\|', 'Euclidean norm of outputs minus labels; of stochastic methods on all points', LOG),
  number('loss', 'Loss', 'L_t', 'Loss as the spec states it', LOG),
  number('gradientNorm', 'Gradient', '\\|\\nabla L_t\\|', 'Norm of the gradient that led to the step, over all trained weights', LOG),
  number('hiddenWeightDistance', 'Distance of hidden weights', '\\|W_t-W_0\\|_F', 'Frobenius norm of their change since the start'),
  number('outputWeightDistance', 'Distance of output weights', '\\|a_t-a_0\\|', 'Norm of their change since the start'),
  number('largestNeuronDistance', 'Largest distance of a neuron', '\\max_j\\|w_j-w_{0j}\\|', 'Of the hidden weights of one neuron'),
  number(
    'mostMovedNeuronDistance',
    'Distance of the neuron that moved most',
    '\\|w_{tj^*}-w_{0j^*}\\|',
    'Of the neuron that is farthest from its start when training ends',
  ),
  number('pathLength', 'Path length', 'P_t', 'Sum of the lengths of all steps so far'),
  number('testMeanSquaredError', 'Test error, mean square', '', 'Mean of the squared errors on the test points and over the outputs', LOG),
  number('testCrossEntropy', 'Test cross-entropy', '', 'Mean over the test points', LOG),
  number('trainingAccuracy', 'Training accuracy', '', 'Share of the training points whose largest output is at their class'),
  number('testAccuracy', 'Test accuracy', '', 'Share of the test points whose largest output is at their class'),
  number('tangentLambdaMin', 'Smallest eigenvalue of the tangent kernel', '\\lambda_{\\min}(K_t)', 'Of all trained layers', LOG),
  number('kernelChange', 'Change of the tangent kernel', '\\|K_t-K_0\\|_2', 'Spectral norm of its change since the start', LOG),
  number(
    'lazyResidualNorm',
    'Error of the frozen kernel',
    '\\|r^{\\mathrm{lin}}_t\\|',
    'What gradient descent with the tangent kernel of the start predicts',
    LOG,
  ),
] as const satisfies readonly Quantity[]

export type SeriesId = (typeof SERIES)[number]['id']
