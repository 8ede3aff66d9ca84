import { randomUUID } from 'node:crypto'
import { LabError, type RunState } from '../contract'
import type { CellRepository } from './cells'
import type { Connection } from './connection'
import { LEASE_DEAD } from './engines'
import type { RunEvents } from './run-events'
import { STANDING_ATTEMPT_FIRST, type RunRepository } from './runs'
import type { EnqueueCell, EnqueueResult, NextRun, Store } from './store'

interface Attempt {
  id: number
  state: RunState
  step: number
  hasCheckpoint: 0 | 1
  reproduction: 0 | 1
}

interface QueuedRun {
  id: number
  priority: number
  position: number
}

/** Positions closer than this are spread out again before something is put between them. */
const SMALLEST_GAP = 1e-6

/** Whether what the run r starts from may still come: it has not finished, and is on its way. */
const AWAITS_SOURCE = `EXISTS (
  SELECT 1 FROM cell_sources s JOIN runs q ON q.cell_id = s.source_cell_id AND q.seed = r.seed AND q.removed_at IS NULL
  WHERE s.cell_id = r.cell_id GROUP BY s.cell_id
  HAVING sum(q.state = 'finished') = 0 AND sum(q.state IN ('queued', 'running', 'paused', 'interrupted')) > 0)`

const IN_LIST = 'IN (SELECT value FROM json_each(?))'

/** The queue: highest priority first, then by position, and positions are given in the order of asking. */
export class QueueRepository implements Pick<
  Store,
  | 'enqueue'
  | 'sourceRuns'
  | 'rerun'
  | 'nextInQueue'
  | 'queueOrder'
  | 'reorder'
  | 'setPriority'
  | 'requestStop'
  | 'takeCommands'
  | 'holdQueued'
