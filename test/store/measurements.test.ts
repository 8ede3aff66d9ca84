import { createHash } from 'node:crypto'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Environment } from '../../src-main/contract'
import { codeOf, databaseOf, LEASE, NOW, registerEngine, runningRun, temporaryStore } from './fixtures'
import { batchOf, pointsOf, spectrumOf } from './measured'
import { endRun } from './claiming'

const ENVIRONMENT: Environment = {
  appVersion: '1',
  buildHash: 'b',
  arithmetic: 'native',
  arithmeticHash: 'h',
  cpuModel: 'c',
  cpuFeatures: 'f',
  threads: 2,
  platform: 'p',
  runtime: 'r',
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

describe('what a run measures', () => {
  it('keeps apart what was not measured of a spectrum and what is no number', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const run = runningRun(store, engine)
    const ends = spectrumOf(5, { health: { symmetryError: NaN, traceError: null, residual: null, noiseFloor: 0, method: 'ends only' } })
    store.appendBatch(run, engine, batchOf({ spectra: [ends] }), NOW)
    expect(store.readSpectrum(run, 'hiddenKernel', 5)).toEqual(ends)
  })

  it('is stored whole and comes back as it was', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const run = runningRun(store, engine)
    const spectrum = spectrumOf(4, { health: { symmetryError: NaN, traceError: Infinity, residual: 1e-17, noiseFloor: 0, method: 'NaN' } })
    store.appendBatch(
      run,
      engine,
      batchOf({
        series: [
          { name: 'loss', ...pointsOf(0, [3, 2, 1]) },
          { name: 'flips', ...pointsOf(0, [0, 5, 9]) },
        ],
        spectra: [spectrumOf(0), spectrum],
        summary: { loss: 1, diverging: NaN, large: Infinity, small: -Infinity, negativeZero: -0, unknown: null },
        artifacts: [
          { name: 'weights', values: Float64Array.of(1.5, NaN, -0) },
          { name: 'counts', values: Uint32Array.of(0, 2 ** 32 - 1) },
        ],
        events: [{ at: NOW + 1, kind: 'note', step: 2, text: 'spectrum taken' }],
        step: 2,
        progress: 0.25,
        computeSeconds: 1.5,
        environment: ENVIRONMENT,
      }),
      NOW,
    )
    expect(store.getRun(run)).toMatchObject({
      state: 'running',
      step: 2,
      progress: 0.25,
      computeSeconds: 1.5,
      summary: { loss: 1, diverging: NaN, large: Infinity, small: -Infinity, negativeZero: -0, unknown: null },
      bytes: 6 * 8 + 6 * 8 + 3 * 8 + 2 * 4,
    })
    expect(store.environmentOf(run)).toEqual(ENVIRONMENT)
    expect(store.readSeries(run, 'flips')).toEqual(pointsOf(0, [0, 5, 9]))
    expect(store.readSpectrum(run, 'hiddenKernel', 4)).toEqual(spectrum)
    expect(store.spectraOf(run).map(({ step, order, complete }) => ({ step, order, complete }))).toEqual([
      { step: 0, order: 3, complete: true },
      { step: 4, order: 3, complete: true },
    ])
    expect(store.readArtifact(run, 'weights')).toEqual(Float64Array.of(1.5, NaN, -0))
    expect(store.readArtifact(run, 'counts')).toEqual(Uint32Array.of(0, 2 ** 32 - 1))
    expect(store.readArtifact(run, 'nothing')).toBeNull()
    expect(store.artifactsOf(run).map(({ name, type, bytes }) => ({ name, type, bytes }))).toEqual([
      { name: 'counts', type: 'uint32', bytes: 8 },
      { name: 'weights', type: 'float64', bytes: 24 },
    ])
    expect(store.eventsOf(run).map((event) => event.kind)).toEqual(['queued', 'started', 'note'])
  })

  it('merges summaries and replaces an artifact, whose file goes when nothing else refers to it', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const run = runningRun(store, engine)
    const other = runningRun(store, engine, 1)
    const artifact = (value: number) => ({ name: 'weights', values: Float64Array.of(value) })
    store.appendBatch(run, engine, batchOf({ summary: { a: 1, b: 1 }, artifacts: [artifact(1)] }), NOW)
    store.appendBatch(other, engine, batchOf({ artifacts: [artifact(1)] }), NOW)
    expect(readdirSync(join(store.home, 'blobs'))).toHaveLength(1)
    store.appendBatch(run, engine, batchOf({ summary: { b: 2 }, artifacts: [artifact(2)] }), NOW)
    expect(store.getRun(run)?.summary).toEqual({ a: 1, b: 2 })
    expect(readdirSync(join(store.home, 'blobs'))).toHaveLength(2)
    store.appendBatch(other, engine, batchOf({ artifacts: [artifact(2)] }), NOW)
    expect(readdirSync(join(store.home, 'blobs'))).toHaveLength(1)
    expect(store.readArtifact(other, 'weights')).toEqual(Float64Array.of(2))
  })

  it('is refused from an engine that does not run the run', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const stranger = registerEngine(store)
    const run = runningRun(store, engine)
    const end = { state: 'finished', stopReason: null, error: null, batch: null } as const
    const refused = (writer: number): (string | number)[] => [
      codeOf(() => store.appendBatch(run, writer, batchOf({ artifacts: [{ name: 'w', values: Float64Array.of(1) }] }), NOW)),
      codeOf(() => store.saveCheckpoint(run, writer, { step: 1, bytes: new Uint8Array(10) }, NOW)),
      ...store.settle(writer, { started: [run], ended: [{ runId: run, end }] }, NOW),
    ]
    expect(refused(stranger)).toEqual(['not-allowed', 'not-allowed', run, run])
    // its own engine too, once the lease was lost
    expect(store.reconcile(NOW + LEASE + 1, LEASE)).toEqual([run])
    expect(refused(engine)).toEqual(['not-allowed', 'not-allowed', run, run])
    expect(store.getRun(run)?.state).toBe('interrupted')
    expect(readdirSync(join(store.home, 'blobs'))).toEqual([])
  })

  it('never changes after a result', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const run = runningRun(store, engine)
    endRun(
      store,
      run,
      engine,
      { state: 'diverged', stopReason: 'not-finite', error: null, batch: batchOf({ summary: { loss: NaN }, step: 9 }) },
      NOW + 5,
    )
    expect(store.getRun(run)).toMatchObject({
      state: 'diverged',
      stopReason: 'not-finite',
      finishedAt: NOW + 5,
      step: 9,
      summary: { loss: NaN },
    })
    const database = databaseOf(store.home)
    for (const change of ["state = 'queued'", "state = 'running', engine_id = 1", "summary = '{}'", 'step = 0', "stop_reason = 'x'"]) {
      expect(() => database.exec(`UPDATE runs SET ${change} WHERE id = ${run}`)).toThrow(/never changes|cannot change/)
    }
    expect(() => database.exec(`UPDATE runs SET seed = 5 WHERE id = ${run}`)).toThrow(/identity/)
    expect(() => database.exec("UPDATE cells SET spec = '{}'")).toThrow(/never changes/)
    expect(codeOf(() => store.cutBack(run, -1, NOW))).toBe('not-allowed')
    expect(store.setNote(run, 'looks odd')).toBe(1)
  })

  it('records how a run failed', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const run = runningRun(store, engine)
    endRun(
      store,
      run,
      engine,
      { state: 'failed', stopReason: null, error: { code: 'cannot-fit', message: 'Too large.' }, batch: null },
      NOW,
    )
    expect(store.getRun(run)).toMatchObject({ state: 'failed', error: { code: 'cannot-fit', message: 'Too large.' }, finishedAt: NOW })
    expect(store.eventsOf(run).at(-1)).toEqual({ at: NOW, kind: 'failed', step: 0, text: 'Too large.' })
  })
})

