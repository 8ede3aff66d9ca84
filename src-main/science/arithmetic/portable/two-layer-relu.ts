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

/** Two-rate gradient descent (arXiv 2212.02323, 1.3) in plain TypeScript: the reference for the native kernel. */
export class PortableTwoLayerReluTrainer implements TwoLayerReluTrainer {
  readonly state: TwoLayerReluState
  readonly #problem: TwoLayerReluProblem
  // the next iterate, taken over by the state only when it is complete, so that a pulse that throws leaves the last iterate intact
  readonly #hiddenWeights: Float64Array
  readonly #outputWeights: Float64Array
  readonly #outputs: Float64Array
  readonly #activations: Uint32Array
  readonly #gradient: Float64Array
  readonly #activePoints: Int32Array

  private constructor(problem: TwoLayerReluProblem, state: TwoLayerReluState) {
    this.#problem = { ...problem, inputs: Float64Array.from(problem.inputs), labels: Float64Array.from(problem.labels) }
    this.state = state
    this.#hiddenWeights = Float64Array.from(state.hiddenWeights)
    this.#outputWeights = Float64Array.from(state.outputWeights)
    this.#outputs = new Float64Array(problem.sampleCount)
    this.#activations = new Uint32Array(state.activations.length)
    this.#gradient = new Float64Array(problem.inputDimension)
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
    const { inputDimension: n, hiddenWidth, sampleCount, inputs } = this.#problem
    const words = activationWords(sampleCount)
    const weights = this.#hiddenWeights
    const activations = this.#activations.fill(0)
    for (let j = 0; j < sampleCount; j++) {
      const input = j * n
      const word = j >>> 5
      const bit = 1 << (j & 31)
      let output = 0
      for (let nu = 0; nu < hiddenWidth; nu++) {
        const row = nu * n
        let even = 0
        let odd = 0
        let i = 0
        for (; i + 1 < n; i += 2) {
          even += weights[row + i]! * inputs[input + i]!
          odd += weights[row + i + 1]! * inputs[input + i + 1]!
        }
        if (i < n) even += weights[row + i]! * inputs[input + i]!
        const preactivation = even + odd
        if (preactivation > 0) activations[nu * words + word]! |= bit
        // written so that NaN stays NaN
        output += this.#outputWeights[nu]! * (preactivation < 0 ? 0 : preactivation)
      }
      this.#outputs[j] = output
      pace.beat()
    }
  }

  /** Weights of the next iterate; both gradients are taken at the current one. */
  #update(pace: Pace): void {
    const { inputDimension: n, hiddenWidth, sampleCount, inputs, labels, hiddenStepSize, outputStepSize } = this.#problem
    const { hiddenWeights, outputWeights, outputs, activations } = this.state
    const words = activationWords(sampleCount)
    const gradient = this.#gradient
    for (let nu = 0; nu < hiddenWidth; nu++) {
      // sum over active points of e_j X^j: the hidden gradient without z_nu, and its product with W_nu is the output gradient
      gradient.fill(0)
      let active = 0
      for (let j = 0; j < sampleCount; j++) {
        if ((activations[nu * words + (j >>> 5)]! >>> (j & 31)) & 1) this.#activePoints[active++] = j
      }
      for (let a = 0; a < active; a++) {
        const j = this.#activePoints[a]!
        const residual = outputs[j]! - labels[j]!
        const input = j * n
        for (let i = 0; i < n; i++) gradient[i]! += residual * inputs[input + i]!
      }
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
