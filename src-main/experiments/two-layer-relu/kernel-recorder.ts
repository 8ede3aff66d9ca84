import type { Pulse, TwoLayerReluProblem, TwoLayerReluState } from '../../science/arithmetic/arithmetic'
import type { RunContext } from '../experiment'
import type { InitialHiddenKernel } from './initial-hidden-kernel'
import { asRecord, isResolved, measureSpectrum, withStructuralZeros, type KernelSpectrum } from './kernel-measurement'
import type { Measured } from './measured'
import type { TwoLayerReluSpec } from './spec'

/** Measures the spectra of H and G at an iterate and records them as series, spectra and, at start and end, as quantities. */
export class KernelRecorder {
  readonly #pulse: Pulse

  constructor(
    readonly spec: TwoLayerReluSpec,
    readonly problem: TwoLayerReluProblem,
    readonly context: RunContext,
    readonly measured: Measured,
  ) {
    this.#pulse = () => context.pulse()
  }

  measureStart(state: TwoLayerReluState, initial: InitialHiddenKernel): void {
    const { measurements } = this.spec
    if (measurements.hiddenKernel) {
      // only with a fixed output layer is the eigensystem of H_0 also the one of the predictor
      const wholeSystem = measurements.frozenKernelPredictor && this.problem.outputStepSize === 0
      const spectrum = this.#recordHidden(state.step, initial.spectrum(wholeSystem, this.#pulse))
      this.measured.setIfKnown('hiddenKernelLambdaMinStart', spectrum?.lambdaMin ?? null)
      this.measured.setIfKnown('hiddenKernelLambdaMaxStart', spectrum?.lambdaMax ?? null)
      this.measured.setIfKnown('traceHiddenKernelStart', spectrum?.trace ?? null)
      if (spectrum !== null && this.problem.outputStepSize === 0) {
        this.measured.set('stabilityProduct', this.problem.hiddenStepSize * spectrum.lambdaMax)
      }
    }
    if (measurements.outputKernel) {
      const spectrum = this.#recordOutput(state)
      this.measured.setIfKnown('outputKernelLambdaMinStart', spectrum?.lambdaMin ?? null)
      this.measured.setIfKnown('outputKernelLambdaMaxStart', spectrum?.lambdaMax ?? null)
      if (spectrum !== null && this.problem.hiddenStepSize === 0) {
        this.measured.set('stabilityProduct', this.problem.outputStepSize * spectrum.lambdaMax)
      }
    }
  }

  /** At a step between start and end. */
  measure(state: TwoLayerReluState): void {
    if (this.spec.measurements.hiddenKernel) this.#measureHidden(state)
    if (this.spec.measurements.outputKernel) this.#recordOutput(state)
  }

  /** A run that stopped at step 0 has its end at its start, which is measured already. */
  measureEnd(state: TwoLayerReluState): void {
    const { measured } = this
    if (state.step === 0) {
      for (const kernel of ['hidden', 'output'] as const) {
        measured.setIfKnown(`${kernel}KernelLambdaMinEnd`, measured.get(`${kernel}KernelLambdaMinStart`))
        measured.setIfKnown(`${kernel}KernelLambdaMaxEnd`, measured.get(`${kernel}KernelLambdaMaxStart`))
      }
      return
    }
    if (this.spec.measurements.hiddenKernel) {
      const spectrum = this.#measureHidden(state)
      measured.setIfKnown('hiddenKernelLambdaMinEnd', spectrum?.lambdaMin ?? null)
      measured.setIfKnown('hiddenKernelLambdaMaxEnd', spectrum?.lambdaMax ?? null)
    }
    if (this.spec.measurements.outputKernel) {
      const spectrum = this.#recordOutput(state)
      measured.setIfKnown('outputKernelLambdaMinEnd', spectrum?.lambdaMin ?? null)
      measured.setIfKnown('outputKernelLambdaMaxEnd', spectrum?.lambdaMax ?? null)
    }
  }

  #measureHidden(state: TwoLayerReluState): KernelSpectrum | null {
    const { arithmetic } = this.context
    const matrix = arithmetic.hiddenGram(this.problem, state.outputWeights, state.activations, this.#pulse)
    return this.#recordHidden(state.step, measureSpectrum(arithmetic, matrix, this.problem.sampleCount, this.#pulse))
  }

  #recordHidden(step: number, spectrum: KernelSpectrum | null): KernelSpectrum | null {
    const { inputDimension: n, hiddenWidth: S, sampleCount: m } = this.problem
    if (spectrum !== null && !isResolved(spectrum)) {
      const why = n * S < m ? `its rank is at most nS = ${n * S}` : 'see its spectrum'
      const floor = spectrum.health.noiseFloor.toPrecision(3)
      this.context.note(`The smallest eigenvalue of H at step ${step} is not above the noise floor ${floor}: ${why}.`)
    }
    return this.#record('hiddenKernel', step, m, spectrum)
  }

  /** G = F^T F by the smaller of F^T F and F F^T, which have the same eigenvalues but for zeros. */
  #recordOutput(state: TwoLayerReluState): KernelSpectrum | null {
    const { arithmetic } = this.context
    const { hiddenWidth: S, sampleCount: m } = this.problem
    if (S >= m) {
      const matrix = arithmetic.outputGram(this.problem, state.hiddenWeights, this.#pulse)
      return this.#record('outputKernel', state.step, m, measureSpectrum(arithmetic, matrix, m, this.#pulse))
    }
    const byNeuron = measureSpectrum(
      arithmetic,
      arithmetic.outputGramByNeuron(this.problem, state.hiddenWeights, this.#pulse),
      S,
      this.#pulse,
    )
    const why = `taken from F F^T; rank of G at most S = ${S} < m = ${m}`
    return this.#record('outputKernel', state.step, m, byNeuron === null ? null : withStructuralZeros(byNeuron, m, why))
  }

  #record(name: 'hiddenKernel' | 'outputKernel', step: number, order: number, spectrum: KernelSpectrum | null): KernelSpectrum | null {
    if (spectrum === null) {
      const letter = name === 'hiddenKernel' ? 'H' : 'G'
      this.context.note(`${letter} has entries at step ${step} that are not finite; its eigenvalues are not defined and were not measured.`)
      return null
    }
    this.context.recordSpectrum(asRecord(name, step, order, spectrum))
    this.context.recordAt(`${name}LambdaMin`, step, spectrum.lambdaMin)
    this.context.recordAt(`${name}LambdaMax`, step, spectrum.lambdaMax)
    return spectrum
  }
}
