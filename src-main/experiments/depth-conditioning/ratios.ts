import type { QuantityId } from './quantities'

/** Largest ratios of what is bounded and its bound, over the depths at which the bounds speak. */
export class Ratios {
  readonly #largest = new Map<QuantityId, number>()

  /** At depth 0, where nothing is claimed, bounds are the inputs' own. */
  add(id: QuantityId, depth: number, value: number, bound: number): void {
    if (depth === 0) return
    const ratio = value / bound
    const before = this.#largest.get(id)
    if (!Number.isNaN(ratio) && (before === undefined || ratio > before)) this.#largest.set(id, ratio)
  }

  summary(): Partial<Record<QuantityId, number>> {
    return Object.fromEntries(this.#largest)
  }
}
