import type { Arithmetic, Eigensystem, Pulse, TwoLayerReluProblem } from '../../science/arithmetic/arithmetic'
import { measureSpectrum, spectrumOfEigensystem, type KernelSpectrum } from './kernel-measurement'

/**
 * H_0 and what is needed of it at the start: the labels of low spectrum, the first spectrum and the frozen-kernel predictor share one
 * matrix and one eigendecomposition. Release it before training: at m = 5000 it holds hundreds of megabytes.
 */
export class InitialHiddenKernel {
  /** f_0, length m */
  readonly outputs: Float64Array
  readonly #activations: Uint32Array
  #matrix: Float64Array | null = null
  #eigensystem: Eigensystem | null = null

  constructor(
    readonly arithmetic: Arithmetic,
    readonly problem: TwoLayerReluProblem,
    hiddenWeights: Float64Array,
    readonly outputWeights: Float64Array,
  ) {
    const { state } = arithmetic.startTwoLayerRelu(problem, hiddenWeights, outputWeights)
    this.outputs = state.outputs.slice()
    this.#activations = state.activations.slice()
  }

  matrix(pulse: Pulse): Float64Array {
    this.#matrix ??= this.arithmetic.hiddenGram(this.problem, this.outputWeights, this.#activations, pulse)
    return this.#matrix
  }

  eigensystem(pulse: Pulse): Eigensystem {
    this.#eigensystem ??= this.arithmetic.symmetricEigensystem(this.matrix(pulse), this.problem.sampleCount, pulse)
    return this.#eigensystem
  }

  /** Unit eigenvector of the smallest eigenvalue, its component of largest magnitude (the first one of equals) positive. */
  smallestEigenvector(wholeSystemIsNeeded: boolean, pulse: Pulse): Float64Array {
    const { sampleCount } = this.problem
    const system = wholeSystemIsNeeded
      ? this.eigensystem(pulse)
      : this.arithmetic.symmetricEigenpairs(this.matrix(pulse), sampleCount, 0, 0, pulse)
    const vector = system.vectors.slice(0, sampleCount)
    const dominant = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)
    return dominant < 0 ? vector.map((value) => -value) : vector
  }

  spectrum(wholeSystemIsNeeded: boolean, pulse: Pulse): KernelSpectrum | null {
    const matrix = this.matrix(pulse)
    const order = this.problem.sampleCount
    return wholeSystemIsNeeded
      ? spectrumOfEigensystem(matrix, order, this.eigensystem(pulse))
      : measureSpectrum(this.arithmetic, matrix, order, pulse)
  }

  release(): void {
    this.#matrix = null
    this.#eigensystem = null
  }
}
