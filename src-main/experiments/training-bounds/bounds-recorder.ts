import type { TwoLayerGradient } from '../../science/arithmetic/two-layer'
import {
  descentFactor,
  flowLossBound,
  flowMovementCoefficient,
  gradientCoefficient,
  kernelChangeBound,
  type PointsSize,
} from '../../science/kernels/asymmetric-lemmas'
import { hiddenKernel } from '../../science/kernels/finite-width'
import type { RunContext } from '../experiment'
import { FrozenPrediction, type Decay } from './frozen-prediction'
import type { Instance } from './instance'
import type { QuantityId, SeriesId } from './quantities'
import { descentTheorem, flowTheorem, isSmooth, type FlowTheorem, type TheoremConstants } from './theorem-bounds'

/** Extremes over the measured times so far, by quantity. */
export type Extremes = Map<QuantityId, number>

/** What is known of a time when its last measurement was taken; one step later lemma H.3 is checked. */
interface Measured {
  residual: number
  lambdaMin: number
}

/** Below this share of the initial error the error is rounding, and bounds that fall exponentially say nothing of it. */
const RESOLVED = 1e-10

/** Measures training at some times, and every bound beside it. */
export class BoundsRecorder {
  private readonly size: PointsSize
  private readonly startKernel: Float64Array
  private readonly initial: TwoLayerGradient
  private readonly initialTest: Float64Array
  private readonly frozen: FrozenPrediction
  private readonly theorem: FlowTheorem | null
  /** 1 - eta gamma kappa / 2 of theorem H.1; null for the flow and where it says nothing */
  private readonly contraction: number | null
  private last: Measured | null = null

  constructor(
    private readonly context: RunContext,
    private readonly instance: Instance,
    constants: TheoremConstants | null,
    /** null for the flow */
    private readonly stepSize: number | null,
    readonly extremes: Extremes,
  ) {
    const { problem, weights } = instance
    this.size = { sampleCount: problem.sampleCount, inputDimension: problem.inputDimension }
    this.startKernel = this.kernelAt(weights.hiddenWeights)
    this.initial = context.arithmetic.twoLayerGradient(problem, weights, () => context.pulse())
    this.initialTest = this.testOutputs(weights.hiddenWeights)
    const decay: Decay =
      stepSize === null ? (lambda, time) => Math.exp(-lambda * time) : (lambda, time) => integerPower(1 - stepSize * lambda, time)
    this.frozen = FrozenPrediction.of(
      context.arithmetic,
      instance,
      this.startKernel,
      this.initial.outputs.map((value, i) => value - (problem.targets[i] ?? NaN)),
      decay,
      stepSize ?? 1,
      () => context.pulse(),
    )
    this.theorem = constants === null ? null : flowTheorem(constants, instance)
    const descent = constants === null ? null : descentTheorem(constants)
    this.contraction = stepSize === null || descent === null || this.theorem === null ? null : 1 - (stepSize * this.theorem.rate) / 2
  }

  /** What was at the start of training, for a run that begins later. */
  atStart(): Partial<Record<QuantityId, number>> {
    return { initialLoss: this.initial.loss, initialLambdaMin: this.smallestOf(this.startKernel) }
  }

