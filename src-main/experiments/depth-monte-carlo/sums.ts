import { quantileOfSorted } from '../../science/statistics'
import type { RunContext, Snapshot } from '../experiment'
import type { QuantityId, SeriesId } from './quantities'

/** What the draws of a run have added up to; of every layer, from 0. */
export class Sums {
  private constructor(
    private readonly deviation: Float64Array,
    private readonly signed: Float64Array,
    private readonly absolute: Float64Array,
    private readonly squaredLength: Float64Array,
    private readonly topDeviations: number[],
    private readonly topLengths: number[],
    private readonly tangentDeviations: number[],
    private readonly printedDeviations: number[],
    private tangentSum: Float64Array,
    private draws: number,
  ) {}

  static empty(layers: number): Sums {
    const zeros = (): Float64Array => new Float64Array(layers)
    return new Sums(zeros(), zeros(), zeros(), zeros(), [], [], [], [], new Float64Array(0), 0)
  }

  static from({ arrays, step }: Snapshot): Sums {
    const array = (name: string): Float64Array => Float64Array.from(arrays[name] ?? [])
    const [deviation, signed, absolute, squaredLength] = ['deviation', 'signed', 'absolute', 'squaredLength'].map(array)
    return new Sums(
      deviation!,
      signed!,
      absolute!,
      squaredLength!,
      [...array('topDeviations')],
      [...array('topLengths')],
      [...array('tangentDeviations')],
      [...array('printedDeviations')],
      array('tangentSum'),
      step,
    )
  }

  snapshot(step: number): Snapshot {
    const { deviation, signed, absolute, squaredLength } = this
    return {
      step,
      numbers: {},
      arrays: {
        deviation: deviation.slice(),
        signed: signed.slice(),
        absolute: absolute.slice(),
        squaredLength: squaredLength.slice(),
        topDeviations: Float64Array.from(this.topDeviations),
        topLengths: Float64Array.from(this.topLengths),
        tangentDeviations: Float64Array.from(this.tangentDeviations),
        printedDeviations: Float64Array.from(this.printedDeviations),
        tangentSum: this.tangentSum.slice(),
      },
    }
  }

  /** @param kernel of one draw, row-major; @param limit at infinite width */
  addKernel(depth: number, kernel: Float64Array, limit: Float64Array): void {
    const n = Math.sqrt(kernel.length)
    const top = depth === this.deviation.length - 1
    const deviation = kernel.reduce((most, value, index) => Math.max(most, Math.abs(value - limit[index]!)), 0)
    let [signed, absolute, length] = [0, 0, 0]
    for (let i = 0; i < n; i++) {
      const own = kernel[i * n + i]!
      length += own / n
      if (top) this.topLengths.push(own)
      for (let j = 0; j < i; j++) {
        const rho = kernel[i * n + j]! / Math.sqrt(own * kernel[j * n + j]!)
        signed += rho
        absolute += Math.abs(rho)
      }
    }
    const pairs = Math.max(1, (n * (n - 1)) / 2)
    this.deviation[depth]! += deviation
    this.signed[depth]! += signed / pairs
    this.absolute[depth]! += absolute / pairs
    this.squaredLength[depth]! += length
    if (top) {
      this.topDeviations.push(deviation)
      this.draws++
    }
  }

  /**
   * @param tangent of one draw, over the diagonal at infinite width
   * @param printed deviation from the kernel as equation 7 is printed
   */
  addTangent(tangent: Float64Array, deviation: number, printed: number): void {
    if (this.tangentSum.length === 0) this.tangentSum = new Float64Array(tangent.length)
    tangent.forEach((value, index) => (this.tangentSum[index]! += value))
    this.tangentDeviations.push(deviation)
    this.printedDeviations.push(printed)
  }

  /** Mean over the draws, over the diagonal at infinite width. */
  meanTangent(): Float64Array {
    return this.tangentSum.map((sum) => sum / this.draws)
  }

  record(limitCorrelations: readonly number[], context: RunContext): void {
    const record = (series: SeriesId, sums: Float64Array): void =>
      context.record(
        series,
        0,
        sums.map((sum) => sum / this.draws),
      )
    record('kernelDeviation', this.deviation)
    record('signedCorrelation', this.signed)
    record('absoluteCorrelation', this.absolute)
    record('squaredLength', this.squaredLength)
    const limit: SeriesId = 'limitCorrelation'
    context.record(limit, 0, Float64Array.from(limitCorrelations))
  }

  summary(): Partial<Record<QuantityId, number | null>> {
    const top = this.deviation.length - 1
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
    const deviation = mean(this.topDeviations)
    const spread = Math.sqrt(mean(this.topDeviations.map((value) => (value - deviation) * (value - deviation))))
    const lengths = this.topLengths.toSorted((a, b) => a - b)
    return {
      kernelDeviation: deviation,
      kernelDeviationSpread: spread,
      tangentDeviation: this.tangentDeviations.length === 0 ? null : mean(this.tangentDeviations),
      printedTangentDeviation: this.printedDeviations.length === 0 ? null : mean(this.printedDeviations),
      lengthLow: quantileOfSorted(lengths, 0.05),
      lengthMedian: quantileOfSorted(lengths, 0.5),
      lengthHigh: quantileOfSorted(lengths, 0.95),
      signedCorrelation: this.signed[top]! / this.draws,
      absoluteCorrelation: this.absolute[top]! / this.draws,
    }
  }
}
