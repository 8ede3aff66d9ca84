import {
  activationWords,
  type Pulse,
  type TrainingProgress,
  type TwoLayerReluProblem,
  type TwoLayerReluState,
  type TwoLayerReluTrainer,
} from '../arithmetic'
import { popcount } from '../bits'
import { Pace } from '../pace'
import { blankState, checkProblem, copyState, trainingStatus } from '../two-layer-relu-rules'

const ignorePulse: Pulse = () => undefined

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) {
    const difference = a[i]! - b[i]!
    sum += difference * difference
  }
  return sum
}

/** (W x)_nu of two points into result[2 nu] and result[2 nu + 1]; eight running sums at once, which is what a processor core keeps busy with. */
function preactivate(
  weights: Float64Array,
  hiddenWidth: number,
  inputs: Float64Array,
  n: number,
  firstPoint: number,
  secondPoint: number,
  result: Float64Array,
): void {
  const x = firstPoint * n
  const y = secondPoint * n
  let nu = 0
  for (; nu + 4 <= hiddenWidth; nu += 4) {
    let sum0x = 0
    let sum0y = 0
    let sum1x = 0
    let sum1y = 0
    let sum2x = 0
    let sum2y = 0
    let sum3x = 0
    let sum3y = 0
    const row = nu * n
    for (let i = 0; i < n; i++) {
      const xi = inputs[x + i]!
      const yi = inputs[y + i]!
      const w0 = weights[row + i]!
      const w1 = weights[row + n + i]!
      const w2 = weights[row + 2 * n + i]!
      const w3 = weights[row + 3 * n + i]!
      sum0x += w0 * xi
      sum0y += w0 * yi
      sum1x += w1 * xi
      sum1y += w1 * yi
      sum2x += w2 * xi
      sum2y += w2 * yi
      sum3x += w3 * xi
      sum3y += w3 * yi
    }
    const at = 2 * nu
    result[at] = sum0x
    result[at + 1] = sum0y
    result[at + 2] = sum1x
    result[at + 3] = sum1y
    result[at + 4] = sum2x
    result[at + 5] = sum2y
    result[at + 6] = sum3x
    result[at + 7] = sum3y
  }
  for (; nu < hiddenWidth; nu++) {
    let sumX = 0
    let sumY = 0
    const row = nu * n
    for (let i = 0; i < n; i++) {
      sumX += weights[row + i]! * inputs[x + i]!
      sumY += weights[row + i]! * inputs[y + i]!
    }
    result[2 * nu] = sumX
    result[2 * nu + 1] = sumY
  }
}

/** sum of residuals[j] X^j over the first `count` of the listed points. */
function sumOfPoints(inputs: Float64Array, n: number, residuals: Float64Array, points: Int32Array, count: number, sum: Float64Array): void {
  sum.fill(0)
  let a = 0
  for (; a + 4 <= count; a += 4) {
    const j0 = points[a]!
    const j1 = points[a + 1]!
    const j2 = points[a + 2]!
    const j3 = points[a + 3]!
    const e0 = residuals[j0]!
    const e1 = residuals[j1]!
    const e2 = residuals[j2]!
    const e3 = residuals[j3]!
    for (let i = 0; i < n; i++) {
      sum[i]! += e0 * inputs[j0 * n + i]! + e1 * inputs[j1 * n + i]! + (e2 * inputs[j2 * n + i]! + e3 * inputs[j3 * n + i]!)
    }
  }
  for (; a < count; a++) {
    const j = points[a]!
    const e = residuals[j]!
    for (let i = 0; i < n; i++) sum[i]! += e * inputs[j * n + i]!
  }
}

/** Two-rate gradient descent (arXiv 2212.02323, 1.3) in plain TypeScript: the reference for the native kernel. */
export class PortableTwoLayerReluTrainer implements TwoLayerReluTrainer {
  readonly state: TwoLayerReluState
  readonly #problem: TwoLayerReluProblem
  // the next iterate, taken over by the state only when it is complete, so that a pulse that throws leaves the last iterate intact
  readonly #hiddenWeights: Float64Array
  readonly #outputWeights: Float64Array
  readonly #outputs: Float64Array
  readonly #activations: Uint32Array
  // scratch
  readonly #gradient: Float64Array
  readonly #residuals: Float64Array
  readonly #preactivations: Float64Array
  readonly #activePoints: Int32Array

  private constructor(problem: TwoLayerReluProblem, state: TwoLayerReluState) {
    this.#problem = { ...problem, inputs: Float64Array.from(problem.inputs), labels: Float64Array.from(problem.labels) }
    this.state = state
    this.#hiddenWeights = Float64Array.from(state.hiddenWeights)
    this.#outputWeights = Float64Array.from(state.outputWeights)
    this.#outputs = new Float64Array(problem.sampleCount)
    this.#activations = new Uint32Array(state.activations.length)
    this.#gradient = new Float64Array(problem.inputDimension)
    this.#residuals = new Float64Array(problem.sampleCount)
    this.#preactivations = new Float64Array(2 * problem.hiddenWidth)
    this.#activePoints = new Int32Array(problem.sampleCount)
  }

