import type { Connection } from './connection'
import { decodeNumber, type StoredNumber } from './json-numbers'
import { jsonPath } from './json-path'

/** Values kept in memory, one number each. */
const VALUES_KEPT = 2_000_000

type Value = number | null

/**
 * Summary quantities of many runs at once. Those of results never change: they are taken out of the JSON of a summary once, which is most
 * of the time that grouping thousands of runs takes.
 */
export class RunQuantities {
  private readonly known = new Map<string, Map<number, Value>>()
  private kept = 0

  constructor(private readonly connection: Connection) {}

  /**
   * @param ids runs that are there, each once
   * @param isResult by place in `ids`: whether the run has its result and stays as it is
   * @returns quantity by quantity, run by run; null where a run does not have it
   */
  read(quantities: readonly string[], ids: readonly number[], isResult: (place: number) => boolean): Value[][] {
    if (this.kept > VALUES_KEPT) this.forget()
    const known = quantities.map((quantity) => this.valuesOf(quantity))
    const missing = ids.filter((id, place) => !isResult(place) || known.some((values) => !values.has(id)))
    const changing = new Map<number, Value[]>()
    const isKept = new Set(ids.filter((_, place) => isResult(place)))
    for (const [id, ...stored] of this.extract(quantities, missing)) {
      const values = stored.map(decodeNumber)
      if (isKept.has(id)) this.keep(known, id, values)
      else changing.set(id, values)
    }
    return known.map((values, index) => ids.map((id) => values.get(id) ?? changing.get(id)?.[index] ?? null))
  }

  private extract(quantities: readonly string[], ids: readonly number[]): [number, ...StoredNumber[]][] {
    if (ids.length === 0 || quantities.length === 0) return []
    const columns = quantities.map((_, index) => `json_extract(r.summary, @q${index})`)
    const paths = Object.fromEntries(quantities.map((quantity, index) => [`q${index}`, jsonPath([quantity])]))
    return this.connection
      .prepare<[object], [number, ...StoredNumber[]]>(
        `SELECT r.id, ${columns.join(', ')} FROM json_each(@ids) page CROSS JOIN runs r ON r.id = page.value`,
      )
      .raw()
      .all({ ...paths, ids: JSON.stringify(ids) })
  }

  private keep(known: readonly Map<number, Value>[], id: number, values: readonly Value[]): void {
    known.forEach((own, index) => own.set(id, values[index] ?? null))
    this.kept += values.length
  }

  private valuesOf(quantity: string): Map<number, Value> {
    const found = this.known.get(quantity) ?? new Map<number, Value>()
    this.known.set(quantity, found)
    return found
  }

  private forget(): void {
    this.known.clear()
    this.kept = 0
  }
}
