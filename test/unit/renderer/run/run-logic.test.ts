import { describe, expect, it, vi } from 'vitest'
import type { QueueView, RunDetail, SeriesPoints } from '../../../../src-main/contract'
import { configLines } from '../../../../src-renderer/pages/run/config-tree'
import { endingOf, mainAct, nameOfSpectrum, runStateLine } from '../../../../src-renderer/pages/run/run-words'
import { SeriesReader } from '../../../../src-renderer/pages/run/series-reader'

const RUN: RunDetail = {
  id: 5,
  uid: 'u',
  cellHash: 'c',
  seed: 3,
  attempt: 1,
  state: 'finished',
  stopReason: 'converged',
  step: 554,
  progress: 1,
  priority: 0,
  createdAt: 0,
  startedAt: 0,
  finishedAt: 0,
  computeSeconds: 12,
  bytes: 0,
  summary: {},
  error: null,
  note: null,
  title: 'S = 100',
  spec: {
    experiment: 'two-layer-relu',
    version: 1,
    data: { kind: 'sphere', inputDimension: 100, sampleCount: 100 },
    model: { hiddenWidth: 100, hiddenWeights: { kind: 'gaussian' }, outputWeights: { kind: 'signs' } },
    labels: { kind: 'gaussian', variance: 'hiddenWidth' },
    training: { stepSizes: { kind: 'two-rate', hidden: 1e-3, output: 0 }, stopResidual: 1e-3, safetyValve: true, maxSteps: 10 },
    measurements: { hiddenKernel: true, outputKernel: false, spectrumSteps: 0, frozenKernelPredictor: false },
  },
  environment: null,
  series: [],
  spectra: [],
  checkpoints: [],
  artifacts: [],
  events: [],
  studies: [],
  annotations: { name: null, starred: false, archivedAt: null, tags: [] },
  stepNotes: [],
  keepState: false,
  forking: { fields: null, from: null, forks: [], tree: [] },
}
const QUEUE: QueueView = {
  held: false,
  running: [],
  queued: 0,
  paused: 0,
  interrupted: 0,
  concurrency: 2,
  coresInUse: 0,
  secondsLeft: null,
  order: [],
}
const checkpoint = { step: 200, createdAt: 0, bytes: 1, sha256: 'a', kept: false }

describe('what a run says of itself', () => {
  it('while it runs: how far, how fast, how long', () => {
    const queue = { ...QUEUE, running: [{ runId: 5, title: '', progress: 0.4, stepsPerSecond: 310, secondsLeft: 240 }] }
    expect(runStateLine({ ...RUN, state: 'running', step: 12_000, progress: 0.4 }, queue)).toBe(
      'step 12\u202f000, 40\u202f%, 310 steps/s, 4 min left',
    )
  })

  it('while it waits: where', () => {
    expect(runStateLine({ ...RUN, state: 'queued', step: 0 }, { ...QUEUE, order: [1, 5] })).toBe('place 2 in the queue')
    expect(runStateLine({ ...RUN, state: 'queued', step: 200 }, { ...QUEUE, held: true })).toBe(
      'the queue is held, continues from step 200',
    )
  })

  it('once it has ended: where and after how long', () => {
    expect(runStateLine({ ...RUN, attempt: 2 }, QUEUE)).toBe('at step 554, 12 s of computing, attempt 2')
  })

  it('offers the one act its state asks for', () => {
    expect(mainAct('running')).toBe('pause')
    expect(mainAct('queued')).toBe('pause')
    for (const state of ['paused', 'interrupted', 'cancelled', 'failed'] as const) expect(mainAct(state)).toBe('resume')
    for (const state of ['finished', 'diverged'] as const) expect(mainAct(state)).toBe('rerun')
  })
})

