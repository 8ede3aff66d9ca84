import type { RunEvent } from '../contract'
import type { Connection } from './connection'
import type { Store } from './store'

/** The log of each run. The store itself notes every change of state. */
export class RunEvents implements Pick<Store, 'eventsOf'> {
  private readonly insert
  private readonly ofRun

  constructor(private readonly connection: Connection) {
    this.insert = connection.prepare<[number, number, string, number, string]>(
      'INSERT INTO run_events (run_id, at, kind, step, text) VALUES (?, ?, ?, ?, ?)',
    )
    this.ofRun = connection.prepare<[number], RunEvent>('SELECT at, kind, step, text FROM run_events WHERE run_id = ? ORDER BY id')
  }

  /** Inside a transaction. */
  add(runId: number, { at, kind, step, text }: RunEvent): void {
    this.insert.run(runId, at, kind, step, text)
  }

  eventsOf(runId: number): RunEvent[] {
    return this.connection.read(() => this.ofRun.all(runId))
  }
}
