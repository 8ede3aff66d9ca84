import type { ActivationProgram } from '../activations/program'
import type { Pulse } from './pulse'

/**
 * phi as the kernels know it. At a kink phi' is the left limit.
 * - piecewise-linear (kink, floor, leftSlope, rightSlope): floor + slope (x - kink)
 * - step (): 1 for x > 0, 0 otherwise; phi' = 0
 * - exponential-linear (positiveSlope, negativeScale): positiveSlope x for x > 0, negativeScale (exp(x) - 1) otherwise
 * - printed-exponential-linear (positiveSlope, negativeScale): positiveSlope x for x > 0, negativeScale x (exp(x) - 1) otherwise
 * - tanh (positiveScale, negativeScale): scale tanh x
 * - sigmoid (), softplus (), swish (), gelu (), erf (), sine ()
 * - relu-power (power): max(x, 0)^power / power!
 * - polynomial (c_0, c_1, ...): sum of c_r x^r
 */
export interface BuiltInActivation {
  kind: 'built-in'
  id: (typeof builtInActivations)[number]
  parameters: readonly number[]
}

/** The order is the numbering of the native kernels (native/src/activation.h). */
export const builtInActivations = [
  'piecewise-linear',
  'step',
  'exponential-linear',
  'printed-exponential-linear',
  'tanh',
  'sigmoid',
  'softplus',
  'swish',
  'gelu',
  'erf',
  'sine',
  'relu-power',
  'polynomial',
] as const

/** phi and phi' as programs, for activations given by a formula. */
export interface ProgrammedActivation {
  kind: 'program'
  value: ActivationProgram
  derivative: ActivationProgram
}

export type ActivationKernel = BuiltInActivation | ProgrammedActivation

/** When training ends. A rule at its default (0, Infinity, false) never applies. */
export interface TwoLayerStop {
  /** converged as soon as |f - y|_F is below this */
  residual: number
  /** converged as soon as |f - y|_F is below this multiple of |y|_F */
  relativeResidual: number
  /** converged as soon as the loss is below this */
  loss: number
  /** diverged as soon as |f - y|_F is above this multiple of |y|_F */
  divergence: number
  /** ended as soon as |f - y|_F is greater than at the iterate before */
  residualIncrease: boolean
  /** ended as soon as a step used a gradient with a norm below this */
  gradientFloor: number
}

/** The rules that never apply. */
export const neverStop: Readonly<TwoLayerStop> = {
  residual: 0,
  relativeResidual: 0,
  loss: 0,
  divergence: Infinity,
  residualIncrease: false,
  gradientFloor: 0,
}

/**
 * A two-layer network f_k(x) = sum_j nodeScales_j a_jk phi(s <w_j, x> + b_j), its data and how it is trained. Neurons whose a_j or node
 * scale is zero while output weights are frozen neither contribute nor move, and cost nothing.
 */
export interface TwoLayerProblem {
  /** d */
  inputDimension: number
  /** m */
  hiddenWidth: number
  /** n */
  sampleCount: number
  /** K */
  outputCount: number
  /** n x d: row i is the input x_i */
  inputs: Float64Array
  /** y, n x K; with cross-entropy the rows are probabilities (one-hot for classes) */
  targets: Float64Array
  activation: ActivationKernel
  /** s, the factor on <w, x>: 1 or 1/sqrt(d) */
  preactivationScale: number
  /** length m: the factor on a_jk phi(z_j), for instance 1/sqrt(m) */
  nodeScales: Float64Array
  /** whether there are b_j; zero and frozen otherwise */
  biases: boolean
  /** squared: lossFactor 1/2 |f - y|_F^2; cross-entropy: lossFactor times the sum over samples of -sum_k y_k log softmax_k(f) */
  loss: 'squared' | 'cross-entropy'
  /** half-sum 1, sum 2, mean 2 / (n K); cross-entropy: sum 1, mean 1 / n */
  lossFactor: number
  /** of gradient descent, one for each layer; 0: frozen */
  stepSizes: { hidden: number; bias: number; output: number }
  stop: TwoLayerStop
  /** threads a step may use; never changes a result */
  threads: number
}

