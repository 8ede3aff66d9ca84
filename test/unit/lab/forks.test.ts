import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LabError, type ExperimentSpec } from '../../../src-main/contract'
import { Lab } from '../../../src-main/lab/lab'
import { spec } from '../../e2e/specs'

let home: string
let lab: Lab

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gramscope-forks-'))
  lab = new Lab({ home, kind: 'app', workerFile: resolve('out/main/compute-worker.js'), appRoot: resolve('.') })
  lab.start()
})

afterEach(async () => {
  await lab.close()
  rmSync(home, { recursive: true, force: true, maxRetries: 5 })
})

async function finished(content: ExperimentSpec, seed = 1): Promise<number> {
  const { runIds } = await lab.request('specs.enqueue', { spec: content, seeds: [seed] })
  const id = runIds[0] ?? -1
  await expect.poll(() => lab.store.getRun(id)?.state, { timeout: 30_000 }).toBe('finished')
  return id
}

const short = spec(20, 15, { maxSteps: 50, stopResidual: 1e-9 })

async function parentWithState(): Promise<number> {
  await lab.request('settings.set', { keepStates: true })
  return await finished(short)
}

async function refusal(promise: Promise<unknown>): Promise<LabError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof LabError) return error
  }
  throw new Error('was not refused')
}

