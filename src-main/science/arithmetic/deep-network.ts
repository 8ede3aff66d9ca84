import type { Pulse } from './pulse'
import type { ActivationKernel } from './two-layer'

/** Channels, rows and columns of what passes between layers; vectors are height = width = 1. Stored channel by channel, row by row. */
export interface LayerShape {
  channels: number
  height: number
  width: number
}

/**
 * One layer of a deep network. Shapes follow from the input's shape; see `shapesOf`.
 * - linear: all inputs to `outputs` numbers; weights outputs x inputs, row-major, then the bias where there is one
 * - convolution: kernel x kernel, padding (kernel - 1) / 2; weights outputChannels x inputChannels x kernel x kernel, then the bias of
 *   every output channel where there is one
 * - batch-normalisation: over the batch and the positions of a channel, biased variance; gain, then shift, of every channel; running mean
 *   and biased variance move by `momentum` towards those of the batch and are used in evaluation
 * - layer-normalisation: over all numbers of an example; gain, then shift, of every channel
 * - activation: entrywise
 * - scalar-bias, scalar-scale: one number is added to, or multiplies, everything
 * - residual: branch(x) + shortcut(x). subsample takes every stride-th row and column and appends channels of zeros
 * - global-average: the mean over the positions of a channel
 */
export type DeepLayer =
  | { kind: 'linear'; outputs: number; bias: boolean }
  | { kind: 'convolution'; outputChannels: number; kernel: 1 | 3; stride: 1 | 2; bias: boolean }
  | { kind: 'batch-normalisation'; epsilon: number; momentum: number }
  | { kind: 'layer-normalisation'; epsilon: number }
  | { kind: 'activation'; activation: ActivationKernel }
  | { kind: 'scalar-bias' }
  | { kind: 'scalar-scale' }
  | { kind: 'residual'; branch: DeepLayer[]; shortcut: { kind: 'identity' } | { kind: 'subsample'; stride: 1 | 2; channels: number } }
  | { kind: 'global-average' }

export interface DeepNetwork {
  input: LayerShape
  /** the last one makes the outputs: `outputCount` numbers an example */
  layers: DeepLayer[]
}

/** Real numbers of a deep network: all of one precision. */
export type DeepArray = Float32Array | Float64Array

export interface DeepProblem {
  network: DeepNetwork
  precision: 'float32' | 'float64'
  /** mean over the batch of -log softmax_label, or of half the squared distance to the target */
  loss: 'cross-entropy' | 'squared'
  /** examples a step uses at most; memory is reserved for it */
  batchSize: number
  /** threads a step may use; never changes a result */
  threads: number
}

/**
 * Everything that changes while training: plain arrays owned by JavaScript, so that a copy is a checkpoint from which training goes on
 * bit for bit. The order of parameters is that of the layers (a residual's branch in its place), in each layer as {@link DeepLayer} says.
 */
export interface DeepState {
  /** number of updates done */
  step: number
  parameters: DeepArray
  /** of momentum, as long as `parameters` */
  velocity: DeepArray
  /** mean, then variance, of every channel of every batch normalisation, in their order */
  runningStatistics: DeepArray
}

/**
 * A group of parameters that lie together and are updated with the same numbers: v <- momentum v + (g + weightDecay w), w <- w - stepSize v.
 * Groups cover all parameters in their order without gaps.
 */
export interface ParameterGroup {
  first: number
  count: number
  stepSize: number
  weightDecay: number
}

export interface DeepUpdate {
  groups: ParameterGroup[]
  momentum: number
}

/**
 * Examples of a batch: inputs count x (channels height width). Targets of the squared loss: count x outputCount numbers; of the cross-entropy
 * labels, or count x outputCount shares t of the classes, whose loss is -sum_k t_k log softmax_k.
 */
export interface DeepBatch {
  count: number
  inputs: DeepArray
  targets: Uint32Array | DeepArray
}

export interface DeepStepResult {
  /** on the batch, before the update */
  loss: number
  /** examples of the batch whose largest output is the label's, or the sum of its class's shares, before the update; 0 for the squared loss */
  correct: number
  /** norm of the gradient without weight decay; NaN when an output was not finite */
  gradientNorm: number
  /**
   * null while all is finite; otherwise the place in `layers` (of the outermost list) of the first layer whose output was not or, when all
   * outputs are finite, of the first one on the way back whose gradient was not (by its output or its parameters). The step is then not taken.
   */
  notFiniteLayer: number | null
}

/** Means over a batch and all positions, for every layer of the outermost list. */
export interface LayerStatistics {
  /** root mean square of the layer's output */
  outputRms: Float64Array
  /** root mean square of the gradient of the loss by the layer's output, times the number of examples */
  gradientRms: Float64Array
  /** norm of the gradient by the layer's parameters; 0 for layers without */
  parameterGradientNorm: Float64Array
  /** norm of the layer's parameters */
  parameterNorm: Float64Array
}

export interface DeepTrainer {
  /** live; do not change it between calls */
  readonly state: DeepState
  /** One step of stochastic gradient descent with momentum. `pulse` is called between parts of at most about 50 ms. */
  step(batch: DeepBatch, update: DeepUpdate, pulse: Pulse): DeepStepResult
  /** The gradient at the present parameters in training mode (running statistics stay as they are), and what the layers carry. */
  gradient(batch: DeepBatch, pulse: Pulse): DeepStepResult & { gradient: DeepArray; layers: LayerStatistics }
  /**
   * Outputs in evaluation mode, count x outputCount, and the outputs of the layers named by their place in the outermost list, each
   * count x (channels height width). Any number of examples. `batchStatistics`: batch normalisation with the statistics of these
   * examples (in parts of `batchSize`) instead of the running ones.
   */
  evaluate(
    inputs: DeepArray,
    count: number,
    options: { layers?: number[]; batchStatistics?: boolean },
    pulse: Pulse,
  ): { outputs: DeepArray; layers: DeepArray[] }
}
