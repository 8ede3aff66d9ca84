import { beforeEach, describe, expect, it } from 'vitest'
import type { TwoLayerSpec } from '../../../../src-main/experiments/two-layer/spec'
import { runTwoLayer } from '../../../../src-main/experiments/two-layer/run'
import { Comparison } from '../../../../src-main/lab/compare/comparison'
import type { Store } from '../../../../src-main/store'
import { portable } from '../../../fixtures/arithmetic'
import { RecordingContext } from '../../../fixtures/recording-context'
import { phaseSpec } from '../../../fixtures/two-layer-specs'
import { claimNext, endRun } from '../../../store/claiming'
import { LEASE, NOW, registerEngine, temporaryStore } from '../../../store/fixtures'
import { batchOf, hashOf } from '../../../store/measured'

let store: Store
let comparison: Comparison
let engine: number
let cells = 0

const base = phaseSpec(40, 4, { sampleCount: 8, steps: 12 })
const SPEC: TwoLayerSpec = {
  ...base,
  dataSeed: 3,
  training: { ...base.training, stop: { steps: 12, increase: false } },
  measurements: { ...base.measurements, kernels: ['tangent'], kernelSteps: 2, weightsAtSpectra: true },
}

/** A run as a worker leaves it, computed by the portable arithmetic. */
function finished(spec: TwoLayerSpec, seed: number): number {
  store.enqueue([{ hash: hashOf(++cells), spec, seeds: [seed] }], engine, NOW)
  const run = claimNext(store, engine, NOW, LEASE)?.run
  if (run === undefined) throw new Error('There is nothing in the queue')
  const context = new RecordingContext(portable)
  const { stopReason } = runTwoLayer(spec, seed, context, null)
  const artifacts = [...context.artifacts].map(([name, values]) => ({ name, values }))
  const batch = batchOf({ spectra: context.spectra, summary: context.summary, artifacts, step: 12 })
  endRun(store, run.id, engine, { state: 'finished', stopReason, error: null, batch }, NOW)
  return run.id
}

beforeEach(() => {
  store = temporaryStore()
  engine = registerEngine(store)
  comparison = new Comparison(store, () => portable)
})

const asked = { base: null, name: 'tangentKernel', step: null, leading: 2 }

describe('kernels of stored runs', () => {
  it('are aligned where they belong to the same points, and turned away from the reference and from their start', () => {
    const ids = [finished(SPEC, 1), finished(SPEC, 2)]
    const { members, alignment, centred, remarks, reference } = comparison.kernels({ ...asked, entries: ids.map((id) => [id]) })
    expect(remarks).toEqual([])
    expect(reference).toBe(ids[0])
    expect(members.map(({ step, order }) => [step, order])).toEqual([
      [12, 8],
      [12, 8],
    ])
    expect(alignment[0]?.[0]).toBeCloseTo(1, 12)
    expect(alignment[0]?.[1]).toBe(alignment[1]?.[0])
    expect(alignment[0]?.[1]).toBeGreaterThan(0.5)
    expect(centred[0]?.[1]).not.toBe(alignment[0]?.[1])
    expect(members[0]?.angles).toBeNull()
    expect(members[1]?.angles).toHaveLength(2)
    expect(members[1]?.fromStart?.every((angle) => angle >= 0 && angle < 0.5)).toBe(true)
    const start = comparison.kernels({ ...asked, step: 0, entries: [[ids[0] ?? 0]] })
    expect(start.members[0]).toMatchObject({ step: 0, fromStart: null })
  })

  it('of other points have no alignment and no angles, which is said', () => {
    const { dataSeed: _, ...ownPoints } = SPEC
    const ids = [finished(ownPoints, 1), finished(ownPoints, 2)]
    const { members, alignment, remarks } = comparison.kernels({ ...asked, entries: ids.map((id) => [id]) })
    expect(alignment[0]?.[1]).toBeNull()
    expect(members[1]?.angles).toBeNull()
    expect(remarks.join()).toMatch(/other points/)
  })

  it('tell the decay of the error by mode beside what the kernel of the start predicts', () => {
    const id = finished(SPEC, 1)
    const { decays, remarks } = comparison.modes({ entries: [[id]], step: null })
    expect(remarks).toEqual([])
    const [decay] = decays
    const norm = (values: Float64Array | undefined) => Math.hypot(...(values ?? []))
    const summary = store.getRun(id)?.summary
    expect(norm(decay?.start)).toBeCloseTo(summary?.initialResidualNorm ?? NaN, 10)
    expect(norm(decay?.measured)).toBeCloseTo(summary?.finalResidualNorm ?? NaN, 10)
    expect(decay?.predicted[0]).toBeCloseTo((decay?.start[0] ?? NaN) * (1 - (decay?.eigenvalues[0] ?? NaN)) ** 12, 10)
  })

  it('follow eigenvalues from either end over the steps at which they were taken', () => {
    const id = finished(SPEC, 1)
    const { curves } = comparison.trajectories({ entries: [[id]], name: 'tangentKernel', places: [1, -1] })
    const spectra = store.spectraOf(id).map(({ step }) => store.readSpectrum(id, 'tangentKernel', step))
    expect([...(curves[0]?.x ?? [])]).toEqual(spectra.map((spectrum) => spectrum?.step))
    expect([...(curves[0]?.y ?? [])]).toEqual(spectra.map((spectrum) => spectrum?.values.at(-1)))
    expect([...(curves[1]?.y ?? [])]).toEqual(spectra.map((spectrum) => spectrum?.values[0]))
  })
})