describe('a fork', () => {
  it('goes on from the state that a finished run has kept; both know each other', async () => {
    const parent = await parentWithState()
    const { spec: start, seed } = await lab.request('runs.forkSpec', { runId: parent, step: 50 })
    if (start.experiment !== 'two-layer-relu') throw new Error('another experiment')
    const child = await finished({ ...start, training: { ...start.training, maxSteps: 120 } }, seed)
    const detail = await lab.request('runs.get', { runId: child })
    expect(detail.step).toBe(120)
    expect(detail.series.find(({ name }) => name === 'residualNorm')?.firstStep).toBe(50)
    expect(detail.forking.from).toMatchObject({ step: 50, run: { id: parent } })
    expect(detail.title).toContain('from step 50')
    const tree = [
      { id: parent, from: null, step: 50, depth: 0 },
      { id: child, from: 50, step: 120, depth: 1 },
    ]
    expect(detail.forking.tree).toMatchObject(tree)
    expect((await lab.request('runs.get', { runId: parent })).forking.tree).toMatchObject(tree)
    expect((await lab.request('runs.get', { runId: parent })).forking.forks).toMatchObject([{ id: child, step: 50 }])
    // the same steps in one run end with the same numbers
    const whole = await finished({ ...short, training: { ...short.training, maxSteps: 120 } })
    const last = (id: number) => lab.store.getRun(id)?.summary.finalResidualNorm
    expect(last(child)).toBe(last(whole))
    expect(await lab.request('runs.claims', { runId: child })).toEqual([])
    // gradient-flow time goes on where that of the parent ended
    const request = {
      entries: [[child], [whole]],
      series: 'residualNorm',
      x: 'flow-time' as const,
      band: 'none' as const,
      coverage: 'present' as const,
    }
    const look = { against: null, members: false, smoothing: null, from: null, to: null, pixels: null, scale: 'linear' as const }
    const { curves } = await lab.request('compare.curves', { ...request, ...look })
    const [ofChild, ofWhole] = curves.map(({ x, y }) => [...x].map((time, index) => [time, y[index]]))
    expect(ofChild?.length).toBe(71)
    expect(ofWhole?.slice(50)).toEqual(ofChild?.map(([, value], index) => [(50 + index) * 1e-3, value]))
    expect(ofChild?.at(-1)?.[0]).toBeCloseTo(0.12, 12)
  })

  it('is refused where the state depends on what was changed, with other seeds, and from where there is no state', async () => {
    const parent = await parentWithState()
    const { spec: start } = await lab.request('runs.forkSpec', { runId: parent, step: 50 })
    if (start.experiment !== 'two-layer-relu') throw new Error('another experiment')
    const longer = { ...start, training: { ...start.training, maxSteps: 120 } }
    const wider = { ...longer, model: { ...longer.model, hiddenWidth: 21 } }
    expect((await refusal(lab.request('specs.enqueue', { spec: wider, seeds: [1] }))).problems.map(({ path }) => path)).toEqual([
      'model.hiddenWidth',
    ])
    expect((await refusal(lab.request('specs.enqueue', { spec: longer, seeds: [2] }))).problems.map(({ path }) => path)).toEqual([
      'fork.seed',
    ])
    const plan = await lab.request('studies.plan', { spec: wider, seeds: [1], sweeps: [], combine: 'grid' })
    expect(plan.cells[0]?.problems[0]?.path).toBe('model.hiddenWidth')
    expect((await refusal(lab.request('runs.forkSpec', { runId: parent, step: 49 }))).code).toBe('not-found')
    const gone = { ...longer, fork: { ...longer.fork!, state: 'f'.repeat(64) } }
    expect((await refusal(lab.request('specs.enqueue', { spec: gone, seeds: [1] }))).message).toContain('not in this home')
    expect(lab.store.runIds({})).toEqual([parent])
    const child = await finished(longer)
    expect((await refusal(lab.request('runs.moreSeeds', { runIds: [child], seeds: 1 }))).problems[0]?.path).toBe('fork.seed')
  })

  it('keeps its beginning when the kept states are removed, until it is deleted itself', async () => {
    const parent = await parentWithState()
    const before = (await lab.request('storage.usage', {})).states
    expect(before.count).toBe(1)
    expect(before.bytes).toBe((await lab.request('runs.get', { runId: parent })).checkpoints[0]?.bytes)
    const { spec: start } = await lab.request('runs.forkSpec', { runId: parent, step: 50 })
    if (start.experiment !== 'two-layer-relu') throw new Error('another experiment')
    await lab.request('settings.set', { keepStates: false })
    const child = await finished({ ...start, training: { ...start.training, maxSteps: 120 } })
    expect(await lab.request('states.purge', {})).toEqual({ states: 1, bytes: 0 })
    expect((await lab.request('storage.usage', {})).states).toEqual({ count: 0, bytes: 0 })
    const state = start.fork?.state ?? ''
    expect(lab.store.readState(state)).not.toBeNull()
    // computed again it begins there
    const { runIds } = await lab.request('runs.rerun', { runIds: [child] })
    await expect.poll(() => lab.store.getRun(runIds[0] ?? -1)?.state, { timeout: 30_000 }).toBe('finished')
    expect(lab.store.getRun(runIds[0] ?? -1)?.summary).toEqual(lab.store.getRun(child)?.summary)
    await lab.request('runs.remove', { runIds: [child, ...runIds] })
    lab.store.emptyTrash(Date.now() + 1)
    expect(lab.store.readState(state)).toBeNull()
    expect(lab.store.checkIntegrity()).toEqual([])
  })

  it('can start from a run that was asked to keep its end afterwards', async () => {
    const parent = await finished(short)
    expect((await lab.request('runs.get', { runId: parent })).checkpoints).toEqual([])
    const { runIds } = await lab.request('runs.rerun', { runIds: [parent], keepState: true })
    const again = runIds[0] ?? -1
    await expect.poll(() => lab.store.getRun(again)?.state, { timeout: 30_000 }).toBe('finished')
    expect((await lab.request('runs.get', { runId: again })).checkpoints).toMatchObject([{ step: 50, kept: true }])
    await lab.request('runs.keepCheckpoint', { runId: again, step: 50, keep: false })
    expect((await lab.request('runs.get', { runId: again })).checkpoints).toEqual([])
    expect(lab.store.checkIntegrity()).toEqual([])
  })

  it('travels in a bundle with the state it begins with, and kept states where they are wanted', async () => {
    const parent = await parentWithState()
    const { spec: start } = await lab.request('runs.forkSpec', { runId: parent, step: 50 })
    if (start.experiment !== 'two-layer-relu') throw new Error('another experiment')
    const child = await finished({ ...start, training: { ...start.training, maxSteps: 120 } })
    const size = await lab.request('bundles.size', { runIds: [parent, child], studyIds: [] })
    expect(size).toMatchObject({ runs: 2, states: { count: 2 } })
    const [plain, full] = [join(home, 'a.gramscope'), join(home, 'b.gramscope')]
    const [small, large] = [false, true].map((states) =>
      lab.bundles.export({ runIds: [parent, child], studyIds: [], states }, states ? full : plain),
    )
    // the state that the child begins with comes along in both
    expect((large?.bytes ?? 0) - (small?.bytes ?? 0)).toBeGreaterThan(size.states.bytes / 2)
    const elsewhere = mkdtempSync(join(tmpdir(), 'gramscope-forks-'))
    const other = new Lab({ home: elsewhere, kind: 'terminal', workerFile: resolve('out/main/compute-worker.js'), appRoot: resolve('.') })
    try {
      const { runIds } = other.bundles.import(full)
      const [parentThere = 0, childThere = 0] = runIds
      const detail = await other.request('runs.get', { runId: childThere })
      expect(detail.forking.from?.run?.id).toBe(parentThere)
      expect((await other.request('runs.get', { runId: parentThere })).checkpoints).toMatchObject([{ step: 50, kept: true }])
      expect((await other.request('runs.forkSpec', { runId: parentThere, step: 50 })).spec).toEqual(start)
      expect(other.store.checkIntegrity()).toEqual([])
    } finally {
      await other.close()
      rmSync(elsewhere, { recursive: true, force: true, maxRetries: 5 })
    }
    const third = mkdtempSync(join(tmpdir(), 'gramscope-forks-'))
    const last = new Lab({ home: third, kind: 'terminal', workerFile: resolve('out/main/compute-worker.js'), appRoot: resolve('.') })
    try {
      const { runIds } = last.bundles.import(plain)
      expect((await last.request('runs.get', { runId: runIds[0] ?? 0 })).checkpoints).toEqual([])
      expect(last.store.readState(start.fork?.state ?? '')).not.toBeNull()
    } finally {
      await last.close()
      rmSync(third, { recursive: true, force: true, maxRetries: 5 })
    }
  })
})

