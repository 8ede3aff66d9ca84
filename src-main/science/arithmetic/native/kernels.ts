import type { DeepArray } from '../deep-network'
import type { NativeActivation } from './activation'

/**
 * The addon's functions (native/src/*_binding.cc, matrix_products.cc, cholesky.cc, addon.cc). All memory is JavaScript's. Functions with
 * `...slice` take a cursor [stage, unit] that starts as zeros, a time in milliseconds, threads and a cancel flag; they return true when
 * the work is done, otherwise they are to be called again with the same arguments.
 */
export interface Kernels {
  readonly version: number
  /** columns of the panel that hiddenGramWeighted and rectifiedGram need */
  readonly factorDepth: number
  info(): { instructionSet: string; cpuFeatures: string; blasCore: string; blasConfig: string }
  /** kernels of another processor family, as OPENBLAS_CORETYPE would choose them */
  useBlasCore(name: string): void
  /** names of what computes wrongly, empty when all is well */
  selfTest(): string

  reluWorkspaceLength(constants: Float64Array): number
  reluStart(constants: Float64Array, workspace: Float64Array, inputs: Float64Array, labels: Float64Array, numbers: Float64Array, ...state: ReluStateArguments): void
  reluResume(constants: Float64Array, workspace: Float64Array, inputs: Float64Array, labels: Float64Array, numbers: Float64Array, ...state: ReluStateArguments): void
  reluAdvance(
    constants: Float64Array,
    workspace: Float64Array,
    maxSteps: number,
    sliceMilliseconds: number,
    cancelFlag: Int32Array | undefined,
    residualNorm: Float64Array,
    everChangedCount: Float64Array,
    flips: Float64Array,
    hiddenWeightDistance: Float64Array,
    outputWeightDistance: Float64Array,
    numbers: Float64Array,
  ): void
  reluReadState(constants: Float64Array, workspace: Float64Array, ...state: ReluStateArguments): void

  /** @param description of operations, LayerField numbers each (native/src/deep_network.h) */
  deepCreate(
    description: Float64Array,
    activations: NativeActivation[],
    single: number,
    batchSize: number,
    crossEntropy: number,
    threads: number,
  ): DeepTrainerHandle
  /** @param groups first, count, step size and weight decay of each */
  deepBegin(trainer: DeepTrainerHandle, task: number, count: number, momentum: number, groups: Float64Array, statistics: number): void
  /** A slice of what has been begun; true when it has ended. All arrays are of the trainer's precision. */
  deepGo(
    trainer: DeepTrainerHandle,
    milliseconds: number,
    cancelFlag: Int32Array | undefined,
    parameters: DeepArray,
    velocity: DeepArray,
    runningStatistics: DeepArray,
    inputs: DeepArray,
    targets: Uint32Array | DeepArray | undefined,
    gradient: DeepArray | undefined,
    outputs: DeepArray | undefined,
    layers: (DeepArray | undefined)[],
    statistics: Float64Array | undefined,
    numbers: Float64Array,
  ): boolean
  /** memory it holds besides the arrays it is given */
  deepBytes(trainer: DeepTrainerHandle): number

