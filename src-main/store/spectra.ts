import type { SpectrumHealth, SpectrumRecord } from '../contract'
import type { Connection } from './connection'
import { decodeNumber, encodeNumber, type StoredNumber } from './json-numbers'
import { decodeFloats, encodeFloats } from './series-chunk'
import type { Store } from './store'

interface SpectrumRow {
  name: string
  step: number
  order: number
  complete: 0 | 1
  health: string
}

type StoredHealth = Record<Exclude<keyof SpectrumHealth, 'method'>, StoredNumber> & { method: string }

const COLUMNS = 'name, step, matrix_order AS "order", complete, health'

export class SpectrumRepository implements Pick<Store, 'spectraOf' | 'readSpectrum'> {
  private readonly insert
  private readonly ofRun
  private readonly find
  private readonly deleteAfter

  constructor(private readonly connection: Connection) {
    this.insert = connection.prepare<[SpectrumRow & { runId: number; data: Buffer }]>(`
      INSERT INTO spectra (run_id, name, step, matrix_order, complete, health, eigenvalue_data)
      VALUES (@runId, @name, @step, @order, @complete, @health, @data)`)
    this.ofRun = connection.prepare<[number], SpectrumRow>(`SELECT ${COLUMNS} FROM spectra WHERE run_id = ? ORDER BY name, step`)
    this.find = connection.prepare<[number, string, number], SpectrumRow & { data: Buffer }>(
      `SELECT ${COLUMNS}, eigenvalue_data AS data FROM spectra WHERE run_id = ? AND name = ? AND step = ?`,
    )
    this.deleteAfter = connection.prepare<[number, number]>('DELETE FROM spectra WHERE run_id = ? AND step > ?')
  }

  /** Inside a transaction. */
  add(runId: number, { name, step, order, complete, health, values }: SpectrumRecord): void {
    this.insert.run({ runId, name, step, order, complete: complete ? 1 : 0, health: encodeHealth(health), data: encodeFloats(values) })
  }

  /** Inside a transaction. @returns how many were removed */
  cut(runId: number, step: number): number {
    return this.deleteAfter.run(runId, step).changes
  }

  spectraOf(runId: number): Omit<SpectrumRecord, 'values'>[] {
    return this.connection.read(() => this.ofRun.all(runId)).map(fromRow)
  }

  readSpectrum(runId: number, name: string, step: number): SpectrumRecord | null {
    const row = this.connection.read(() => this.find.get(runId, name, step))
    if (row === undefined) return null
    const { data, ...rest } = row
    return { ...fromRow(rest), values: decodeFloats(data) }
  }
}

function fromRow({ name, step, order, complete, health }: SpectrumRow): Omit<SpectrumRecord, 'values'> {
  return { name, step, order, complete: complete === 1, health: decodeHealth(health) }
}

function encodeHealth({ symmetryError, traceError, residual, noiseFloor, method }: SpectrumHealth): string {
  const stored: StoredHealth = {
    symmetryError: encodeNumber(symmetryError),
    traceError: encodeNumber(traceError),
    residual: encodeNumber(residual),
    noiseFloor: encodeNumber(noiseFloor),
    method,
  }
  return JSON.stringify(stored)
}

function decodeHealth(text: string): SpectrumHealth {
  const { symmetryError, traceError, residual, noiseFloor, method } = JSON.parse(text) as StoredHealth
  return {
    symmetryError: decodeNumber(symmetryError) ?? NaN,
    traceError: decodeNumber(traceError),
    residual: decodeNumber(residual),
    noiseFloor: decodeNumber(noiseFloor) ?? NaN,
    method,
  }
}