  /** Everything at one time. @returns quantities of this time alone, for the summary */
  measure(time: number, hiddenWeights: Float64Array, gradient: TwoLayerGradient): Partial<Record<QuantityId, number>> {
    const { context, instance, initial } = this
    const kernel = this.kernelAt(hiddenWeights)
    const pulse = (): void => context.pulse()
    const order = instance.problem.sampleCount
    const lambdaMin = this.smallestOf(kernel)
    const change = spectralNorm(
      context.arithmetic.symmetricEigenvalues(
        kernel.map((value, index) => value - (this.startKernel[index] ?? NaN)),
        order,
        pulse,
      ),
    )
    const movement = this.movement(hiddenWeights)
    const least = this.extreme('leastLambdaMin', lambdaMin, Math.min)
    this.record('loss', time, gradient.loss)
    this.record('lambdaMin', time, lambdaMin)
    this.record('kernelChange', time, change)
    this.record('largestMovement', time, movement.largest)
    this.largest('gradientRatio', this.gradientRatio(gradient))
    this.last = { residual: gradient.residualNorm, lambdaMin }
    if (time === 0) return { initialLambdaMin: lambdaMin }

    const resolved = gradient.residualNorm > RESOLVED * initial.residualNorm
    if (this.stepSize === null) this.measureFlowLemma(time, least, gradient.loss, movement.largestOverRoot, resolved)
    if (isSmooth(instance.activation)) {
      const bound = kernelChangeBound(this.size, instance.activation.secondDerivativeBound, movement.weighted)
      this.record('lemmaKernelBound', time, bound)
      this.largest('lemmaKernelRatio', change / bound)
    }
    this.measureTheorem(time, lambdaMin, gradient, movement.largestOverRoot, change, resolved)
    this.measureFrozen(time, hiddenWeights, gradient)
    return { largestMovement: movement.largest, kernelChange: change, finalLoss: gradient.loss }
  }

  /** The smallest eigenvalue alone, at a time that no series has. */
  measureBetween(hiddenWeights: Float64Array): void {
    this.extreme('leastLambdaMin', this.smallestOf(this.kernelAt(hiddenWeights)), Math.min)
  }

  /** Lemma H.3, one step of gradient descent after the last measurement. */
  afterOneStep(gradient: TwoLayerGradient): void {
    const { last, stepSize, instance } = this
    if (last === null || stepSize === null || !isSmooth(instance.activation)) return
    const { secondDerivativeBound } = instance.activation
    const factor = descentFactor(this.size, secondDerivativeBound, stepSize, last.lambdaMin, last.residual)
    if (last.residual > RESOLVED * this.initial.residualNorm)
      this.largest('oneStepRatio', square(gradient.residualNorm) / (factor * square(last.residual)))
  }

  private measureFlowLemma(time: number, least: number, loss: number, movementOverRoot: number, resolved: boolean): void {
    const lossBound = flowLossBound(this.initial.loss, least, time)
    this.record('lemmaLossBound', time, lossBound)
    if (resolved) this.largest('lemmaLossRatio', loss / lossBound)
    this.largest('lemmaMovementRatio', movementOverRoot / flowMovementCoefficient(this.size, this.initial.residualNorm, least))
  }

  private measureTheorem(
    time: number,
    lambdaMin: number,
    { loss, residualNorm }: TwoLayerGradient,
    movementOverRoot: number,
    change: number,
    resolved: boolean,
  ): void {
    const { theorem, contraction, initial } = this
    if (theorem === null) return
    if (contraction !== null) {
      if (resolved) this.largest('descentLossRatio', square(residualNorm / initial.residualNorm) / integerPower(contraction, time))
      return
    }
    if (this.stepSize !== null) return
    const lossBound = initial.loss * Math.exp((-theorem.rate * time) / 2)
    this.record('theoremLossBound', time, lossBound)
    this.extreme('theoremLambdaRatio', (4 * lambdaMin) / theorem.rate, Math.min)
    if (resolved) this.largest('theoremLossRatio', loss / lossBound)
    this.largest('theoremMovementRatio', movementOverRoot / theorem.movementCoefficient)
    this.largest('theoremKernelRatio', change / theorem.kernelBound)
  }

  private measureFrozen(time: number, hiddenWeights: Float64Array, { outputs }: TwoLayerGradient): void {
    const { targets } = this.instance.problem
    const predicted = this.frozen.residual(time)
    this.record('lazyLoss', time, square(norm(predicted)) / 2)
    const gap = norm(outputs.map((value, i) => value - (targets[i] ?? NaN) - (predicted[i] ?? NaN))) / this.initial.residualNorm
    this.record('lazyGap', time, gap)
    this.largest('lazyGap', gap)
    if (this.initialTest.length === 0) return
    const change = this.testOutputs(hiddenWeights).map((value, i) => value - (this.initialTest[i] ?? NaN))
    const predictedChange = this.frozen.testChange(time)
    const testGap = norm(change.map((value, i) => value - (predictedChange[i] ?? NaN))) / norm(change)
    this.record('testLazyGap', time, testGap)
    this.extremes.set('testLazyGap', testGap)
  }

