import { describe, expect, it } from 'vitest'
import type { MeasurementBatch } from '../../../src-main/contract'
import { deepSpec } from '../../fixtures/deep-specs'
import { PortableArithmetic } from '../../../src-main/science/arithmetic/portable/portable'
import { executeRun, type RunPort } from '../../../src-main/worker/execute-run'
import type { RunJob, StopCommand } from '../../../src-main/worker/protocol'
import type { Pieces } from '../../../src-main/worker/snapshot'
import { spec } from '../../e2e/specs'

const job: RunJob = {
  runId: 1,
  spec: spec(12, 10, { stepSizes: { kind: 'two-rate', hidden: 2e-3, output: 1e-3 } }),
  seed: 5,
  threads: 1,
  arrays: [],
  source: [],
  checkpoint: null,
  checkpointSeconds: 3600,
  checkpointFile: 'none',
  keepState: false,
  forkState: null,
  computeSecondsBefore: 0,
}

/** A port with a clock of its own: every reading takes 30 ms, so that batches and checkpoints fall due as in a long run. */
function recordingPort(
  stopAfterCheckpoints: number,
  command: StopCommand = 'pause',
): RunPort & { batches: MeasurementBatch[]; checkpoints: { step: number; bytes: Pieces }[] } {
  let clock = 0
  const batches: MeasurementBatch[] = []
  const checkpoints: { step: number; bytes: Pieces }[] = []
  return {
    batches,
    checkpoints,
    batch: (batch) => batches.push(batch),
    checkpoint: (step, bytes) => checkpoints.push({ step, bytes }),
    wishes: () => ({ stop: checkpoints.length >= stopAfterCheckpoints ? command : null, checkpoint: false }),
    now: () => (clock += 30),
    date: () => 0,
  }
}

function points(batches: readonly MeasurementBatch[], name: string): [number, number][] {
  return batches
    .flatMap((batch) => batch.series.filter((series) => series.name === name))
    .flatMap(({ steps, values }) => Array.from(steps, (step, index): [number, number] => [step, values[index] ?? NaN]))
}