  static start(problem: TwoLayerReluProblem, hiddenWeights: Float64Array, outputWeights: Float64Array): PortableTwoLayerReluTrainer {
    checkProblem(problem)
    const trainer = new PortableTwoLayerReluTrainer(problem, blankState(problem, hiddenWeights, outputWeights))
    const { state } = trainer
    trainer.#evaluate(new Pace(ignorePulse))
    state.outputs.set(trainer.#outputs)
    state.activations.set(trainer.#activations)
    state.initialActivations.set(trainer.#activations)
    state.residualNorm = trainer.#residualNorm(state.outputs)
    return trainer
  }

  static resume(problem: TwoLayerReluProblem, state: TwoLayerReluState): PortableTwoLayerReluTrainer {
    checkProblem(problem)
    return new PortableTwoLayerReluTrainer(problem, copyState(problem, state))
  }

  advance(maxSteps: number, sliceMilliseconds: number, pulse: Pulse): TrainingProgress {
    const { state } = this
    const problem = this.#problem
    const end = performance.now() + sliceMilliseconds
    const pace = new Pace(pulse)
    const firstStep = state.step + 1
    const residualNorm: number[] = []
    const everChangedCount: number[] = []
    const flips: number[] = []
    const hiddenWeightDistance: number[] = []
    const outputWeightDistance: number[] = []
    let status = trainingStatus(problem, state)
    while (status === 'running' && residualNorm.length < maxSteps) {
      this.#update(pace)
      this.#evaluate(pace)
      flips.push(this.#commit())
      residualNorm.push(state.residualNorm)
      everChangedCount.push(state.everChangedCount)
      hiddenWeightDistance.push(Math.sqrt(squaredDistance(state.hiddenWeights, state.initialHiddenWeights)))
      outputWeightDistance.push(Math.sqrt(squaredDistance(state.outputWeights, state.initialOutputWeights)))
      status = trainingStatus(problem, state)
      if (performance.now() >= end) break
    }
    return {
      status,
      firstStep,
      count: residualNorm.length,
      residualNorm: Float64Array.from(residualNorm),
      everChangedCount: Float64Array.from(everChangedCount),
      flips: Float64Array.from(flips),
      hiddenWeightDistance: Float64Array.from(hiddenWeightDistance),
      outputWeightDistance: Float64Array.from(outputWeightDistance),
    }
  }

  #residualNorm(outputs: Float64Array): number {
    return Math.sqrt(squaredDistance(outputs, this.#problem.labels))
  }

  /** f and A of the next iterate from its weights. */
  #evaluate(pace: Pace): void {
    const { inputDimension, hiddenWidth, sampleCount, inputs } = this.#problem
    const words = activationWords(sampleCount)
    const activations = this.#activations.fill(0)
    const outputWeights = this.#outputWeights
    const preactivations = this.#preactivations
    for (let j = 0; j < sampleCount; j += 2) {
      const points = Math.min(2, sampleCount - j)
      // a last point without a partner is its own
      preactivate(this.#hiddenWeights, hiddenWidth, inputs, inputDimension, j, j + points - 1, preactivations)
      for (let point = 0; point < points; point++) {
        const word = (j + point) >>> 5
        const bit = 1 << ((j + point) & 31)
        let output = 0
        for (let nu = 0; nu < hiddenWidth; nu++) {
          const preactivation = preactivations[2 * nu + point]!
          if (preactivation > 0) activations[nu * words + word]! |= bit
          // written so that NaN stays NaN
          output += outputWeights[nu]! * (preactivation < 0 ? 0 : preactivation)
        }
        this.#outputs[j + point] = output
      }
      pace.beat()
    }
  }

  /** Weights of the next iterate; both gradients are taken at the current one. */
  #update(pace: Pace): void {
    const { inputDimension: n, hiddenWidth, sampleCount, inputs, labels, hiddenStepSize, outputStepSize } = this.#problem
    const { hiddenWeights, outputWeights, outputs, activations } = this.state
    const words = activationWords(sampleCount)
    const gradient = this.#gradient
    const active = this.#activePoints
    const residuals = this.#residuals
    for (let j = 0; j < sampleCount; j++) residuals[j] = outputs[j]! - labels[j]!
    for (let nu = 0; nu < hiddenWidth; nu++) {
      let count = 0
      for (let j = 0; j < sampleCount; j++) {
        if ((activations[nu * words + (j >>> 5)]! >>> (j & 31)) & 1) active[count++] = j
      }
      // sum over active points of e_j X^j: the hidden gradient without z_nu, and its product with W_nu is the output gradient
      sumOfPoints(inputs, n, residuals, active, count, gradient)
      const row = nu * n
      let outputGradient = 0
      for (let i = 0; i < n; i++) outputGradient += hiddenWeights[row + i]! * gradient[i]!
      const z = outputWeights[nu]!
      if (hiddenStepSize > 0) {
        for (let i = 0; i < n; i++) this.#hiddenWeights[row + i] = hiddenWeights[row + i]! - hiddenStepSize * (z * gradient[i]!)
      }
      if (outputStepSize > 0) this.#outputWeights[nu] = z - outputStepSize * outputGradient
      pace.beat()
    }
  }

  /** Takes the next iterate over into the state. Returns the number of flipped activations. */
  #commit(): number {
    const { state } = this
    state.step++
    state.hiddenWeights.set(this.#hiddenWeights)
    state.outputWeights.set(this.#outputWeights)
    state.outputs.set(this.#outputs)
    state.previousResidualNorm = state.residualNorm
    state.residualNorm = this.#residualNorm(state.outputs)
    let flips = 0
    for (let w = 0; w < state.activations.length; w++) {
      const active = this.#activations[w]!
      const flipped = active ^ state.activations[w]!
      const changed = state.everChanged[w]! | (active ^ state.initialActivations[w]!)
      flips += popcount(flipped)
      state.everChangedCount += popcount(changed ^ state.everChanged[w]!)
      state.lastFlips[w] = flipped
      state.everChanged[w] = changed
      state.activations[w] = active
    }
    return flips
  }
}