export interface TwoLayerWeights {
  /** w, m x d */
  hiddenWeights: Float64Array
  /** b, length m; length 0 without biases */
  biases: Float64Array
  /** a, m x K */
  outputWeights: Float64Array
}

/**
 * Everything that changes while training, at an iterate whose outputs have been evaluated. Owned by JavaScript, plain arrays, so that a
 * copy of it is a checkpoint from which training continues bit for bit.
 */
export interface TwoLayerState extends TwoLayerWeights {
  /** number of updates done */
  step: number
  /** f at this iterate, n x K */
  outputs: Float64Array
  /** |f - y|_F at this iterate (cross-entropy: |softmax(f) - y|_F) and at the one evaluated before (infinity at step 0) */
  residualNorm: number
  previousResidualNorm: number
  loss: number
  /** norm of the gradient that led to this iterate, over all trained parameters; infinity at step 0 */
  gradientNorm: number
}

export type TwoLayerStatus =
  /** the budget of this call is used up; call again */
  | 'running'
  | 'converged'
  /** the residual passed the limit of `stop.divergence` */
  | 'diverged'
  | 'residual-increased'
  | 'gradient-floor'
  /** the residual is NaN or infinite */
  | 'not-finite'

/** What one call did; one entry a step done, in order: the steps firstStep .. firstStep + count - 1 and the iterates they led to. */
export interface TwoLayerProgress {
  status: TwoLayerStatus
  firstStep: number
  count: number
  /** |f - y|_F at the iterate; of batches: on the batch, before its update */
  residualNorm: Float64Array
  /** loss at the iterate; of batches: on the batch, before its update */
  loss: Float64Array
  /** norm of the gradient the step used, over all trained parameters */
  gradientNorm: Float64Array
  /** length of the step in parameter space: the step sizes times the gradient; summed up it is the path length */
  stepLength: Float64Array
}

/** Batches for stochastic gradient descent, drawn by the caller. */
export interface TwoLayerBatches {
  /** indices of samples, batch after batch; the last batch may be shorter */
  indices: Uint32Array
  batchSize: number
  /** the loss factor in place of the problem's: 1 for the half-sum over the batch, 2 / (batchSize K) for its mean */
  lossFactor: number
}

export interface TwoLayerTrainer {
  /** live state; do not change it between calls */
  readonly state: TwoLayerState
  /**
   * Does at most `maxSteps` steps of full-batch gradient descent and returns after about `sliceMilliseconds` at a step boundary. Stops
   * early, with its status, at the first iterate a stopping rule applies to (the iterate is part of the state and of the arrays). The
   * rules are checked in the order: not finite, converged, diverged, increased, gradient floor. When the status was already final it
   * does nothing. `pulse` is called between slices when a single step takes longer than a slice.
   */
  advance(maxSteps: number, sliceMilliseconds: number, pulse: Pulse): TwoLayerProgress
  /**
   * Does one step for each batch, in order, until about `sliceMilliseconds` have passed (`count` says how many), then evaluates the
   * iterate on all samples and applies the stopping rules to it, without the increase of the residual. It ends early only when the
   * residual of a batch is not finite.
   */
  advanceBatches(batches: TwoLayerBatches, sliceMilliseconds: number, pulse: Pulse): TwoLayerProgress
}

export interface TwoLayerGradient extends TwoLayerWeights {
  /** f, n x K */
  outputs: Float64Array
  residualNorm: number
  loss: number
}

/** A weighted Gram matrix of activations: sum_j neuronWeights_j psi(z_ji) psi(z_jl), z_ji = s <w_j, x_i> + b_j, psi = phi or phi'. */
export interface ActivationGramRequest {
  inputDimension: number
  hiddenWidth: number
  sampleCount: number
  /** n x d */
  inputs: Float64Array
  preactivationScale: number
  activation: ActivationKernel
  /** psi */
  which: 'value' | 'derivative'
  /**
   * w and b of the neurons first .. first + count - 1, count x d and count long (empty without biases); called once for each block in
   * ascending order, so that a width whose weights do not fit into memory can be streamed
   */
  block: (first: number, count: number) => { hiddenWeights: Float64Array; biases: Float64Array }
  /** length m; may be negative */
  neuronWeights: Float64Array
  /** multiply entry (i, l) by <x_i, x_l> */
  timesInputProducts: boolean
  threads: number
}
