import type { Summary } from '../../contract'
import { QUANTITIES, type QuantityId } from './quantities'

/** Scalars of a run that have been measured so far; a missing one was not measured. NaN and infinity are values. */
export class Measured {
  readonly #values = new Map<QuantityId, number>()

  set(id: QuantityId, value: number): void {
    this.#values.set(id, value)
  }

  /** Does nothing for null: the quantity has no meaning for this run. */
  setIfKnown(id: QuantityId, value: number | null): void {
    if (value !== null) this.#values.set(id, value)
  }

  get(id: QuantityId): number | null {
    return this.#values.get(id) ?? null
  }

  toSummary(): Summary {
    return Object.fromEntries(this.#values)
  }

  static fromNumbers(numbers: Record<string, number>, prefix: string): Measured {
    const measured = new Measured()
    for (const { id } of QUANTITIES) measured.setIfKnown(id, numbers[prefix + id] ?? null)
    return measured
  }

  toNumbers(prefix: string): Record<string, number> {
    return Object.fromEntries([...this.#values].map(([id, value]) => [prefix + id, value]))
  }
}