describe('executing a run', () => {
  it('sends every step once, in order, and ends with the summary', () => {
    const port = recordingPort(Infinity)
    const ending = executeRun(job, new PortableArithmetic(), port)
    expect(ending.state).toBe('finished')
    expect(ending.error).toBeNull()
    const batches = [...port.batches, ...(ending.batch === null ? [] : [ending.batch])]
    const residual = points(batches, 'residualNorm')
    expect(residual.map(([step]) => step)).toEqual(residual.map((_, index) => index))
    expect(residual.at(-1)?.[1]).toBeLessThan(1e-3)
    expect(Object.assign({}, ...batches.map((batch) => batch.summary))).toMatchObject({ steps: residual.length - 1 })
  })

  it('stopped and continued from its checkpoint, measures what an undisturbed run measures, bit for bit', () => {
    const whole = recordingPort(Infinity)
    const wholeEnd = executeRun(job, new PortableArithmetic(), whole)
    const first = recordingPort(1)
    const stopped = executeRun({ ...job, checkpointSeconds: 0.05 }, new PortableArithmetic(), first)
    expect(stopped.state).toBe('paused')
    const checkpoint = first.checkpoints.at(-1)
    if (checkpoint === undefined) throw new Error('no checkpoint was taken')
    const second = recordingPort(Infinity)
    const end = executeRun({ ...job, checkpoint: checkpoint.bytes }, new PortableArithmetic(), second)
    const before = first.batches
    const after = [...second.batches, ...(end.batch === null ? [] : [end.batch])]
    const undisturbed = [...whole.batches, ...(wholeEnd.batch === null ? [] : [wholeEnd.batch])]
    for (const name of ['residualNorm', 'everChangedCount', 'hiddenWeightDistance', 'outputWeightDistance']) {
      const joined = [...points(before, name).filter(([step]) => step <= checkpoint.step), ...points(after, name)]
      expect(joined).toEqual(points(undisturbed, name))
    }
    const summary = (batches: MeasurementBatch[]): object => Object.assign({}, ...batches.map((batch) => batch.summary)) as object
    expect({ ...summary(before), ...summary(after) }).toEqual(summary(undisturbed))
  })

  it('keeps what the clock said at ascending steps, also across a checkpoint', () => {
    const first = recordingPort(1)
    executeRun({ ...job, checkpointSeconds: 0.05 }, new PortableArithmetic(), first)
    const checkpoint = first.checkpoints.at(-1)
    if (checkpoint === undefined) throw new Error('no checkpoint was taken')
    const second = recordingPort(Infinity)
    const end = executeRun({ ...job, checkpoint: checkpoint.bytes, computeSecondsBefore: 7 }, new PortableArithmetic(), second)
    const after = [...second.batches, ...(end.batch === null ? [] : [end.batch])]
    const readings = [
      ...points(first.batches, 'computeSeconds').filter(([step]) => step <= checkpoint.step),
      ...points(after, 'computeSeconds'),
    ]
    expect(readings.length).toBeGreaterThan(2)
    readings.slice(1).forEach(([step, seconds], i) => {
      const [before, earlier] = readings[i] ?? [NaN, NaN]
      expect(step).toBeGreaterThan(before)
      expect(seconds).toBeGreaterThan(earlier)
    })
    expect(points(after, 'computeSeconds')[0]?.[1]).toBeGreaterThan(7)
    // several batches within a step have one reading
    let clock = 0
    const eager = recordingPort(Infinity)
    const ending = executeRun(job, new PortableArithmetic(), { ...eager, now: () => (clock += 400) })
    const steps = points([...eager.batches, ...(ending.batch === null ? [] : [ending.batch])], 'computeSeconds').map(([step]) => step)
    expect(eager.batches.length).toBeGreaterThan(steps.length)
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b))
  })

  it.each([
    ['pause', 'paused'],
    ['cancel', 'cancelled'],
    ['interrupt', 'interrupted'],
  ] as const)('told to %s, ends as %s', (command, state) => {
    expect(executeRun(job, new PortableArithmetic(), recordingPort(0, command)).state).toBe(state)
  })

  it('told to pause in the middle of a step, goes on to the next boundary and is checkpointed there', () => {
    const port = recordingPort(Infinity)
    // asked for from the first measurement on, far from a boundary; the clock stands still
    const impatient = { ...port, now: () => 0, wishes: () => ({ stop: 'pause' as const, checkpoint: false }) }
    const ending = executeRun(job, new PortableArithmetic(), impatient)
    expect(ending.state).toBe('paused')
    expect(port.checkpoints).toHaveLength(1)
  })

  it('an error of the experiment ends the run as failed, with its message', () => {
    const ending = executeRun({ ...job, checkpoint: [new Uint8Array(50)] }, new PortableArithmetic(), recordingPort(Infinity))
    expect(ending).toMatchObject({ state: 'failed', error: { code: 'invalid-file' } })
  })

  it('checkpoints at the end of an epoch sooner than within one', () => {
    const { training } = deepSpec()
    // five updates an epoch; the clock goes on with every step of the run and with nothing else
    const stepsOf = (checkpointSeconds: number): number[] => {
      let step = 0
      const at: number[] = []
      const port = {
        ...recordingPort(Infinity),
        now: () => 10_000 * step,
        wishes: () => (step++, { stop: null, checkpoint: false }),
        checkpoint: (of: number) => void at.push(of),
      }
      const spec = deepSpec({ training: { ...training, epochs: 8 } })
      executeRun({ ...job, spec, checkpointSeconds }, new PortableArithmetic(), port)
      return at
    }
    expect(stepsOf(1e6)).toEqual([])
    const seldom = stepsOf(1200)
    expect(seldom.length).toBeGreaterThan(1)
    expect(seldom.filter((at) => at % 5 !== 0)).toEqual([])
    expect(stepsOf(20).filter((at) => at % 5 !== 0).length).toBeGreaterThan(0)
  })

  it('checkpoints what is large less often than asked for, so that the disk is not kept busy', () => {
    const gaps = (width: number): number[] => {
      let clock = 0
      const at: number[] = []
      const { training, measurements } = deepSpec()
      const spec = deepSpec({
        model: { kind: 'fully-connected', depth: 2, width, normalisation: 'none', activation: { kind: 'relu' } },
        training: { ...training, epochs: 4 },
        measurements: { ...measurements, dotProducts: { kind: 'none' }, trainingExamples: 0 },
      })
      const port = { ...recordingPort(Infinity), now: () => (clock += 30), checkpoint: () => void at.push(clock) }
      expect(executeRun({ ...job, spec, checkpointSeconds: 0.05 }, new PortableArithmetic(), port).state).toBe('finished')
      return at.slice(1).map((time, index) => time - at[index]!)
    }
    const parameters = 36 * 600 + 600 + 600 * 600 + 600 + 1803
    expect(Math.min(...gaps(600))).toBeGreaterThanOrEqual((parameters * 8) / 10e3)
    expect(Math.min(...gaps(4))).toBeLessThan((parameters * 8) / 10e3)
  })
})
