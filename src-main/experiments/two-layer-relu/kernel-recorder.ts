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
      this.measured.set('hiddenKernelLambdaMinStart', spectrum.lambdaMin)
      this.measured.set('hiddenKernelLambdaMaxStart', spectrum.lambdaMax)
      this.measured.set('traceHiddenKernelStart', spectrum.trace)
      if (this.problem.outputStepSize === 0) this.measured.set('stabilityProduct', this.problem.hiddenStepSize * spectrum.lambdaMax)
    }
    if (measurements.outputKernel) {
      const spectrum = this.#recordOutput(state)
      this.measured.set('outputKernelLambdaMinStart', spectrum.lambdaMin)
      this.measured.set('outputKernelLambdaMaxStart', spectrum.lambdaMax)
      if (this.problem.hiddenStepSize === 0) this.measured.set('stabilityProduct', this.problem.outputStepSize * spectrum.lambdaMax)
    }
  }

  /** At a step between start and end. */
  measure(state: TwoLayerReluState): void {
    if (this.spec.measurements.hiddenKernel) this.#recordHidden(state.step, this.#hiddenSpectrum(state))
    if (this.spec.measurements.outputKernel) this.#recordOutput(state)
  }

  /** A run that stopped at step 0 has its end at its start, which is measured already. */
  measureEnd(state: TwoLayerReluState): void {
    if (this.spec.measurements.hiddenKernel) {
      const { lambdaMin, lambdaMax } =
        state.step === 0
          ? { lambdaMin: this.measured.get('hiddenKernelLambdaMinStart'), lambdaMax: this.measured.get('hiddenKernelLambdaMaxStart') }
          : this.#recordHidden(state.step, this.#hiddenSpectrum(state))
      this.measured.setIfKnown('hiddenKernelLambdaMinEnd', lambdaMin)
      this.measured.setIfKnown('hiddenKernelLambdaMaxEnd', lambdaMax)
    }
    if (this.spec.measurements.outputKernel) {
      const { lambdaMin, lambdaMax } =
        state.step === 0
          ? { lambdaMin: this.measured.get('outputKernelLambdaMinStart'), lambdaMax: this.measured.get('outputKernelLambdaMaxStart') }
          : this.#recordOutput(state)
      this.measured.setIfKnown('outputKernelLambdaMinEnd', lambdaMin)
      this.measured.setIfKnown('outputKernelLambdaMaxEnd', lambdaMax)
    }
  }

  #hiddenSpectrum(state: TwoLayerReluState): KernelSpectrum {
    const { arithmetic } = this.context
    const matrix = arithmetic.hiddenGram(this.problem, state.outputWeights, state.activations, this.#pulse)
    return measureSpectrum(arithmetic, matrix, this.problem.sampleCount, this.#pulse)
  }

  #recordHidden(step: number, spectrum: KernelSpectrum): KernelSpectrum {
    const { inputDimension: n, hiddenWidth: S, sampleCount: m } = this.problem
    if (!isResolved(spectrum)) {
      const rank = n * S < m ? `its rank is at most nS = ${n * S}` : 'see its spectrum'
      this.context.note(
        `The smallest eigenvalue of H at step ${step} is not above the noise floor ${spectrum.health.noiseFloor.toPrecision(3)}: ${rank}.`,
      )
    }
    this.context.recordSpectrum(asRecord('hiddenKernel', step, m, spectrum))
    this.context.recordAt('hiddenKernelLambdaMin', step, spectrum.lambdaMin)
    this.context.recordAt('hiddenKernelLambdaMax', step, spectrum.lambdaMax)
    return spectrum
  }

  /** G = F^T F by the smaller of F^T F and F F^T, which have the same eigenvalues but for zeros. */
  #recordOutput(state: TwoLayerReluState): KernelSpectrum {
    const { arithmetic } = this.context
    const { hiddenWidth: S, sampleCount: m } = this.problem
    const spectrum =
      S < m
        ? withStructuralZeros(
            measureSpectrum(arithmetic, arithmetic.outputGramByNeuron(this.problem, state.hiddenWeights, this.#pulse), S, this.#pulse),
            m,
            `taken from F F^T; rank of G at most S = ${S} < m = ${m}`,
          )
        : measureSpectrum(arithmetic, arithmetic.outputGram(this.problem, state.hiddenWeights, this.#pulse), m, this.#pulse)
    this.context.recordSpectrum(asRecord('outputKernel', state.step, m, spectrum))
    this.context.recordAt('outputKernelLambdaMin', state.step, spectrum.lambdaMin)
    this.context.recordAt('outputKernelLambdaMax', state.step, spectrum.lambdaMax)
    return spectrum
  }
}