describe('a run that did not end as hoped', () => {
  it('has nothing to say when it converged or still runs', () => {
    expect(endingOf(RUN)).toBeNull()
    expect(endingOf({ ...RUN, state: 'running' })).toBeNull()
  })

  it('says why the error rose', () => {
    const flips = endingOf({
      ...RUN,
      state: 'diverged',
      stopReason: 'residual-increased',
      step: 20,
      summary: { abortResidualBefore: 16.1, abortResidualLinear: 15.9, finalResidualNorm: 16.84 },
    })
    expect(flips?.happened).toBe(
      'The error rose from 16.10 to 16.84 in step 20, and the safety valve stopped the run. Without the activations that flipped in this step it would have fallen to 15.90.',
    )
    const kernel = endingOf({
      ...RUN,
      state: 'diverged',
      stopReason: 'residual-increased',
      step: 1,
      summary: { abortResidualBefore: 10, abortResidualLinear: 11, finalResidualNorm: 12 },
    })
    expect(kernel?.happened).toContain('the step size is too large for the kernel')
    expect(endingOf({ ...RUN, state: 'diverged', stopReason: 'residual-increased', step: 1 })?.happened).toBe(
      'The error rose in step 1, and the safety valve stopped the run.',
    )
  })

  it('tells infinity from NaN', () => {
    const ending = (finalResidualNorm: number) =>
      endingOf({ ...RUN, state: 'diverged', stopReason: 'not-finite', step: 7, summary: { finalResidualNorm } })?.happened
    expect(ending(Infinity)).toBe('The error became infinite at step 7.')
    expect(ending(NaN)).toBe('The error became not a number at step 7.')
  })

  it('says what was kept and what to do', () => {
    expect(endingOf({ ...RUN, state: 'interrupted', checkpoints: [{ ...checkpoint, step: 100 }, checkpoint] })?.rest).toBe(
      'The checkpoint at step 200 was kept. Resume continues and gives the same numbers, bit for bit.',
    )
    expect(endingOf({ ...RUN, state: 'failed', error: { code: 'disk-full', message: 'The disk is full.' } })).toEqual({
      tone: 'bad',
      happened: 'The disk is full.',
      rest: '',
    })
    expect(endingOf({ ...RUN, state: 'cancelled' })?.rest).toContain('There is no checkpoint')
  })
})

it('shows a configuration as a tree in which a part says its kind', () => {
  expect(configLines({ experiment: 'e', data: { kind: 'sphere', n: 100 }, list: [1] })).toEqual([
    { path: 'experiment', name: 'experiment', depth: 0, value: 'e' },
    { path: 'data', name: 'data', depth: 0, value: 'sphere' },
    { path: 'data.n', name: 'n', depth: 1, value: 100 },
    { path: 'list', name: 'list', depth: 0, value: undefined },
    { path: 'list.0', name: '0', depth: 1, value: 1 },
  ])
})

it('names a spectrum by its matrix', () => {
  expect(nameOfSpectrum('hiddenKernel')).toBe('Hidden kernel')
})

describe('charts that ask at the same moment', () => {
  const points = (name: string): SeriesPoints => ({ name, steps: Float64Array.of(0), values: Float64Array.of(1), exact: true, total: 1 })

  it('share one request', async () => {
    const ask = vi.fn((names: string[]) => Promise.resolve(names.map(points)))
    const reader = new SeriesReader(ask)
    const answers = await Promise.all([
      reader.reader(['a'])(null, null, 640),
      reader.reader(['b'])(null, null, 640),
      reader.reader(['a'])(null, null, 320),
    ])
    expect(ask.mock.calls.map(([names]) => names)).toEqual([['a', 'b'], ['a']])
    expect(answers.map((answer) => answer[0]?.name)).toEqual(['a', 'b', 'a'])
  })

  it('all hear of a failure, and ask anew afterwards', async () => {
    const ask = vi
      .fn()
      .mockRejectedValueOnce(new Error('gone'))
      .mockResolvedValue([points('a')])
    const reader = new SeriesReader(ask)
    const outcomes = await Promise.allSettled([reader.reader(['a'])(null, null, 1), reader.reader(['b'])(null, null, 1)])
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected'])
    expect((await reader.reader(['a'])(null, null, 1))[0]?.name).toBe('a')
  })

  it('get nothing for a series that is not there', async () => {
    const reader = new SeriesReader(() => Promise.resolve([]))
    expect((await reader.reader(['a'])(null, null, 1))[0]?.total).toBe(0)
  })
})