  twoLayerCreate(
    constants: Float64Array,
    activation: NativeActivation,
    inputs: Float64Array,
    targets: Float64Array,
    nodeScales: Float64Array,
    hiddenWeights: Float64Array,
    biases: Float64Array,
    outputWeights: Float64Array,
  ): TwoLayerHandle
  /** frees the network at once; left to the garbage collector it would stay until the thread returns to its event loop */
  twoLayerRelease(network: TwoLayerHandle): void
  twoLayerResume(network: TwoLayerHandle, outputs: Float64Array, numbers: Float64Array): void
  /** only between steps */
  twoLayerReadWeights(network: TwoLayerHandle, hiddenWeights: Float64Array, biases: Float64Array, outputWeights: Float64Array): void
  twoLayerReadOutputs(network: TwoLayerHandle, outputs: Float64Array): void
  twoLayerReadGradient(network: TwoLayerHandle, hiddenWeights: Float64Array, biases: Float64Array, outputWeights: Float64Array): void
  twoLayerReadElsewhere(network: TwoLayerHandle, outputs: Float64Array): void
  twoLayerBeginEvaluation(network: TwoLayerHandle): void
  twoLayerBeginEvaluationAt(network: TwoLayerHandle, inputs: Float64Array, count: number): void
  twoLayerBeginGradient(network: TwoLayerHandle): void
  twoLayerBeginDescent(network: TwoLayerHandle, steps: number, milliseconds: number): void
  twoLayerBeginBatches(
    network: TwoLayerHandle,
    indices: Uint32Array,
    count: number,
    batchSize: number,
    lossFactor: number,
    milliseconds: number,
  ): void
  /** a slice of what has been begun; true when it has ended. The history arrays stay the same until then. */
  twoLayerGo(
    network: TwoLayerHandle,
    sliceMilliseconds: number,
    cancelFlag: Int32Array | undefined,
    residualNorm: Float64Array,
    loss: Float64Array,
    gradientNorm: Float64Array,
    stepLength: Float64Array,
    numbers: Float64Array,
  ): boolean
  /** most neurons of a block, and columns of its panels */
  readonly activationGramDepth: number
  activationGramBlock(
    activation: NativeActivation,
    derivative: number,
    preactivationScale: number,
    inputDimension: number,
    count: number,
    sampleCount: number,
    inputs: Float64Array,
    hiddenWeights: Float64Array,
    biases: Float64Array | undefined,
    neuronWeights: Float64Array,
    panel: Float64Array,
    weightedPanel: Float64Array,
    gram: Float64Array,
    ...slice: SliceArguments
  ): boolean
  /** the products of inputs, if given, and the upper triangle */
  activationGramEnd(
    inputDimension: number,
    sampleCount: number,
    inputs: Float64Array | undefined,
    gram: Float64Array,
    ...slice: SliceArguments
  ): boolean
  /** what was begun ends after the step in hand */
  twoLayerEndSoon(network: TwoLayerHandle): void
  /** phi and phi' at points */
  activationValues(activation: NativeActivation, points: Float64Array, value: Float64Array, derivative: Float64Array): void

  hiddenGramByCounts(
    inputDimension: number,
    hiddenWidth: number,
    sampleCount: number,
    inputs: Float64Array,
    activations: Uint32Array,
    scratch: Float64Array,
    gram: Float64Array,
    ...slice: SliceArguments
  ): boolean
  hiddenGramWeighted(
    inputDimension: number,
    hiddenWidth: number,
    sampleCount: number,
    inputs: Float64Array,
    outputWeights: Float64Array,
    activations: Uint32Array,
    panel: Float64Array,
    gram: Float64Array,
    ...slice: SliceArguments
  ): boolean
  /** max(R C^T, 0) times its transpose, R order x n, C depth x n */
  rectifiedGram(
    order: number,
    depth: number,
    inputDimension: number,
    rowFactor: Float64Array,
    columnFactor: Float64Array,
    panel: Float64Array,
    gram: Float64Array,
    ...slice: SliceArguments
  ): boolean
  multiply(a: Float64Array, b: Float64Array, rows: number, inner: number, columns: number, product: Float64Array, threads: number): void

  choleskyLength(order: number): number
  /** cursor has a third entry that becomes the number of the first pivot that is not positive */
  choleskyFactor(matrix: Float64Array, order: number, tiles: Float64Array, ...slice: SliceArguments): boolean
  choleskySolve(tiles: Float64Array, order: number, x: Float64Array, ...slice: SliceArguments): boolean

  /** adds `rows` rows of the block, from `firstRow` on, to the triangular factor */
  addToTriangle(triangle: Float64Array, order: number, block: Float64Array, firstRow: number, rows: number): void

  /** kind 0 values, 1 values and vectors, 2 pairs from..to, 3 values and vectors of F^T F for the factor F given as matrix, `from` its rows */
  eigenStart(kind: number, matrix: Float64Array, order: number, from: number, to: number, threads: number): EigenJob
  eigenWait(job: EigenJob, milliseconds: number): boolean
  eigenTake(job: EigenJob, values: Float64Array, vectors: Float64Array | undefined): void
  eigenRelease(job: EigenJob): void
}

export type SliceArguments = [cursor: Float64Array, sliceMilliseconds: number, threads: number, cancelFlag: Int32Array | undefined]

export type ReluStateArguments = [
  hiddenWeights: Float64Array,
  outputWeights: Float64Array,
  initialHiddenWeights: Float64Array,
  initialOutputWeights: Float64Array,
  outputs: Float64Array,
  activations: Uint32Array,
  initialActivations: Uint32Array,
  everChanged: Uint32Array,
  lastFlips: Uint32Array,
]

declare const eigenJob: unique symbol
/** A handle to an eigenvalue problem that is solved on a thread of its own. */
export interface EigenJob {
  readonly [eigenJob]: never
}

declare const twoLayer: unique symbol
/** A handle to a network inside the addon. */
export interface TwoLayerHandle {
  readonly [twoLayer]: never
}

declare const deepTrainer: unique symbol
/** A handle to a deep network inside the addon. */
export interface DeepTrainerHandle {
  readonly [deepTrainer]: never
}
