import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LabError, type ExperimentSpec, type LabEvent, type RunState } from '../../../src-main/contract'
import { Lab } from '../../../src-main/lab/lab'
import { longSpec, spec } from '../../e2e/specs'

let home: string
const open: Lab[] = []

function openLab(kind: 'app' | 'terminal' = 'app', onlyRunIds?: ReadonlySet<number>): Lab {
  const lab = new Lab({ home, kind, workerFile: resolve('out/main/compute-worker.js'), appRoot: resolve('.'), onlyRunIds })
  lab.start()
  open.push(lab)
  return lab
}

async function close(lab: Lab): Promise<void> {
  open.splice(open.indexOf(lab), 1)
  await lab.close()
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gramscope-lab-'))
})

afterEach(async () => {
  for (const lab of open.splice(0)) await lab.close()
  rmSync(home, { recursive: true, force: true, maxRetries: 5 })
})

async function reach(lab: Lab, runIds: number[], ...states: RunState[]): Promise<void> {
  await expect
    .poll(() => runIds.map((id) => lab.store.getRun(id)?.state).filter((state) => !states.some((wanted) => wanted === state)), {
      timeout: 30_000,
    })
    .toEqual([])
}

async function enqueue(lab: Lab, content: ExperimentSpec, ...seeds: number[]): Promise<number[]> {
  return (await lab.request('specs.enqueue', { spec: content, seeds })).runIds
}

async function refusal(promise: Promise<unknown>): Promise<LabError> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof LabError) return error
  throw new Error(`was not refused: ${String(error)}`)
}

