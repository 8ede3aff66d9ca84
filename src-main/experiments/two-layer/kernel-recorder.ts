import { measureSpectrum, asRecord } from '../two-layer-relu/kernel-measurement'
import type { TwoLayerProblem, TwoLayerWeights } from '../../science/arithmetic/two-layer'
import type { RunContext } from '../experiment'
import type { Measured } from './measured'
import type { TwoLayerSpec } from './spec'
import { hiddenKernel, outputKernel, tangentKernels } from './tangent-kernels'

type KernelName = TwoLayerSpec['measurements']['kernels'][number]

interface Ends {
  lambdaMin: number
  lambdaMax: number
  /** from the kernel of the start, in the spectral norm; of the tangent kernel only */
  change: number | null
}

/** Where the eigenvalues stand by which the next ones are judged, in a snapshot. */
const PREVIOUS = 'previousEigenvalues.'

/** Names of the spectra a run records. */
const SPECTRUM_NAMES: Readonly<Record<KernelName, string>> = { hidden: 'hiddenKernel', output: 'outputKernel', tangent: 'tangentKernel' }

/** Takes the spectra a spec asks for, and how far the tangent kernel is from that of the start. */
export class KernelRecorder {
  private readonly order: number
  private readonly kernels: readonly KernelName[]
  private readonly start: Float64Array | null
  /** eigenvalues of the spectra before; not kept where nobody asks how far they changed */
  private readonly previous: Map<KernelName, Float64Array> | null
  private last: { step: number; ends: ReadonlyMap<KernelName, Ends | null> } | null = null

  constructor(
    spec: TwoLayerSpec,
    private readonly problem: TwoLayerProblem,
    initial: TwoLayerWeights,
    private readonly context: RunContext,
    private readonly measured: Measured,
    resumed: Readonly<Record<string, unknown>> | null,
  ) {
    this.order = Math.min(spec.measurements.kernelPoints ?? problem.sampleCount, problem.sampleCount)
    this.kernels = spec.measurements.kernels
    this.previous = spec.training.stop.settledSpectrum === undefined ? null : new Map()
    for (const name of this.kernels) {
      const values = resumed?.[PREVIOUS + name]
      if (values instanceof Float64Array) this.previous?.set(name, values)
    }
    this.start = this.kernels.includes('tangent') ? this.kernel('tangent', initial) : null
  }

  measureStart(weights: TwoLayerWeights): void {
    const { measured } = this
    for (const name of this.kernels) {
      const extremes = this.record(name, 0, name === 'tangent' && this.start ? this.start : this.kernel(name, weights))
      if (extremes === null) continue
      measured.set(`${name}LambdaMinStart`, extremes.lambdaMin)
      measured.set(`${name}LambdaMaxStart`, extremes.lambdaMax)
      if (name !== 'tangent') continue
      this.context.recordAt('tangentLambdaMin', 0, extremes.lambdaMin)
      this.context.recordAt('kernelChange', 0, 0)
    }
  }

  /**
   * Between start and end: the spectra and their series.
   * @returns the largest change of an eigenvalue since the spectra before, as a share of the largest one; infinite where that is not followed
   */
  measure(step: number, weights: TwoLayerWeights): number {
    const before = new Map(this.previous)
    this.last = { step, ends: new Map(this.kernels.map((name) => [name, this.measureOne(name, step, weights)])) }
    if (this.previous === null || this.kernels.length === 0) return Infinity
    return Math.max(...this.kernels.map((name) => largestChange(before.get(name), this.previous?.get(name))))
  }

  /** For a snapshot. */
  toArrays(): Record<string, Float64Array> {
    return Object.fromEntries([...(this.previous ?? [])].map(([name, values]) => [PREVIOUS + name, values]))
  }

  /** The same at the end, and the summary. */
  measureEnd(step: number, weights: TwoLayerWeights): void {
    const { measured } = this
    for (const name of this.kernels) {
      const known = this.last?.step === step ? this.last.ends.get(name) : undefined
      const end = step === 0 ? this.startAgain(name) : known === undefined ? this.measureOne(name, step, weights) : known
      if (end === null) continue
      measured.set(`${name}LambdaMinEnd`, end.lambdaMin)
      measured.set(`${name}LambdaMaxEnd`, end.lambdaMax)
      if (end.change === null) continue
      measured.set('kernelChange', end.change)
      const norm = measured.get('tangentLambdaMaxStart')
      if (norm !== undefined && norm > 0) measured.set('relativeKernelChange', end.change / norm)
    }
  }

  private startAgain(name: KernelName): Ends | null {
    const lambdaMin = this.measured.get(`${name}LambdaMinStart`)
    const lambdaMax = this.measured.get(`${name}LambdaMaxStart`)
    if (lambdaMin === undefined || lambdaMax === undefined) return null
    return { lambdaMin, lambdaMax, change: name === 'tangent' ? 0 : null }
  }

  private measureOne(name: KernelName, step: number, weights: TwoLayerWeights): Ends | null {
    const matrix = this.kernel(name, weights)
    const extremes = this.record(name, step, matrix)
    if (extremes === null) return null
    if (name !== 'tangent') return { ...extremes, change: null }
    const change = this.change(matrix)
    this.context.recordAt('tangentLambdaMin', step, extremes.lambdaMin)
    this.context.recordAt('kernelChange', step, change)
    return { ...extremes, change }
  }

  private kernel(name: KernelName, weights: TwoLayerWeights): Float64Array {
    const { context, problem, order } = this
    if (name === 'hidden') return hiddenKernel(context, problem, weights, order)
    if (name === 'output') return outputKernel(context, problem, weights, order)
    return tangentKernels(context, problem, weights, order).tangent
  }

  private record(name: KernelName, step: number, matrix: Float64Array): { lambdaMin: number; lambdaMax: number } | null {
    const spectrum = measureSpectrum(this.context.arithmetic, matrix, this.order, () => this.context.pulse())
    if (spectrum === null) return null
    const taken = asRecord(SPECTRUM_NAMES[name], step, this.order, spectrum)
    this.context.recordSpectrum(taken)
    this.previous?.set(name, taken.values)
    return spectrum
  }

  /** Spectral norm of the difference to the kernel of the start. */
  private change(matrix: Float64Array): number {
    const { start, order, context } = this
    if (start === null) return NaN
    const difference = matrix.map((value, index) => value - (start[index] ?? NaN))
    const values = context.arithmetic.symmetricEigenvalues(difference, order, () => context.pulse())
    return Math.max(Math.abs(values[0] ?? NaN), Math.abs(values.at(-1) ?? NaN))
  }
}

/** max |a_i - b_i| / max |b_i|; infinite without one of them */
function largestChange(before: Float64Array | undefined, after: Float64Array | undefined): number {
  if (before === undefined || after === undefined) return Infinity
  const most = (values: Float64Array): number => values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
  return most(after.map((value, index) => value - (before[index] ?? NaN))) / most(after)
}
