import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openStore } from '../../src-main/store'
import { deepSpec, residualSpec } from '../fixtures/deep-specs'
import { expect, test } from './lab-app'
import { longSpec, spec } from './specs'
import { startTerminal, terminal } from './terminal'

function writeSpec(home: string, name: string, content: unknown): string {
  const path = join(home, name)
  writeFileSync(path, JSON.stringify(content))
  return path
}

/** What a run has measured; how long the computing took is no result. */
function exported(document: string) {
  const all = JSON.parse(document) as {
    series: { name: string }[]
    spectra: unknown
    events: { kind: string; step: number }[]
    run: { summary: unknown; state: string }
  }
  return { ...all, series: all.series.filter(({ name }) => name !== 'computeSeconds') }
}

interface RunsDocument {
  runs: { id: number; state: string; seed: number; summary: Record<string, number> }[]
}

test('schema and help need no home and write one document', async ({ home }) => {
  const schema = await terminal(home, 'schema')
  expect(schema.code).toBe(0)
  expect(JSON.parse(schema.stdout)).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' })
  const help = await terminal(home, 'help')
  expect(help.code).toBe(0)
  expect(help.stdout).toContain('Usage')
})

test('a spec runs once: asking again answers with the stored run', async ({ home }) => {
  const path = writeSpec(home, 'spec.json', spec(50, 40))
  const first = await terminal(home, 'run', path, '--seed', '1..3', '--json')
  expect(first.stderr).not.toContain('gramscope:')
  expect(first.code).toBe(0)
  const { runs } = JSON.parse(first.stdout) as RunsDocument
  expect(runs.map((run) => [run.seed, run.state])).toEqual([
    [1, 'finished'],
    [2, 'finished'],
    [3, 'finished'],
  ])
  expect(new Set(runs.map((run) => run.summary.hiddenWeightDistance)).size).toBe(3)
  const again = JSON.parse((await terminal(home, 'run', path, '--seed', '1..3', '--json')).stdout) as RunsDocument
  expect(again.runs).toEqual(runs)
  const shown = await terminal(home, 'show', String(runs[0]?.id))
  expect(shown.stdout).toContain('residualNorm')
  expect(shown.code).toBe(0)
})

test('a swept spec is a study with a cell for every value', async ({ home }) => {
  const path = writeSpec(home, 'spec.json', spec(20, 15))
  const swept = await terminal(
    home,
    'run',
    path,
    '--seed',
    '1..2',
    '--sweep',
    'data.sampleCount=10,15,20',
    '--name',
    'Few points',
    '--json',
  )
  expect(swept.stderr).not.toContain('gramscope:')
  expect(swept.code).toBe(0)
  const { summary, cells } = JSON.parse(swept.stdout) as { summary: object; cells: { axes: object; runs: { state: string }[] }[] }
  expect(summary).toMatchObject({ title: 'Few points', cells: 3, byState: { finished: 6 } })
  expect(cells.map(({ axes }) => axes)).toMatchObject([{ sampleCount: 10 }, { sampleCount: 15 }, { sampleCount: 20 }])
  const refused = await terminal(home, 'run', path, '--sweep', 'data.sampleCount=10,-1')
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/sampleCount = -1/)])
})

test('bad input: exit code 2, the field and the rule named, nothing stored', async ({ home }) => {
  const good = spec(10, 10)
  const cases: [unknown, RegExp][] = [
    [{ ...good, data: { ...good.data, sampleCount: 0 } }, /data\.sampleCount/],
    [{ ...good, training: { ...good.training, stopResidual: -1 } }, /training\.stopResidual/],
    [{ ...good, unknownField: 1 }, /unknownField/],
    [{ ...good, model: undefined }, /model/],
    [{ ...good, training: { ...good.training, stepSizes: { kind: 'two-rate', hidden: 0, output: 0 } } }, /stepSizes/],
    [{ ...good, data: { kind: 'file', path: 'absent.npy' } }, /absent\.npy/],
  ]
  for (const [content, message] of cases) {
    const answer = await terminal(home, 'run', writeSpec(home, 'bad.json', content), '--json')
    expect(answer.code, JSON.stringify(content)).toBe(2)
    expect(answer.stderr).toMatch(message)
    expect(JSON.parse(answer.stdout)).toHaveProperty('error.message')
  }
  writeFileSync(join(home, 'half.json'), '{"experiment": ')
  expect((await terminal(home, 'run', join(home, 'half.json'))).code).toBe(2)
  writeFileSync(join(home, 'data.csv'), '1,2,3\n4,nan,6\n')
  const nan = await terminal(home, 'run', writeSpec(home, 'nan.json', { ...good, data: { kind: 'file', path: 'data.csv' } }))
  expect([nan.code, nan.stderr]).toEqual([2, expect.stringMatching(/data: .*data\.csv.* line 2, column 2/)])
  writeFileSync(join(home, 'labels.csv'), '1\n2\n3\n')
  const shape = await terminal(home, 'run', writeSpec(home, 'shape.json', { ...good, labels: { kind: 'file', path: 'labels.csv' } }))
  expect([shape.code, shape.stderr]).toEqual([2, expect.stringMatching(/labels/)])
  const listed = JSON.parse((await terminal(home, 'list', '--json')).stdout) as { totalRuns: number }
  expect(listed.totalRuns).toBe(0)
  expect((await terminal(home, 'no-such-command')).code).toBe(2)
  expect((await terminal(home, 'show', '12')).code).toBe(2)
})

