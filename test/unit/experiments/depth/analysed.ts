import { expect } from 'vitest'
import { parseSpec, type ExperimentSpec } from '../../../../src-main/contract'
import { experimentOf } from '../../../../src-main/experiments'
import type { Snapshot } from '../../../../src-main/experiments/experiment'
import { native } from '../../../golden/both-arithmetics'
import { RecordingContext, StoppedForTest } from '../../../fixtures/recording-context'

export const FAN = { kind: 'circle', geometry: 'half', sampleCount: 8 } as const
export const AS_THEY_ARE = { scaling: 'none', smoothing: 0 } as const
export const NORMRELU = { kind: 'normrelu', kink: -1.5975 } as const

/** Everything a run of a spec records. */
export function analysed(document: unknown, seed = 1, resumeFrom: Snapshot | null = null): RecordingContext {
  const spec: ExperimentSpec = parseSpec(document)
  const experiment = experimentOf(spec)
  expect(experiment.check(spec)).toEqual([])
  expect(Object.values(experiment.cost(spec)).every((value) => Number.isFinite(value) && value >= 0)).toBe(true)
  expect(experiment.title(spec)).not.toContain('undefined')
  const context = new RecordingContext(native)
  experiment.run(spec, seed, context, resumeFrom)
  const known = new Set([...experiment.info.quantities.map(({ id }) => id)])
  expect(Object.keys(context.summary).filter((id) => !known.has(id))).toEqual([])
  const series = new Set(experiment.info.series.map(({ id }) => id))
  expect([...context.series.keys()].filter((id) => !series.has(id))).toEqual([])
  return context
}

/** What a run that was stopped at a step and resumed records at the end, beside one that was not. */
export function stoppedAndResumed(document: unknown, stop: number, seed = 1): [resumed: RecordingContext, whole: RecordingContext] {
  const spec = parseSpec(document)
  const first = new RecordingContext(native)
  first.stopAt = (step) => step === stop
  expect(() => experimentOf(spec).run(spec, seed, first, null)).toThrow(StoppedForTest)
  return [analysed(document, seed, first.lastSnapshot), analysed(document, seed)]
}

/** Value of a series at a step. */
export function at(context: RecordingContext, series: string, step: number): number {
  return context.series.get(series)?.find(([each]) => each === step)?.[1] ?? NaN
}