describe('what is missing', () => {
  it('is queued for runs without a result and for seeds that studies have planned', async () => {
    const { studyId } = await lab.request('studies.create', { title: 's', spec: short, seeds: [1, 2, 3], sweeps: [], combine: 'grid' })
    const ids = lab.store.studyRuns(studyId).map(({ id }) => id)
    await expect.poll(() => ids.map((id) => lab.store.getRun(id)?.state), { timeout: 30_000 }).toEqual(['finished', 'finished', 'finished'])
    expect(await lab.request('runs.runMissing', { runIds: ids })).toEqual({ queued: 0 })
    await lab.request('runs.remove', { runIds: [ids[1] ?? 0] })
    expect(await lab.request('runs.runMissing', { runIds: [ids[0] ?? 0] })).toEqual({ queued: 1 })
    const seeds = () => lab.store.studyRuns(studyId).map(({ seed, state }) => `${seed} ${state}`)
    await expect.poll(seeds, { timeout: 30_000 }).toEqual(['1 finished', '2 finished', '3 finished'])
  })
})

describe('a reproduction', () => {
  it('does not take the place of what it reproduces in a study', async () => {
    const { studyId } = await lab.request('studies.create', { title: 's', spec: short, seeds: [1], sweeps: [], combine: 'grid' })
    const standing = () => lab.store.studyRuns(studyId).map(({ id, state }) => `${id} ${state}`)
    await expect.poll(standing, { timeout: 30_000 }).toEqual(['1 finished'])
    const { runId } = await lab.request('runs.reproduce', { runId: 1 })
    await expect.poll(() => lab.store.getRun(runId)?.state, { timeout: 30_000 }).toBe('finished')
    expect(standing()).toEqual(['1 finished'])
    // run again on purpose it does
    const { runIds } = await lab.request('runs.rerun', { runIds: [1] })
    await expect.poll(() => lab.store.getRun(runIds[0] ?? 0)?.state, { timeout: 30_000 }).toBe('finished')
    expect(standing()).toEqual([`${runIds[0]} finished`])
  })
})