test('arrays given as files are used and named by content', async ({ home }) => {
  writeFileSync(join(home, 'x.csv'), `0.6,0.8\n0.8,-0.6\n`)
  writeFileSync(join(home, 'w.csv'), '1,0\n0,1\n')
  writeFileSync(join(home, 'z.csv'), '1\n-1\n')
  writeFileSync(join(home, 'y.csv'), '1\n0\n')
  const given = {
    ...spec(2, 2, { stepSizes: { kind: 'two-rate', hidden: 0.1, output: 0 } }),
    data: { kind: 'file', path: 'x.csv' },
    model: { hiddenWidth: 2, hiddenWeights: { kind: 'file', path: 'w.csv' }, outputWeights: { kind: 'file', path: 'z.csv' } },
    labels: { kind: 'file', path: 'y.csv' },
  }
  const answer = await terminal(home, 'run', writeSpec(home, 'given.json', given), '--json')
  expect(answer.stderr).not.toContain('gramscope:')
  const [run] = (JSON.parse(answer.stdout) as RunsDocument).runs
  // the instance worked out by hand in the specification of the paper
  expect(run?.summary.steps).toBe(64)
  expect(run?.summary.hiddenWeightDistance).toBeCloseTo(1.165543153266, 11)
})

test('killed in the middle, it goes on from the checkpoint bit for bit', async ({ home }) => {
  const path = writeSpec(home, 'long.json', longSpec(4000))
  const whole = join(home, 'whole')
  const reference = await terminal(whole, 'run', path, '--json')
  expect(reference.code).toBe(0)
  const [expected] = (JSON.parse(reference.stdout) as RunsDocument).runs

  const interrupted = startTerminal(home, 'run', path, '--json')
  await wait(1500)
  interrupted.child.kill('SIGINT')
  const stopped = await interrupted.finished
  expect(stopped.code).toBe(130)
  const resumedOnce = startTerminal(home, 'resume', '--all', '--json')
  await wait(1500)
  resumedOnce.child.kill('SIGKILL')
  expect((await resumedOnce.finished).signal).toBe('SIGKILL')
  const done = await terminal(home, 'resume', '--all', '--json')
  expect(done.code, done.stderr).toBe(0)
  const one = exported((await terminal(whole, 'export', 'run', String(expected?.id))).stdout)
  const other = exported((await terminal(home, 'export', 'run', '1')).stdout)
  expect(other.run.state).toBe('finished')
  expect(other.run.summary).toEqual(one.run.summary)
  expect(one.series.length).toBeGreaterThan(2)
  expect(other.series).toEqual(one.series)
  expect(other.spectra).toEqual(one.spectra)
})

test('a deep network that is killed while it trains goes on from its checkpoint bit for bit', async ({ home }) => {
  const { training } = deepSpec()
  // many times as long as it takes until a checkpoint is due, on faster machines too
  const content = residualSpec('batch', { training: { ...training, epochs: 3000 } })
  const path = writeSpec(home, 'deep.json', content)
  const whole = join(home, 'whole')
  const reference = await terminal(whole, 'run', path, '--json')
  expect(reference.code, reference.stderr).toBe(0)
  const [expected] = (JSON.parse(reference.stdout) as RunsDocument).runs
  const store = openStore({ home, now: Date.now })
  store.setSettings({ checkpointSeconds: 1 })
  store.close()
  const killed = startTerminal(home, 'run', path, '--json')
  const checkpoints = (): number => readdirSync(join(home, 'blobs')).filter((name) => /^[0-9a-f]{64}$/.test(name)).length
  await expect.poll(checkpoints, { timeout: 60_000, intervals: [20] }).toBeGreaterThan(1)
  killed.child.kill('SIGKILL')
  expect((await killed.finished).signal).toBe('SIGKILL')
  const done = await terminal(home, 'resume', '--all', '--json')
  expect(done.code, done.stderr).toBe(0)
  const one = exported((await terminal(whole, 'export', 'run', String(expected?.id))).stdout)
  const other = exported((await terminal(home, 'export', 'run', '1')).stdout)
  expect(other.run.state).toBe('finished')
  // it did not begin anew
  expect(other.events.find(({ kind }) => kind === 'resumed')?.step).toBeGreaterThan(0)
  expect(other.run.summary).toEqual(one.run.summary)
  expect(one.series.length).toBeGreaterThan(20)
  expect(other.series).toEqual(one.series)
})

test('window and terminal share a home: each sees and stops what the other runs', async ({ home, openLab }) => {
  const { page } = await openLab()
  const path = writeSpec(home, 'spec.json', spec(50, 40))
  expect((await terminal(home, 'run', path)).code).toBe(0)
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const reply = await window.gramscope.request('runs.query', { filter: { states: ['finished'] }, offset: 0, limit: 10, columns: [] })
        return reply.ok ? reply.value.total : -1
      }),
    )
    .toBe(1)
  const runId = await page.evaluate(async (content) => {
    const reply = await window.gramscope.request('specs.enqueue', { spec: content, seeds: [1] })
    return reply.ok ? reply.value.runIds[0] : -1
  }, longSpec(1_000_000))
  const stateOf = (): Promise<string> =>
    page.evaluate(async (id) => {
      const reply = await window.gramscope.request('runs.get', { runId: id })
      return reply.ok ? reply.value.state : reply.error.message
    }, runId ?? -1)
  await expect.poll(stateOf).toBe('running')
  expect((await terminal(home, 'cancel', String(runId))).code).toBe(0)
  await expect.poll(stateOf).toBe('cancelled')
})
