import type { SamplePair } from '../../contract'

/** The closest of many pairs, without keeping the others. */
export class ClosestPairs {
  #pairs: SamplePair[] = []
  #bound = Infinity

  /** @param most pairs kept */
  constructor(readonly most: number) {}

  /** Pairs at this distance or farther are not kept any more. */
  get bound(): number {
    return this.#bound
  }

  add(first: number, second: number, distance: number): void {
    if (!(distance < this.#bound)) return
    this.#pairs.push({ first, second, distance })
    if (this.#pairs.length < 2 * this.most) return
    this.#pairs = this.sorted()
    this.#bound = this.#pairs.at(-1)?.distance ?? Infinity
  }

  /** Closest first; of equal ones in the order of their samples. */
  sorted(): SamplePair[] {
    return this.#pairs.toSorted((a, b) => a.distance - b.distance || a.first - b.first || a.second - b.second).slice(0, this.most)
  }
}