  /** Distances of the neurons from their start. */
  private movement(hiddenWeights: Float64Array): { largest: number; largestOverRoot: number; weighted: number } {
    const { scales, weights, problem } = this.instance
    const d = problem.inputDimension
    let [largest, largestOverRoot, weighted] = [0, 0, 0]
    scales.forEach((scale, j) => {
      let sum = 0
      for (let k = j * d; k < (j + 1) * d; k++) sum += square((hiddenWeights[k] ?? NaN) - (weights.hiddenWeights[k] ?? NaN))
      largest = Math.max(largest, Math.sqrt(sum))
      // a node without weight does not move
      if (scale > 0) largestOverRoot = Math.max(largestOverRoot, Math.sqrt(sum / scale))
      weighted += scale * sum
    })
    return { largest, largestOverRoot, weighted }
  }

  /** max_j |dL/dw_j| / (sqrt(lambda_j n / d) |y - u|). */
  private gradientRatio({ hiddenWeights, residualNorm }: TwoLayerGradient): number {
    const { scales, problem } = this.instance
    const d = problem.inputDimension
    if (residualNorm === 0) return 0
    const bound = gradientCoefficient(this.size, residualNorm)
    return scales.reduce((most, scale, j) => {
      if (scale === 0) return most
      return Math.max(most, norm(hiddenWeights.subarray(j * d, (j + 1) * d)) / (Math.sqrt(scale) * bound))
    }, 0)
  }

  private kernelAt(hiddenWeights: Float64Array): Float64Array {
    const { context, instance } = this
    const { problem, weights, activation } = instance
    const { hiddenWidth, nodeScales, preactivationScale, inputs, sampleCount, inputDimension, threads } = problem
    const block = { neurons: hiddenWidth, outputCount: 1, ...weights, hiddenWeights, biases: null, nodeScales, preactivationScale }
    return hiddenKernel(context.arithmetic, [block], { inputs, sampleCount, inputDimension, threads }, activation, () => context.pulse())
  }

  private smallestOf(kernel: Float64Array): number {
    const { context, instance } = this
    return context.arithmetic.symmetricEigenvalues(kernel, instance.problem.sampleCount, () => context.pulse())[0] ?? NaN
  }

  private testOutputs(hiddenWeights: Float64Array): Float64Array {
    const { test, problem, weights } = this.instance
    if (test === null) return new Float64Array(0)
    return this.context.arithmetic.evaluateTwoLayer(problem, { ...weights, hiddenWeights }, test.inputs, () => this.context.pulse())
  }

  private record(series: SeriesId, time: number, value: number): void {
    this.context.recordAt(series, time, value)
  }

  private largest(quantity: QuantityId, value: number): void {
    this.extreme(quantity, value, Math.max)
  }

  private extreme(quantity: QuantityId, value: number, of: (a: number, b: number) => number): number {
    const known = this.extremes.get(quantity)
    const result = known === undefined ? value : of(known, value)
    this.extremes.set(quantity, result)
    return result
  }
}

function spectralNorm(eigenvalues: Float64Array): number {
  return Math.max(Math.abs(eigenvalues[0] ?? NaN), Math.abs(eigenvalues.at(-1) ?? NaN))
}

/** base^exponent for an integer exponent, by squaring. */
function integerPower(base: number, exponent: number): number {
  let [result, factor] = [1, base]
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= factor
    factor *= factor
  }
  return result
}

function norm(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
}

function square(value: number): number {
  return value * value
}