describe('checkpoints', () => {
  const bytes = (fill: number): Uint8Array => new Uint8Array(1000).fill(fill)

  it('keeps the newest two, as files named by their content', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const run = runningRun(store, engine)
    for (const step of [10, 20, 30]) store.saveCheckpoint(run, engine, { step, bytes: bytes(step) }, NOW + step)
    expect(store.checkpointsOf(run)).toEqual([
      { step: 30, createdAt: NOW + 30, bytes: 1000, sha256: sha256(bytes(30)), kept: false },
      { step: 20, createdAt: NOW + 20, bytes: 1000, sha256: sha256(bytes(20)), kept: false },
    ])
    expect(readdirSync(join(store.home, 'blobs')).sort()).toEqual([sha256(bytes(20)), sha256(bytes(30))].sort())
    const loaded = store.loadCheckpoint(run)
    expect({ step: loaded?.step, bytes: Array.from(loaded?.bytes[0] ?? []) }).toEqual({ step: 30, bytes: Array.from(bytes(30)) })
    expect(store.getRun(run)?.bytes).toBe(2000)
  })

  it('replaces a checkpoint at the same step', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const run = runningRun(store, engine)
    store.saveCheckpoint(run, engine, { step: 10, bytes: bytes(1) }, NOW)
    store.saveCheckpoint(run, engine, { step: 10, bytes: bytes(2) }, NOW)
    store.saveCheckpoint(run, engine, { step: 10, bytes: bytes(2) }, NOW)
    expect(readdirSync(join(store.home, 'blobs'))).toEqual([sha256(bytes(2))])
    expect(store.loadCheckpoint(run)?.bytes[0]?.[0]).toBe(2)
  })

  it('skips a damaged or missing one and notes it once', () => {
    const store = temporaryStore({ now: () => NOW + 7 })
    const engine = registerEngine(store)
    const run = runningRun(store, engine)
    for (const step of [10, 20]) store.saveCheckpoint(run, engine, { step, bytes: bytes(step) }, NOW)
    writeFileSync(join(store.home, 'blobs', sha256(bytes(20))), bytes(21))
    expect(store.loadCheckpoint(run)?.step).toBe(10)
    expect(store.loadCheckpoint(run)?.step).toBe(10)
    const damaged = store.eventsOf(run).filter((event) => event.kind === 'checkpoint-damaged')
    expect(damaged).toHaveLength(1)
    expect(damaged[0]).toMatchObject({ at: NOW + 7, step: 20 })
    expect(damaged[0]?.text).toContain(sha256(bytes(20)))
    rmSync(join(store.home, 'blobs', sha256(bytes(10))))
    expect(store.loadCheckpoint(run)).toBeNull()
  })

  it('go when the run has a result, and stay when it may be resumed', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    for (const [seed, state] of (['paused', 'cancelled', 'interrupted', 'failed'] as const).entries()) {
      const run = runningRun(store, engine, seed)
      store.saveCheckpoint(run, engine, { step: 1, bytes: bytes(seed) }, NOW)
      endRun(store, run, engine, { state, stopReason: null, error: null, batch: null }, NOW)
      expect(store.loadCheckpoint(run)?.step).toBe(1)
    }
    const finished = runningRun(store, engine, 10)
    store.saveCheckpoint(finished, engine, { step: 1, bytes: bytes(10) }, NOW)
    endRun(store, finished, engine, { state: 'finished', stopReason: 'converged', error: null, batch: null }, NOW)
    expect(store.checkpointsOf(finished)).toEqual([])
    expect(existsSync(join(store.home, 'blobs', sha256(bytes(10))))).toBe(false)
    expect(store.getRun(finished)).toMatchObject({ bytes: 0, progress: 1 })
  })

  it('take a run back to exactly what it was', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const run = runningRun(store, engine)
    const measured = (from: number, to: number) =>
      batchOf({
        series: [
          {
            name: 'loss',
            ...pointsOf(
              from,
              Array.from({ length: to - from + 1 }, (_, index) => -(from + index)),
            ),
          },
        ],
        spectra: [spectrumOf(to)],
        artifacts: [{ name: `at ${to}`, values: Float64Array.of(to) }],
        summary: { last: to, [`only ${to}`]: to },
        step: to,
        progress: to / 100,
        computeSeconds: to,
      })
    store.appendBatch(run, engine, measured(0, 10), NOW)
    store.saveCheckpoint(run, engine, { step: 10, bytes: bytes(10) }, NOW)
    const before = { run: store.getRun(run), series: store.seriesOf(run), spectra: store.spectraOf(run), artifacts: store.artifactsOf(run) }
    store.appendBatch(run, engine, measured(11, 20), NOW)
    store.saveCheckpoint(run, engine, { step: 20, bytes: bytes(20) }, NOW)
    store.appendBatch(run, engine, measured(21, 30), NOW)

    store.cutBack(run, 20, NOW)
    expect(store.getRun(run)).toMatchObject({ step: 20, progress: 0.2, summary: { last: 20, 'only 10': 10, 'only 20': 20 } })
    expect(store.getRun(run)?.summary).not.toHaveProperty('only 30')

    store.cutBack(run, 10, NOW)
    expect(store.seriesOf(run)).toEqual(before.series)
    expect(store.spectraOf(run)).toEqual(before.spectra)
    expect(store.artifactsOf(run)).toEqual(before.artifacts)
    // time that was spent was spent
    expect(store.getRun(run)).toEqual({ ...before.run, computeSeconds: 30 })
    expect(store.eventsOf(run).filter((event) => event.kind === 'cut-back')).toHaveLength(2)
    expect(store.checkIntegrity()).toEqual([])

    store.cutBack(run, -1, NOW)
    expect(store.getRun(run)).toMatchObject({ step: 0, progress: 0, bytes: 0, summary: {} })
    expect(store.seriesOf(run)).toEqual([])
    expect(store.spectraOf(run)).toEqual([])
    expect(store.artifactsOf(run)).toEqual([])
    expect(store.loadCheckpoint(run)).toBeNull()
    expect(readdirSync(join(store.home, 'blobs'))).toEqual([])
    // what is measured once more goes in as if for the first time
    store.appendBatch(run, engine, measured(0, 10), NOW)
    expect(store.seriesOf(run)).toEqual(before.series)
  })

  it('says nothing when there was nothing to take back', () => {
    const store = temporaryStore()
    const run = runningRun(store, registerEngine(store))
    store.cutBack(run, -1, NOW)
    expect(store.eventsOf(run).map((event) => event.kind)).toEqual(['queued', 'started'])
  })
})