describe('the laboratory', () => {
  it('runs what is asked for once, and answers with what exists when asked again', async () => {
    const lab = openLab()
    const events: LabEvent[] = []
    lab.subscribe((batch) => events.push(...batch))
    const ids = await enqueue(lab, spec(20, 15), 1, 2)
    await reach(lab, ids, 'finished')
    expect(await enqueue(lab, spec(20, 15), 1, 2)).toEqual(ids)
    expect(lab.store.countByState()).toEqual({ finished: 2 })
    const detail = await lab.request('runs.get', { runId: ids[0] ?? 0 })
    expect(detail.step).toBe(detail.summary.steps)
    expect(detail.environment).toMatchObject({
      threads: expect.any(Number) as number,
      arithmetic: expect.stringMatching(/native|portable/) as string,
    })
    const [curve] = await lab.request('runs.series', { runId: detail.id, names: ['residualNorm'], pixels: 1000 })
    expect(curve?.total).toBe((detail.summary.steps ?? 0) + 1)
    expect(curve?.values.at(-1)).toBe(detail.summary.finalResidualNorm)
    await expect.poll(() => events.some((event) => event.kind === 'runs-changed')).toBe(true)
  })

  it('gives bit-identical results whatever runs beside it and however many threads it gets', async () => {
    const lab = openLab()
    const [alone = 0] = await enqueue(lab, spec(100, 60), 7)
    await reach(lab, [alone], 'finished')
    await lab.request('settings.set', { concurrency: 3 })
    const crowd = await enqueue(lab, spec(100, 60), 1, 2, 3, 4, 5, 6)
    const again = await lab.request('runs.rerun', { runIds: [alone] })
    await reach(lab, [...crowd, ...again.runIds], 'finished')
    const second = again.runIds[0] ?? 0
    expect(lab.store.readSeries(second, 'residualNorm')).toEqual(lab.store.readSeries(alone, 'residualNorm'))
    expect(lab.store.getRun(second)?.summary).toEqual(lab.store.getRun(alone)?.summary)
    expect(lab.store.getRun(second)?.attempt).toBe(2)
  })

  it('pauses with a checkpoint, resumes, cancels', async () => {
    const lab = openLab()
    const [id = 0] = await enqueue(lab, longSpec(1_000_000), 1)
    await reach(lab, [id], 'running')
    await expect.poll(() => lab.store.getRun(id)?.step ?? 0, { timeout: 20_000 }).toBeGreaterThan(0)
    await lab.request('runs.pause', { runIds: [id] })
    await reach(lab, [id], 'paused')
    const [checkpoint] = lab.store.checkpointsOf(id)
    expect(checkpoint?.step).toBeGreaterThan(0)
    await lab.request('runs.resume', { runIds: [id] })
    await reach(lab, [id], 'running')
    await expect.poll(() => lab.store.getRun(id)?.step ?? 0, { timeout: 20_000 }).toBeGreaterThan(checkpoint?.step ?? Infinity)
    await lab.request('runs.cancel', { runIds: [id] })
    await reach(lab, [id], 'cancelled')
    const points = lab.store.readSeries(id, 'residualNorm')
    expect(Array.from(points?.steps ?? [])).toEqual(Array.from(points?.steps ?? [], (_, index) => index))
  })

  it('closed while running: interrupted with a checkpoint, held when opened again until released', async () => {
    const first = openLab()
    const [running = 0] = await enqueue(first, longSpec(1_000_000), 1)
    await reach(first, [running], 'running')
    await first.request('settings.set', { concurrency: 1 })
    const [waiting = 0] = await enqueue(first, spec(20, 15), 3)
    await close(first)
    const second = openLab()
    expect(second.store.getRun(running)?.state).toBe('interrupted')
    expect(second.store.getRun(waiting)?.state).toBe('queued')
    expect(await second.request('queue.get', {})).toMatchObject({ held: true, queued: 1, interrupted: 1 })
    await second.request('queue.release', {})
    await reach(second, [waiting], 'finished')
  })

  it('executes in a terminal only what it was asked for, and hears commands from elsewhere', async () => {
    const mine = new Set<number>()
    const window = openLab()
    const terminal = openLab('terminal', mine)
    const [id = 0] = await enqueue(terminal, longSpec(1_000_000), 1)
    mine.add(id)
    await terminal.request('queue.release', {})
    await reach(window, [id], 'running')
    await window.request('runs.pause', { runIds: [id] })
    await reach(window, [id], 'paused')
  })

  it('refuses what is wrong, naming it, and stores nothing', async () => {
    const lab = openLab()
    const good = spec(10, 10)
    expect(
      (await refusal(enqueue(lab, { ...good, data: { kind: 'sphere', inputDimension: 10, sampleCount: -1 } }, 1))).problems[0]?.path,
    ).toBe('data.sampleCount')
    const zero = { ...good, training: { ...good.training, stepSizes: { kind: 'two-rate' as const, hidden: 0, output: 0 } } }
    expect((await refusal(enqueue(lab, zero, 1))).code).toBe('invalid-spec')
    const huge = spec(1_000_000, 16_000)
    expect((await refusal(enqueue(lab, huge, 1))).code).toBe('cannot-fit')
    expect((await refusal(lab.request('recipes.start', { recipeId: 'nothing', size: 'quick' }))).code).toBe('not-found')
    expect((await refusal(lab.request('studies.get', { studyId: 5 }))).code).toBe('not-found')
    expect((await refusal(lab.request('runs.spectrum', { runId: 5, name: 'hiddenKernel', step: 0 }))).code).toBe('not-found')
    expect(lab.store.countByState()).toEqual({})
  })

  it('knows the cost before, and divergence as a result', async () => {
    const lab = openLab()
    const cost = await lab.request('specs.preflight', { spec: spec(100, 100) })
    expect(cost).toMatchObject({ fits: true, existing: [] })
    expect(cost.flops).toBeGreaterThan(4e6)
    const unstable = spec(100, 100, { stepSizes: { kind: 'two-rate', hidden: 0.05, output: 0 } })
    const [id = 0] = await enqueue(lab, unstable, 1)
    await reach(lab, [id], 'diverged')
    expect(lab.store.getRun(id)).toMatchObject({ stopReason: 'residual-increased', error: null })
  })

  it('makes a study of a recipe once, and runs only what is missing of it', async () => {
    const lab = openLab()
    await lab.request('queue.hold', {})
    const started = await lab.request('recipes.start', { recipeId: 'razborov-two-rate', size: 'quick' })
    await lab.request('studies.pause', { studyId: started.studyId })
    expect(started.queued).toBeGreaterThan(0)
    const view = await lab.request('studies.get', { studyId: started.studyId })
    expect(view.cells.flatMap((cell) => cell.runs)).toHaveLength(started.queued)
    const again = await lab.request('recipes.start', { recipeId: 'razborov-two-rate', size: 'quick' })
    expect(again.studyId).toBe(started.studyId)
    await lab.request('studies.remove', { studyId: started.studyId })
    expect(await lab.request('studies.list', {})).toEqual([])
    await lab.request('studies.restore', { studyId: started.studyId })
    expect(await lab.request('studies.list', {})).toHaveLength(1)
  })
})
