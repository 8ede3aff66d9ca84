import { hostname } from 'node:os'
import { LabError } from '../contract'
import type { Connection } from './connection'
import { isProcessAlive } from './process-identity'
import type { RunEvents } from './run-events'
import type { Store } from './store'

interface EngineRow {
  id: number
  pid: number
  host: string
  bootId: string
}

/**
 * SQL that is true when nobody holds the lease of engine `e`: released, or not renewed for too long (or dated in the future by a clock
 * that has been set back since).
 */
export const LEASE_DEAD = '(e.id IS NULL OR e.released = 1 OR abs(@now - e.heartbeat_at) > @lease)'

/** Who executes runs. An engine that stops renewing its lease loses its runs. */
export class EngineRepository implements Pick<Store, 'registerEngine' | 'heartbeat' | 'releaseEngine' | 'reconcile'> {
  private bootId: string | null = null
  private readonly own = new Set<number>()
  private readonly insert
  private readonly forgetReleased
  private readonly renew
  private readonly release
  private readonly live
  private readonly orphaned
  private readonly interrupt

  constructor(
    private readonly connection: Connection,
    private readonly events: RunEvents,
  ) {
    this.insert = connection.prepare<[string, number, string, string, number, number]>(
      'INSERT INTO engines (kind, pid, host, boot_id, started_at, heartbeat_at) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.forgetReleased = connection.prepare<[]>(
      'DELETE FROM engines WHERE released = 1 AND NOT EXISTS (SELECT 1 FROM runs WHERE engine_id = engines.id)',
    )
    this.renew = connection.prepare<[number, number]>('UPDATE engines SET heartbeat_at = ?, released = 0 WHERE id = ?')
    this.release = connection.prepare<[number]>('UPDATE engines SET released = 1 WHERE id = ?')
    this.live = connection.prepare<[], EngineRow>('SELECT id, pid, host, boot_id AS bootId FROM engines WHERE released = 0')
    this.orphaned = connection.prepare<[{ now: number; lease: number }], { id: number; step: number }>(
      `SELECT r.id, r.step FROM runs r LEFT JOIN engines e ON e.id = r.engine_id WHERE r.state = 'running' AND ${LEASE_DEAD}`,
    )
    this.interrupt = connection.prepare<[number]>("UPDATE runs SET state = 'interrupted', requested = NULL, engine_id = NULL WHERE id = ?")
  }

  registerEngine({ kind, pid, bootId }: { kind: 'app' | 'terminal'; pid: number; bootId: string }, now: number): number {
    this.bootId = bootId
    const id = this.connection.write(() => {
      this.forgetReleased.run()
      return Number(this.insert.run(kind, pid, hostname(), bootId, now, now).lastInsertRowid)
    })
    this.own.add(id)
    return id
  }

  heartbeat(engineId: number, now: number): void {
    this.connection.write(() => {
      if (this.renew.run(now, engineId).changes === 0)
        throw new LabError('not-allowed', `There is no engine ${engineId} any more. Nothing was written.`)
    })
  }

  releaseEngine(engineId: number): void {
    this.connection.write(() => this.release.run(engineId))
  }

  reconcile(now: number, leaseMilliseconds: number): number[] {
    const lease = { now, lease: leaseMilliseconds }
    const gone = this.connection.read(() => this.live.all()).filter((engine) => this.hasEnded(engine))
    // most of the time there is nothing to do, and then the write lock is not taken
    if (gone.length === 0 && this.connection.read(() => this.orphaned.get(lease)) === undefined) return []
    return this.connection.write(() => {
      for (const engine of gone) this.release.run(engine.id)
      const runs = this.orphaned.all(lease)
      for (const { id, step } of runs) {
        this.interrupt.run(id)
        this.events.add(id, { at: now, kind: 'interrupted', step, text: 'The process that ran it ended without saying so.' })
      }
      return runs.map(({ id }) => id)
    })
  }

  /** Engines of this machine are known to be dead before their lease runs out: an earlier start of the machine, or no such process. */
  private hasEnded(engine: EngineRow): boolean {
    if (this.own.has(engine.id) || engine.host !== hostname()) return false
    return (this.bootId !== null && engine.bootId !== this.bootId) || !isProcessAlive(engine.pid)
  }
}
