import type { Quantity } from '../../contract'

type Named<Id extends string> = Quantity & { id: Id }

function number<Id extends string>(id: Id, label: string, symbol: string, description: string, more: Partial<Quantity> = {}): Named<Id> {
  return { label, symbol, unit: '', digits: 4, scale: 'linear', description, ...more, id }
}

function count<Id extends string>(id: Id, label: string, symbol: string, description: string, more: Partial<Quantity> = {}): Named<Id> {
  return number(id, label, symbol, description, { digits: 'integer', ...more })
}

/** Scalars of a run, in the order in which tables offer them. */
export const QUANTITIES = [
  count('steps', 'Steps', 'T', 'Number of updates done when the run stopped', { unit: 'steps' }),
  number('kappaH', 'Decay of the smallest eigenvalue of H', '\\kappa_H', 'Smallest eigenvalue of H at the end over the one at the start', {
    digits: 3,
  }),
  count(
    'everChangedCount',
    'Activations ever changed',
    '|D|',
    'Pairs of neuron and point whose activation differed from the initial one at least once',
    {
      unit: 'pairs',
    },
  ),
  number(
    'hiddenWeightDistance',
    'Distance of hidden weights from initialisation',
    '\\|W_T-W_0\\|_F',
    'Frobenius norm of the total change of the hidden weights',
  ),
  number(
    'outputWeightDistance',
    'Distance of output weights from initialisation',
    '\\|z_T-z_0\\|',
    'Norm of the total change of the output weights',
  ),
  number('initialResidualNorm', 'Initial error', '\\|e_0\\|', 'Euclidean norm of outputs minus labels at the start'),
  number('finalResidualNorm', 'Final error', '\\|e_T\\|', 'Euclidean norm of outputs minus labels when the run stopped', { scale: 'log' }),
  count(
    'endChangedCount',
    'Activations changed at the end',
    '|D_{\\mathrm{end}}|',
    'Pairs of neuron and point whose activation at the end differs from the initial one',
    {
      unit: 'pairs',
    },
  ),
  number('kappaD', 'Density of ever changed activations', '\\kappa_D', '|D| / (mS)'),
  number('kappaDEnd', 'Density of activations changed at the end', '\\kappa_{D,\\mathrm{end}}', '|D_end| / (mS)'),
  number('kappaW', 'Scaled distance of hidden weights', '\\kappa_W', 'Distance of the hidden weights over sqrt(m), bound (32)'),
  number(
    'kappaWTwoRate',
    'Scaled distance of hidden weights, two rates',
    '\\kappa_W^{(34)}',
    'Distance of the hidden weights over sqrt(m) min(1, sqrt(eta_w / eta_z)), bounds (32), (34)',
  ),
  number(
    'kappaZ',
    'Scaled distance of output weights',
    '\\kappa_z',
    'Distance of the output weights over sqrt(m) min(1, sqrt(eta_z / eta_w)), bounds (33), (35); not a quantity of the paper',
  ),
  number(
    'hiddenKernelLambdaMinStart',
    'Smallest eigenvalue of H at start',
    '\\lambda_{\\min}(H_0)',
    'Of the hidden-layer part of the tangent kernel at initialisation',
  ),
  number(
    'hiddenKernelLambdaMinEnd',
    'Smallest eigenvalue of H at end',
    '\\lambda_{\\min}(H_T)',
    'Of the hidden-layer part of the tangent kernel when the run stopped',
  ),
  number(
    'hiddenKernelLambdaMaxStart',
    'Largest eigenvalue of H at start',
    '\\lambda_{\\max}(H_0)',
    'Of the hidden-layer part of the tangent kernel at initialisation',
  ),
  number(
    'hiddenKernelLambdaMaxEnd',
    'Largest eigenvalue of H at end',
    '\\lambda_{\\max}(H_T)',
    'Of the hidden-layer part of the tangent kernel when the run stopped',
  ),
  number(
    'traceHiddenKernelStart',
    'Trace of H at start',
    '\\operatorname{tr} H_0',
    'For unit inputs and signs as output weights the number of active pairs at initialisation',
    {
      digits: 6,
    },
  ),
  number(
    'outputKernelLambdaMinStart',
    'Smallest eigenvalue of G at start',
    '\\lambda_{\\min}(G_0)',
    'Of the output-layer part of the tangent kernel at initialisation; exactly 0 when S < m',
  ),
  number(
    'outputKernelLambdaMinEnd',
    'Smallest eigenvalue of G at end',
    '\\lambda_{\\min}(G_T)',
    'Of the output-layer part of the tangent kernel when the run stopped; exactly 0 when S < m',
  ),
  number(
    'outputKernelLambdaMaxStart',
    'Largest eigenvalue of G at start',
    '\\lambda_{\\max}(G_0)',
    'Of the output-layer part of the tangent kernel at initialisation',
  ),
  number(
    'outputKernelLambdaMaxEnd',
    'Largest eigenvalue of G at end',
    '\\lambda_{\\max}(G_T)',
    'Of the output-layer part of the tangent kernel when the run stopped',
  ),
  number(
    'stabilityProduct',
    'Step size times largest eigenvalue',
    '\\lambda_{\\max}(K_0)',
    'Largest eigenvalue of eta_w H_0 + eta_z G_0; linear stability needs at most 2',
  ),
  count(
    'frozenKernelSteps',
    'Steps of the frozen kernel',
    'T_{\\mathrm{lin}}',
    'Steps that gradient descent would take if the kernel stayed as at initialisation',
    {
      unit: 'steps',
    },
  ),
  number(
    'frozenKernelHiddenDistance',
    'Hidden distance of the frozen kernel',
    '\\|\\Delta W\\|_{\\mathrm{lin}}',
    'Distance the hidden weights would travel if the kernel stayed as at initialisation',
  ),
  number(
    'frozenKernelOutputDistance',
    'Output distance of the frozen kernel',
    '\\|\\Delta z\\|_{\\mathrm{lin}}',
    'Distance the output weights would travel if the kernel stayed as at initialisation',
  ),
  number(
    'displacementLawRatio',
    'Changed activations over the displacement law',
    '\\frac{\\kappa_{D,\\mathrm{end}}\\,\\pi}{\\arctan(\\kappa_W\\sqrt{m/(nS)})}',
    'Density of activations changed at the end over the prediction for Gaussian pre-activations',
  ),
  count(
    'pointChangeRank',
    'Neurons changed at the n-th most changed point',
    's',
    'The min(m, n)-th largest number of neurons whose activation at a point differs at the end (appendix D)',
    {
      unit: 'neurons',
    },
  ),
  number('pointChangeRatio', 's over its bound', 's\\,/\\,(S^{2/3}(m/n)^{1/3})', 's over bound (62) without its logarithms'),
  number('scaledErrorSum', 'Scaled sum of errors', '\\eta_w\\sqrt{S/m}\\,\\sum_t\\|e_t\\|', 'Bound (46) says that it stays bounded'),
  number(
    'lateDecayRate',
    'Late decay rate',
    '-\\tfrac{d}{dt}\\log\\|e_t\\|',
    'Mean decrease of log |e| a step while |e| fell through its last factor of ten',
  ),
  number(
    'lateDecayPrediction',
    'Late decay rate predicted',
    '-\\log(1-\\eta\\,\\lambda_{\\min})',
    'From the smallest eigenvalue at the end of the kernel of the only trained layer',
  ),
  number(
    'invariantDrift',
    'Drift of the neuron invariant',
    '\\max_\\nu|R_\\nu(T)-R_\\nu(0)|/(n\\eta_z)',
    'R = eta_w z^2 - eta_z |W|^2 of each neuron is conserved by gradient flow (appendix F)',
    {
      digits: 3,
    },
  ),
  number(
    'invariantIdentityError',
    'Error of the discrete invariant identity',
    '\\max_\\nu|\\Delta R_\\nu-\\Delta R_\\nu^{\\mathrm{exact}}|',
    'Difference between the measured and the exact change of R over the first step',
    {
      digits: 2,
      scale: 'log',
    },
  ),
  number('abortResidualBefore', 'Error before the aborting step', '\\|e_{T-1}\\|', 'Only when the safety valve stopped the run'),
  number(
    'abortResidualLinear',
    'Error without activation flips',
    '\\|(I-K_{T-1})e_{T-1}\\|',
    'What the error of the aborting step would have been had no activation changed',
  ),
  count('abortFlips', 'Activations flipped in the aborting step', '|A_T\\oplus A_{T-1}|', 'Only when the safety valve stopped the run', {
    unit: 'pairs',
  }),
] as const satisfies readonly Quantity[]

