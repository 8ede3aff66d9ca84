import {
  NotPositiveDefiniteError,
  type ActivationGramRequest,
  type Arithmetic,
  type Eigensystem,
  type ExtremeEigenvalue,
  type Pulse,
  type TwoLayerGradient,
  type TwoLayerProblem,
  type TwoLayerReluProblem,
  type TwoLayerReluState,
  type TwoLayerReluTrainer,
  type TwoLayerState,
  type TwoLayerTrainer,
  type TwoLayerWeights,
} from '../arithmetic'
import type { DeepProblem, DeepState, DeepTrainer } from '../deep-network'
import { largestByMultiplication, smallestByInverse, type SymmetricOperator } from '../extreme-eigenvalues'
import { checkFactor, checkTallFactor } from '../factor'
import { Pace, pulseInterval } from '../pace'
import { checkPairRange, checkSymmetricMatrix, checkVector, rowSumNorm } from '../symmetric-matrix'
import { checkActivations, checkProblem, checkWeights } from '../two-layer-relu-rules'
import { checkGramRequest } from '../two-layer-rules'
import { nativeActivation } from './activation'
import { NativeDeepTrainer } from './deep-trainer'
import type { Kernels, SliceArguments } from './kernels'
import { evaluateTwoLayer, NativeTwoLayerTrainer, twoLayerGradient } from './two-layer'
import { NativeTwoLayerReluTrainer } from './two-layer-relu'

const eigenKind = { values: 0, system: 1, pairs: 2, factor: 3 } as const

/** Floating-point operations of one call of a QR factorisation: some milliseconds. */
const factorWork = 5e7

/** The addon behind the interface. `threads` and `cancelFlag` as in OpenOptions. */
export class NativeArithmetic implements Arithmetic {
  readonly id = 'native'
  readonly description: string
  readonly cpuFeatures: string

  constructor(
    private readonly kernels: Kernels,
    readonly hash: string,
    private readonly threads: number,
    private readonly cancelFlag: Int32Array | undefined,
  ) {
    const { instructionSet, cpuFeatures, blasCore, blasConfig } = kernels.info()
    const blasVersion = /\d+(\.\d+)+/.exec(blasConfig)?.[0] ?? ''
    this.description = `native ${kernels.version}, ${instructionSet}, OpenBLAS ${blasVersion} ${blasCore}`
    this.cpuFeatures = cpuFeatures
  }

  startTwoLayerRelu(problem: TwoLayerReluProblem, hiddenWeights: Float64Array, outputWeights: Float64Array): TwoLayerReluTrainer {
    return NativeTwoLayerReluTrainer.start(this.kernels, this.cancelFlag, problem, hiddenWeights, outputWeights)
  }

  resumeTwoLayerRelu(problem: TwoLayerReluProblem, state: TwoLayerReluState): TwoLayerReluTrainer {
    return NativeTwoLayerReluTrainer.resume(this.kernels, this.cancelFlag, problem, state)
  }

  startTwoLayer(problem: TwoLayerProblem, initial: TwoLayerWeights): TwoLayerTrainer {
    return NativeTwoLayerTrainer.start(this.kernels, this.cancelFlag, problem, initial)
  }

  resumeTwoLayer(problem: TwoLayerProblem, state: TwoLayerState): TwoLayerTrainer {
    return NativeTwoLayerTrainer.resume(this.kernels, this.cancelFlag, problem, state)
  }

  evaluateTwoLayer(problem: TwoLayerProblem, weights: TwoLayerWeights, inputs: Float64Array, pulse: Pulse): Float64Array {
    return evaluateTwoLayer(this.kernels, this.cancelFlag, problem, weights, inputs, pulse)
  }

  twoLayerGradient(problem: TwoLayerProblem, weights: TwoLayerWeights, pulse: Pulse): TwoLayerGradient {
    return twoLayerGradient(this.kernels, this.cancelFlag, problem, weights, pulse)
  }

