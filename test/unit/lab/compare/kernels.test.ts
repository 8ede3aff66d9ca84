import { writeFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { LabError } from '../../../../src-main/contract'
import type { TwoLayerSpec } from '../../../../src-main/experiments/two-layer/spec'
import { runTwoLayer } from '../../../../src-main/experiments/two-layer/run'
import { Comparison } from '../../../../src-main/lab/compare/comparison'
import { KernelComparison } from '../../../../src-main/lab/compare/kernels'
import type { Store } from '../../../../src-main/store'
import { kernelWorkHere } from '../../../fixtures/kernel-work'
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
  comparison = new Comparison(store, kernelWorkHere())
})

const asked = { base: null, name: 'tangentKernel', step: null, leading: 2, job: 'kernels' }

describe('kernels of stored runs', () => {
  it('are aligned where they belong to the same points, and turned away from the reference and from their start', async () => {
    const ids = [finished(SPEC, 1), finished(SPEC, 2)]
    const { members, alignment, centred, remarks, reference } = await comparison.kernels({ ...asked, entries: ids.map((id) => [id]) })
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
    const start = await comparison.kernels({ ...asked, step: 0, entries: [[ids[0] ?? 0]] })
    expect(start.members[0]).toMatchObject({ step: 0, fromStart: null })
  })

  it('of other points have no alignment and no angles, which is said', async () => {
    const { dataSeed: _, ...ownPoints } = SPEC
    const ids = [finished(ownPoints, 1), finished(ownPoints, 2)]
    const { members, alignment, remarks } = await comparison.kernels({ ...asked, entries: ids.map((id) => [id]) })
    expect(alignment[0]?.[1]).toBeNull()
    expect(members[1]?.angles).toBeNull()
    expect(remarks.join()).toMatch(/other points/)
  })

  it('tell the decay of the error by mode beside what the kernel of the start predicts', async () => {
    const id = finished(SPEC, 1)
    const { decays, remarks } = await comparison.modes({ entries: [[id]], step: null, job: 'modes' })
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

  it('are shown as far as their matrices fit, and what they need is said', async () => {
    const ids = [1, 2, 3].map((seed) => finished(SPEC, seed))
    const runs = new Map(ids.flatMap((id) => store.getRun(id) ?? []).map((run) => [run.id, run]))
    const shown = async (matrices: number) => {
      const within = new KernelComparison(store, kernelWorkHere(), matrices * 8 * 8 * 8)
      const [a = 0, b = 0, c = 0] = ids
      const { members, remarks } = await within.kernels({ ...asked, entries: [[a, b], [c]] }, runs)
      return { seeds: members.map(({ seed }) => seed), remarks: remarks.join() }
    }
    // six more are in memory while one is made
    expect(await shown(9)).toEqual({ seeds: [1, 2, 3], remarks: '' })
    expect(await shown(8)).toEqual({ seeds: [1, 3], remarks: expect.stringContaining('2 are shown, one of each entry') as string })
    expect(await shown(7)).toEqual({
      seeds: [1],
      remarks: expect.stringMatching(/^The matrices of 3 runs need .* 1 are shown\.$/) as string,
    })
    expect(await shown(6)).toEqual({ seeds: [], remarks: expect.stringMatching(/Run 3: the matrix of 8 points .* need/) as string })
  })

  it('are given up when somebody asks to stop, and made from nothing but what was stored', async () => {
    const id = finished(SPEC, 1)
    let pulses = 0
    const stopping = new Comparison(
      store,
      kernelWorkHere(() => {
        if (++pulses > 3) throw new LabError('stopped', 'Stopped as asked.')
      }),
    )
    await expect(stopping.kernels({ ...asked, entries: [[id]] })).rejects.toMatchObject({ code: 'stopped' })
    for (const { name, sha256, bytes } of store.artifactsOf(id))
      if (name.startsWith('hiddenWeights')) writeFileSync(store.blobPath(sha256), new Uint8Array(bytes))
    await expect(comparison.kernels({ ...asked, entries: [[id]] })).rejects.toMatchObject({ code: 'database-damaged' })
  })
})
