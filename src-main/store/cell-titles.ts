import type { ExperimentSpec } from '../contract'
import type { Connection } from './connection'

/** Titles of cells, made from their specs once and kept: statements ask for them by the function `title_of_cell`. */
export class CellTitles {
  private readonly titles = new Map<number, string>()
  private newest = 0
  private readonly added

  constructor(
    connection: Connection,
    private readonly titleOf: (spec: ExperimentSpec) => string,
  ) {
    this.added = connection.prepare<[number], { id: number; spec: string }>('SELECT id, spec FROM cells WHERE id > ? ORDER BY id')
    connection.database.function('title_of_cell', { deterministic: true, directOnly: true }, (id) => this.of(Number(id)))
  }

  /** @returns null for a cell that was not there when titles were last prepared */
  of(cellId: number): string | null {
    return this.titles.get(cellId) ?? null
  }

  /** Has the titles of all cells ready: no statement can run inside another one. */
  prepare(): void {
    for (const { id, spec } of this.added.all(this.newest)) {
      this.titles.set(id, this.titleOf(JSON.parse(spec) as ExperimentSpec))
      this.newest = id
    }
  }
}