export type QuantityId = (typeof QUANTITIES)[number]['id']

/** Curves of a run over steps. */
export const SERIES = [
  number('residualNorm', 'Error', '\\|e_t\\|', 'Euclidean norm of outputs minus labels, every step', { scale: 'log' }),
  count(
    'everChangedCount',
    'Activations ever changed',
    '|D_t|',
    'Pairs whose activation has differed from the initial one at least once, every step',
  ),
  count('activationFlips', 'Activation flips', '|A_t\\oplus A_{t-1}|', 'Pairs whose activation changed in the step, every step', {
    scale: 'log',
  }),
  number('hiddenWeightDistance', 'Distance of hidden weights from initialisation', '\\|W_t-W_0\\|_F', 'Every step'),
  number(
    'outputWeightDistance',
    'Distance of output weights from initialisation',
    '\\|z_t-z_0\\|',
    'Every step, when the output layer is trained',
  ),
  number('hiddenKernelLambdaMin', 'Smallest eigenvalue of H', '\\lambda_{\\min}(H_t)', 'At start, end and the chosen steps'),
  number('hiddenKernelLambdaMax', 'Largest eigenvalue of H', '\\lambda_{\\max}(H_t)', 'At start, end and the chosen steps'),
  number('outputKernelLambdaMin', 'Smallest eigenvalue of G', '\\lambda_{\\min}(G_t)', 'At start, end and the chosen steps'),
  number('outputKernelLambdaMax', 'Largest eigenvalue of G', '\\lambda_{\\max}(G_t)', 'At start, end and the chosen steps'),
] as const satisfies readonly Quantity[]

export type SeriesId = (typeof SERIES)[number]['id']