  activationGram(request: ActivationGramRequest, pulse: Pulse): Float64Array {
    checkGramRequest(request)
    const { inputDimension, hiddenWidth, sampleCount, inputs, threads, preactivationScale, timesInputProducts } = request
    const activation = nativeActivation(request.activation)
    const depth = this.kernels.activationGramDepth
    const pace = new Pace(pulse)
    const gram = new Float64Array(sampleCount * sampleCount)
    const panel = new Float64Array(sampleCount * depth)
    const weightedPanel = new Float64Array(sampleCount * depth)
    for (let first = 0; first < hiddenWidth; first += depth) {
      const count = Math.min(depth, hiddenWidth - first)
      const { hiddenWeights, biases } = request.block(first, count)
      const neuronWeights = request.neuronWeights.subarray(first, first + count)
      this.#inSlices(2, threads, pulse, (...slice) =>
        this.kernels.activationGramBlock(
          activation,
          request.which === 'derivative' ? 1 : 0,
          preactivationScale,
          inputDimension,
          count,
          sampleCount,
          inputs,
          hiddenWeights,
          biases.length > 0 ? biases : undefined,
          neuronWeights,
          panel,
          weightedPanel,
          gram,
          ...slice,
        ),
      )
      pace.beat()
    }
    this.#inSlices(2, threads, pulse, (...slice) =>
      this.kernels.activationGramEnd(inputDimension, sampleCount, timesInputProducts ? inputs : undefined, gram, ...slice),
    )
    return gram
  }

  createDeepTrainer(problem: DeepProblem, state: DeepState): DeepTrainer {
    return new NativeDeepTrainer(this.kernels, this.cancelFlag, problem, state)
  }

  hiddenGram(problem: TwoLayerReluProblem, outputWeights: Float64Array, activations: Uint32Array, pulse: Pulse): Float64Array {
    checkProblem(problem)
    checkActivations(problem, 'activations', activations)
    const { inputDimension, hiddenWidth, sampleCount, inputs, threads } = problem
    const gram = new Float64Array(sampleCount * sampleCount)
    if (outputWeights.every((z) => z === 1 || z === -1)) {
      const bitsByPoint = new Float64Array(sampleCount * Math.ceil(hiddenWidth / 64))
      this.#inSlices(2, threads, pulse, (...slice) =>
        this.kernels.hiddenGramByCounts(inputDimension, hiddenWidth, sampleCount, inputs, activations, bitsByPoint, gram, ...slice),
      )
      return gram
    }
    const panel = new Float64Array(sampleCount * this.kernels.factorDepth)
    this.#inSlices(2, threads, pulse, (...slice) =>
      this.kernels.hiddenGramWeighted(inputDimension, hiddenWidth, sampleCount, inputs, outputWeights, activations, panel, gram, ...slice),
    )
    return gram
  }

  outputGram(problem: TwoLayerReluProblem, hiddenWeights: Float64Array, pulse: Pulse): Float64Array {
    checkProblem(problem)
    checkWeights(problem, hiddenWeights, new Float64Array(problem.hiddenWidth))
    const { inputs, hiddenWidth, sampleCount, inputDimension, threads } = problem
    return this.#rectifiedGram(sampleCount, hiddenWidth, inputDimension, inputs, hiddenWeights, threads, pulse)
  }

  outputGramByNeuron(problem: TwoLayerReluProblem, hiddenWeights: Float64Array, pulse: Pulse): Float64Array {
    checkProblem(problem)
    checkWeights(problem, hiddenWeights, new Float64Array(problem.hiddenWidth))
    const { inputs, hiddenWidth, sampleCount, inputDimension, threads } = problem
    return this.#rectifiedGram(hiddenWidth, sampleCount, inputDimension, hiddenWeights, inputs, threads, pulse)
  }

  symmetricEigenvalues(matrix: Float64Array, order: number, pulse: Pulse): Float64Array {
    checkSymmetricMatrix(matrix, order, pulse)
    const values = new Float64Array(order)
    this.#eigen(eigenKind.values, matrix, order, 0, 0, values, undefined, pulse)
    return values
  }

  symmetricEigensystem(matrix: Float64Array, order: number, pulse: Pulse): Eigensystem {
    checkSymmetricMatrix(matrix, order, pulse)
    const system = { values: new Float64Array(order), vectors: new Float64Array(order * order) }
    this.#eigen(eigenKind.system, matrix, order, 0, 0, system.values, system.vectors, pulse)
    return system
  }

  symmetricEigenpairs(matrix: Float64Array, order: number, from: number, to: number, pulse: Pulse): Eigensystem {
    checkSymmetricMatrix(matrix, order, pulse)
    checkPairRange(order, from, to)
    const count = to - from + 1
    const system = { values: new Float64Array(count), vectors: new Float64Array(count * order) }
    this.#eigen(eigenKind.pairs, matrix, order, from, to, system.values, system.vectors, pulse)
    return system
  }

  smallestEigenvalue(matrix: Float64Array, order: number, pulse: Pulse): ExtremeEigenvalue {
    checkSymmetricMatrix(matrix, order, pulse)
    const factor = this.#choleskyFactor(matrix, order, pulse)
    return smallestByInverse(this.#operator(matrix, order, pulse), (vector) => this.#choleskySolve(factor, order, vector, pulse), pulse)
  }

  largestEigenvalue(matrix: Float64Array, order: number, pulse: Pulse): ExtremeEigenvalue {
    checkSymmetricMatrix(matrix, order, pulse)
    return largestByMultiplication(this.#operator(matrix, order, pulse), pulse)
  }

  solvePositiveDefinite(matrix: Float64Array, order: number, rightHandSide: Float64Array, pulse: Pulse): Float64Array {
    checkSymmetricMatrix(matrix, order, pulse)
    checkVector(rightHandSide, order)
    return this.#choleskySolve(this.#choleskyFactor(matrix, order, pulse), order, rightHandSide, pulse)
  }

  addToTriangle(triangle: Float64Array, order: number, block: Float64Array, rows: number, pulse: Pulse): void {
    checkFactor('triangle', triangle, order, order)
    checkFactor('block', block, rows, order)
    const pace = new Pace(pulse)
    const atOnce = Math.max(64, Math.floor(factorWork / (2 * order * order)))
    for (let first = 0; first < rows; first += atOnce) {
      this.kernels.addToTriangle(triangle, order, block, first, Math.min(atOnce, rows - first))
      pace.beat()
    }
  }

  factorEigensystem(factor: Float64Array, rows: number, order: number, pulse: Pulse): Eigensystem {
    checkFactor('factor', factor, rows, order)
    checkTallFactor(rows, order)
    const system = { values: new Float64Array(order), vectors: new Float64Array(order * order) }
    this.#eigen(eigenKind.factor, factor, order, rows, 0, system.values, system.vectors, pulse)
    return system
  }

  multiply(a: Float64Array, b: Float64Array, rows: number, inner: number, columns: number): Float64Array {
    const product = new Float64Array(rows * columns)
    if (inner > 0 && product.length > 0) this.kernels.multiply(a, b, rows, inner, columns, product, this.threads)
    return product
  }

  /** Calls `slice` until it is done, `pulse` in between. Returns the cursor. */
  #inSlices(cursorLength: number, threads: number, pulse: Pulse, slice: (...slice: SliceArguments) => boolean): Float64Array {
    const cursor = new Float64Array(cursorLength)
    while (!slice(cursor, pulseInterval, threads, this.cancelFlag)) pulse()
    return cursor
  }

  #rectifiedGram(
    order: number,
    depth: number,
    inputDimension: number,
    rowFactor: Float64Array,
    columnFactor: Float64Array,
    threads: number,
    pulse: Pulse,
  ): Float64Array {
    const gram = new Float64Array(order * order)
    const panel = new Float64Array(order * this.kernels.factorDepth)
    this.#inSlices(2, threads, pulse, (...slice) =>
      this.kernels.rectifiedGram(order, depth, inputDimension, rowFactor, columnFactor, panel, gram, ...slice),
    )
    return gram
  }

  #eigen(
    kind: number,
    matrix: Float64Array,
    order: number,
    from: number,
    to: number,
    values: Float64Array,
    vectors: Float64Array | undefined,
    pulse: Pulse,
  ): void {
    const job = this.kernels.eigenStart(kind, matrix, order, from, to, this.threads)
    try {
      while (!this.kernels.eigenWait(job, pulseInterval)) pulse()
      this.kernels.eigenTake(job, values, vectors)
    } finally {
      this.kernels.eigenRelease(job)
    }
  }

  #choleskyFactor(matrix: Float64Array, order: number, pulse: Pulse): Float64Array {
    const tiles = new Float64Array(this.kernels.choleskyLength(order))
    const cursor = this.#inSlices(3, this.threads, pulse, (...slice) => this.kernels.choleskyFactor(matrix, order, tiles, ...slice))
    const failedPivot = cursor[2]!
    if (failedPivot > 0) {
      throw new NotPositiveDefiniteError(`The matrix is not positive definite to working precision (pivot ${failedPivot} of ${order}).`)
    }
    return tiles
  }

  #choleskySolve(tiles: Float64Array, order: number, rightHandSide: Float64Array, pulse: Pulse): Float64Array {
    const x = Float64Array.from(rightHandSide)
    this.#inSlices(2, this.threads, pulse, (...slice) => this.kernels.choleskySolve(tiles, order, x, ...slice))
    return x
  }

  #operator(matrix: Float64Array, order: number, pulse: Pulse): SymmetricOperator {
    return { order, norm: rowSumNorm(matrix, order, pulse), multiply: (vector) => this.multiply(matrix, vector, order, order, 1) }
  }
}