> {
  private readonly standingAttempt
  private readonly attemptOf
  private readonly isGoing
  private readonly nextAttempt
  private readonly linkSource
  private readonly sources
  private readonly insertRun
  private readonly markReproduction
  private readonly requeue
  private readonly lastPosition
  private readonly identity
  private readonly claimable
  private readonly claimed
  private readonly makeRunning
  private readonly hasCheckpoint
  private readonly order
  private readonly queued
  private readonly neighbourBefore
  private readonly renumber
  private readonly lowestPriority
  private readonly place
  private readonly updatePriority
  private readonly request
  private readonly requested
  private readonly takeRequests
  private readonly queuedAmong
  private readonly hold

  constructor(
    private readonly connection: Connection,
    private readonly cells: CellRepository,
    private readonly runs: RunRepository,
    private readonly events: RunEvents,
  ) {
    const attempt = 'SELECT id, state, step, reproduction, EXISTS (SELECT 1 FROM checkpoints WHERE run_id = runs.id) AS hasCheckpoint'
    this.attemptOf = connection.prepare<[number], Attempt>(`${attempt} FROM runs WHERE id = ? AND removed_at IS NULL`)
    this.standingAttempt = connection.prepare<[number, number], Attempt>(`
      ${attempt} FROM runs WHERE cell_id = ? AND seed = ? AND removed_at IS NULL ORDER BY ${STANDING_ATTEMPT_FIRST} LIMIT 1`)
    this.isGoing = connection
      .prepare<[number, number], number>(
        "SELECT 1 FROM runs WHERE cell_id = ? AND seed = ? AND removed_at IS NULL AND state IN ('queued', 'running') LIMIT 1",
      )
      .pluck()
    this.linkSource = connection.prepare<[number, number]>(
      'INSERT INTO cell_sources (cell_id, source_cell_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
    )
    this.sources = connection
      .prepare<[string], number>(
        `SELECT DISTINCT (SELECT id FROM runs q WHERE q.cell_id = s.source_cell_id AND q.seed = r.seed AND q.removed_at IS NULL
                          ORDER BY ${STANDING_ATTEMPT_FIRST} LIMIT 1) AS source
         FROM runs r JOIN cell_sources s ON s.cell_id = r.cell_id WHERE source IS NOT NULL AND r.id ${IN_LIST}`,
      )
      .pluck()
    this.nextAttempt = connection
      .prepare<[number, number], number>('SELECT ifnull(max(attempt), 0) + 1 FROM runs WHERE cell_id = ? AND seed = ?')
      .pluck()
    this.insertRun = connection.prepare<[string, number, number, number, number, number, number | null, number]>(`
      INSERT INTO runs (uid, cell_id, seed, attempt, state, priority, queue_position, engine_id, created_at)
      VALUES (?, ?, ?, ?, 'queued', ?, ?, ?, ?)`)
    this.markReproduction = connection.prepare<[number]>('UPDATE runs SET reproduction = 1 WHERE id = ?')
    this.requeue = connection.prepare<[{ id: number; priority: number | null; position: number; engineId: number | null }]>(`
      UPDATE runs SET state = 'queued', priority = ifnull(@priority, priority), queue_position = @position, engine_id = @engineId,
        finished_at = NULL, stop_reason = NULL, error_code = NULL, error_message = NULL WHERE id = @id`)
    this.lastPosition = connection.prepare<[], number>("SELECT ifnull(max(queue_position), 0) FROM runs WHERE state = 'queued'").pluck()
    this.identity = connection.prepare<[number], { cellId: number; seed: number; priority: number }>(
      'SELECT cell_id AS cellId, seed, priority FROM runs WHERE id = ? AND removed_at IS NULL',
    )
    this.claimable = connection
      .prepare<[{ engineId: number; now: number; lease: number; anyEngine: number; except: string }], number>(
        `SELECT r.id FROM runs r LEFT JOIN engines e ON e.id = r.engine_id
         WHERE r.state = 'queued' AND r.id NOT IN (SELECT value FROM json_each(@except))
           AND (@anyEngine OR r.engine_id = @engineId OR ${LEASE_DEAD}) AND NOT ${AWAITS_SOURCE}
         ORDER BY r.priority DESC, r.queue_position, r.id`,
      )
      .pluck()
    this.claimed = connection.prepare<[number], { step: number; startedAt: number | null }>(
      "SELECT step, started_at AS startedAt FROM runs WHERE id = ? AND state = 'queued'",
    )
    this.makeRunning = connection.prepare<[number, number, number]>(
      "UPDATE runs SET state = 'running', engine_id = ?, started_at = ifnull(started_at, ?) WHERE id = ?",
    )
    this.hasCheckpoint = connection.prepare<[number], number>('SELECT 1 FROM checkpoints WHERE run_id = ? LIMIT 1').pluck()
    this.order = connection
      .prepare<[number], number>("SELECT id FROM runs WHERE state = 'queued' ORDER BY priority DESC, queue_position, id LIMIT ?")
      .pluck()
    this.queued = connection.prepare<[number], QueuedRun>(
      "SELECT id, priority, queue_position AS position FROM runs WHERE id = ? AND state = 'queued'",
    )
    this.neighbourBefore = connection
      .prepare<[QueuedRun & { moving: string }], number>(
        `SELECT max(queue_position) FROM runs WHERE state = 'queued' AND priority = @priority AND (queue_position, id) < (@position, @id)
           AND id NOT IN (SELECT value FROM json_each(@moving))`,
      )
      .pluck()
    this.renumber = connection.prepare<[number]>(`
      UPDATE runs SET queue_position = numbered.position
      FROM (SELECT id, row_number() OVER (ORDER BY queue_position, id) AS position FROM runs WHERE state = 'queued' AND priority = ?) numbered
      WHERE runs.id = numbered.id`)
    this.lowestPriority = connection.prepare<[], number>("SELECT ifnull(min(priority), 0) FROM runs WHERE state = 'queued'").pluck()
    this.place = connection.prepare<[number, number, number]>('UPDATE runs SET priority = ?, queue_position = ? WHERE id = ?')
    this.updatePriority = connection.prepare<[number, string]>(
      `UPDATE runs SET priority = ? WHERE state NOT IN ('finished', 'diverged') AND removed_at IS NULL AND id ${IN_LIST}`,
    )
    // cancel says more than pause, and both say more than checkpoint
    this.request = connection.prepare<[string, string, string]>(`
      UPDATE runs SET requested = CASE WHEN requested = 'cancel' OR (requested = 'pause' AND ? = 'checkpoint') THEN requested ELSE ? END
      WHERE state = 'running' AND id ${IN_LIST}`)
    this.requested = connection.prepare<[number], { runId: number; command: 'pause' | 'cancel' | 'checkpoint' }>(
      "SELECT id AS runId, requested AS command FROM runs WHERE state = 'running' AND engine_id = ? AND requested IS NOT NULL ORDER BY id",
    )
    this.takeRequests = connection.prepare<[number]>(
      "UPDATE runs SET requested = NULL WHERE state = 'running' AND engine_id = ? AND requested IS NOT NULL",
    )
    this.queuedAmong = connection.prepare<[string], { id: number; step: number }>(
      `SELECT id, step FROM runs WHERE state = 'queued' AND id ${IN_LIST}`,
    )
    this.hold = connection.prepare<[{ id: number; state: string; finishedAt: number | null }]>(
      'UPDATE runs SET state = @state, finished_at = @finishedAt, engine_id = NULL WHERE id = @id',
    )
  }

  enqueue(request: EnqueueCell[], engineId: number | null, now: number): EnqueueResult {
    return this.connection.write(() => {
      const result: EnqueueResult = { runIds: [], queued: [], existing: [] }
      let position = this.lastPosition.get() ?? 0
      for (const { hash, spec, seeds, priority, source, runId: resumed } of request) {
        const cellId = this.cells.ensure(hash, spec, now)
        const sourceId = source === undefined ? null : this.cells.idOf(source)
        if (sourceId !== null) this.linkSource.run(cellId, sourceId)
        for (const seed of seeds) {
          const attempt = resumed === undefined ? this.standingAttempt.get(cellId, seed) : this.attemptOf.get(resumed)
          if (attempt === undefined || attempt.state === 'failed') {
            const runId = this.createRun(cellId, seed, priority ?? 0, ++position, engineId, now)
            if (resumed !== undefined && attempt?.reproduction === 1) this.markReproduction.run(runId)
            result.runIds.push(runId)
            result.queued.push(runId)
            continue
          }
          result.runIds.push(attempt.id)
          if (attempt.state === 'finished' || attempt.state === 'diverged') result.existing.push(attempt.id)
          else if (attempt.state !== 'queued' && attempt.state !== 'running') {
            this.requeue.run({ id: attempt.id, priority: priority ?? null, position: ++position, engineId })
            const text = attempt.hasCheckpoint ? 'To go on from the last checkpoint.' : 'To start again: there is no checkpoint.'
            this.events.add(attempt.id, { at: now, kind: 'queued', step: attempt.step, text })
            result.queued.push(attempt.id)
          }
        }
      }
      return result
    })
  }

  sourceRuns(runIds: readonly number[]): number[] {
    return this.connection.read(() => this.sources.all(JSON.stringify(runIds)))
  }

  rerun(runIds: number[], engineId: number | null, now: number, reproduction = false): number[] {
    return this.connection.write(() => {
      const created: number[] = []
      let position = this.lastPosition.get() ?? 0
      for (const id of runIds) {
        const run = this.identity.get(id)
        if (run === undefined) continue
        // an attempt that is queued or running already is the further attempt that was asked for
        if (this.isGoing.get(run.cellId, run.seed) !== undefined) continue
        const again = this.createRun(run.cellId, run.seed, run.priority, ++position, engineId, now)
        if (reproduction) this.markReproduction.run(again)
        created.push(again)
      }
      return created
    })
  }

  nextInQueue(
    engineId: number,
    now: number,
    leaseMilliseconds: number,
    except: readonly number[],
    onlyRunIds?: ReadonlySet<number>,
  ): NextRun | null {
    const search = {
      engineId,
      now,
      lease: leaseMilliseconds,
      anyEngine: onlyRunIds === undefined ? 0 : 1,
      except: JSON.stringify(except),
    }
    return this.connection.read(() => {
      // in the order of an index, so that the first ones are found at once in a long queue
      let found: number | null = null
      for (const id of this.claimable.iterate(search)) {
        if (onlyRunIds?.has(id) === false) continue
        found = id
        break
      }
      const run = found === null ? null : this.runs.getRun(found)
      return run === null ? null : { run, hasCheckpoint: this.hasCheckpoint.get(run.id) !== undefined }
    })
  }

  /** Inside a transaction: makes a queued run `running`. @returns whether it was still there to be claimed */
  claim(runId: number, engineId: number, now: number): boolean {
    const before = this.claimed.get(runId)
    if (before === undefined) return false
    this.makeRunning.run(engineId, now, runId)
    const again = before.startedAt !== null
    const text = again && this.hasCheckpoint.get(runId) === undefined ? 'From the start.' : ''
    this.events.add(runId, { at: now, kind: again ? 'resumed' : 'started', step: before.step, text })
    return true
  }

  queueOrder(limit: number): number[] {
    return this.connection.read(() => this.order.all(limit))
  }

  reorder(runIds: number[], before: number | null): number {
    return this.connection.write(() => {
      const moving = [...new Set(runIds)].filter((id) => id !== before && this.queued.get(id) !== undefined)
      if (moving.length === 0) return 0
      if (before === null) {
        const priority = this.lowestPriority.get() ?? 0
        let position = this.lastPosition.get() ?? 0
        for (const id of moving) this.place.run(priority, ++position, id)
        return moving.length
      }
      let { target, gap } = this.gapBefore(before, moving)
      if (gap < SMALLEST_GAP) {
        this.renumber.run(target.priority)
        ;({ target, gap } = this.gapBefore(before, moving))
      }
      moving.forEach((id, index) => this.place.run(target.priority, target.position - gap * (moving.length - index), id))
      return moving.length
    })
  }

  setPriority(runIds: number[], priority: number): number {
    return this.connection.write(() => this.updatePriority.run(priority, JSON.stringify(runIds)).changes)
  }

  requestStop(runIds: number[], command: 'pause' | 'cancel' | 'checkpoint'): number {
    return this.connection.write(() => this.request.run(command, command, JSON.stringify(runIds)).changes)
  }

  takeCommands(engineId: number): { runId: number; command: 'pause' | 'cancel' | 'checkpoint' }[] {
    if (this.connection.read(() => this.requested.get(engineId)) === undefined) return []
    return this.connection.write(() => {
      const commands = this.requested.all(engineId)
      this.takeRequests.run(engineId)
      return commands
    })
  }

  holdQueued(runIds: number[], state: 'paused' | 'cancelled', now: number): number {
    return this.connection.write(() => {
      const runs = this.queuedAmong.all(JSON.stringify(runIds))
      for (const { id, step } of runs) this.holdOne(id, step, state, now)
      return runs.length
    })
  }

  /** A queued run and the distance between positions that `moving` may have in front of it. */
  private gapBefore(before: number, moving: number[]): { target: QueuedRun; gap: number } {
    const target = this.queued.get(before)
    if (target === undefined) throw new LabError('not-found', `Run ${before} is not in the queue any more. Nothing was moved.`)
    const start = this.neighbourBefore.get({ ...target, moving: JSON.stringify(moving) }) ?? target.position - 1
    return { target, gap: (target.position - start) / (moving.length + 1) }
  }

  /** Inside a transaction. */
  private holdOne(id: number, step: number, state: 'paused' | 'cancelled', now: number): void {
    this.hold.run({ id, state, finishedAt: state === 'cancelled' ? now : null })
    this.events.add(id, { at: now, kind: state, step, text: 'Taken out of the queue.' })
  }

  private createRun(cellId: number, seed: number, priority: number, position: number, engineId: number | null, now: number): number {
    const attempt = this.nextAttempt.get(cellId, seed) ?? 1
    const id = Number(this.insertRun.run(randomUUID(), cellId, seed, attempt, priority, position, engineId, now).lastInsertRowid)
    this.events.add(id, { at: now, kind: 'queued', step: 0, text: attempt === 1 ? '' : `Attempt ${attempt}.` })
    return id
  }
}
