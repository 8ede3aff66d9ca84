// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LabError } from '../../../../../src-main/contract'
import { FIRST_FIELDS, withActivation } from '../../../../../src-renderer/pages/spectra/overlay'
import { problemsOf, stateOf, useSpectra } from '../../../../../src-renderer/pages/spectra/use-spectra'
import { useLab } from '../../../../../src-renderer/stores/lab'
import { installBridge, type Handler } from '../../stores/fake-bridge'

// the page listens for as long as the window lives, to the one bridge there is
let answer: Handler = () => ({})
const bridge = installBridge((name, argument) => answer(name, argument))

/** A lab with runs of nothing but their states. */
function fakeLab({ seconds = 0.1, existing = [] as { runId: number; seed: number; state: string }[] } = {}) {
  const states = new Map(existing.map(({ runId, state }) => [runId, state]))
  let nextId = 10
  bridge.calls.length = 0
  answer = (name, argument) => {
    const asked = argument as { runId: number; spec: { model: { activation: { kind: string } } } }
    switch (name) {
      case 'specs.preflight':
        if (asked.spec.model.activation.kind === 'expression')
          throw new LabError('invalid-spec', 'cannot be run', [{ path: 'model.activation.expression', rule: 'is no formula' }])
        return { estimatedSeconds: seconds, existing }
      case 'specs.enqueue':
        states.set(++nextId, 'queued')
        return { runIds: [nextId] }
      case 'runs.get': {
        const state = states.get(asked.runId)
        if (state === undefined) throw new LabError('not-found', 'There is no run.')
        return { id: asked.runId, state, summary: {}, spectra: state === 'finished' ? [{ name: 'kernel', step: 0 }] : [] }
      }
      case 'runs.spectrum':
        return { name: 'kernel', order: 2, values: Float64Array.of(1, 2), complete: true, health: { noiseFloor: 0 } }
      default:
        return {}
    }
  }
  const asked = () => bridge.calls.map(({ name }) => name)
  return { ...bridge, states, asked }
}

const settle = () => vi.advanceTimersByTimeAsync(1000)
const states = () => useSpectra().overlays.map(stateOf)

beforeEach(() => {
  setActivePinia(createPinia())
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

describe('overlays', () => {
  it('of a run that exists are shown at once, and nothing is computed', async () => {
    const lab = fakeLab({ existing: [{ runId: 3, seed: 1, state: 'finished' }] })
    const spectra = useSpectra()
    spectra.add()
    await settle()
    expect(states()).toEqual(['finished'])
    expect(spectra.overlays[0]?.result?.spectrum?.order).toBe(2)
    expect(lab.asked()).toEqual(['specs.preflight', 'runs.get', 'runs.spectrum'])
  })

  it('that are small are computed, and followed to their end', async () => {
    const lab = fakeLab()
    useSpectra().add()
    await settle()
    expect(states()).toEqual(['queued'])
    lab.states.set(11, 'finished')
    lab.tell({ kind: 'runs-changed', runIds: [11] })
    await settle()
    expect(states()).toEqual(['finished'])
    expect(useSpectra().overlays[0]?.result?.spectrum?.values).toHaveLength(2)
  })

  it('that take long, or meet a held queue, wait for Compute', async () => {
    const lab = fakeLab({ seconds: 100 })
    const spectra = useSpectra()
    spectra.add()
    await settle()
    expect(states()).toEqual(['not computed'])
    expect(spectra.computable).toHaveLength(1)
    await spectra.compute()
    expect(states()).toEqual(['queued'])
    expect(lab.asked().filter((name) => name === 'specs.enqueue')).toHaveLength(1)

    setActivePinia(createPinia())
    fakeLab()
    useLab().queue = { ...useLab().queue, held: true }
    useSpectra().add()
    await settle()
    expect(states()).toEqual(['not computed'])
  })

  it('are looked up a moment after the last change, and an answer to older fields is dropped', async () => {
    const lab = fakeLab()
    const spectra = useSpectra()
    spectra.add()
    const key = spectra.overlays[0]?.key ?? 0
    for (const points of ['1', '12', '120']) spectra.change(key, { ...FIRST_FIELDS, points })
    await settle()
    const enqueued = lab.calls.filter(({ name }) => name === 'specs.enqueue').map(({ argument }) => argument)
    expect(enqueued).toMatchObject([{ spec: { data: { sampleCount: 120 } }, seeds: [1] }])
    spectra.change(key, { ...FIRST_FIELDS, points: '1e' })
    expect(states()).toEqual(['wrong'])
    await settle()
    expect(lab.calls.filter(({ name }) => name === 'specs.enqueue')).toHaveLength(1)
  })

  it('say at their field what only the lab can tell', async () => {
    fakeLab()
    const spectra = useSpectra()
    spectra.add(withActivation(FIRST_FIELDS, 'expression'))
    await settle()
    expect(states()).toEqual(['wrong'])
    expect(spectra.overlays.map(problemsOf)).toEqual([{ parameter: 'is no formula' }])
  })

  it('whose run was removed are looked up again', async () => {
    const lab = fakeLab({ existing: [{ runId: 4, seed: 1, state: 'finished' }] })
    useSpectra().add()
    useSpectra().live = false
    await settle()
    lab.states.delete(4)
    lab.tell({ kind: 'runs-changed', runIds: [4] })
    await settle()
    expect(states()).toEqual(['wrong'])
    expect(lab.asked().filter((name) => name === 'specs.preflight')).toHaveLength(2)
  })

  it('come from the address and go back to it; a further one differs in its activation', async () => {
    fakeLab()
    const spectra = useSpectra()
    expect(spectra.open('[{},{"activation":"tanh"}]')).toBe(true)
    expect(spectra.overlays.map(({ fields }) => fields.activation)).toEqual(['relu', 'tanh'])
    spectra.add()
    expect(spectra.overlays.at(-1)?.fields.activation).toBe('elu')
    const [first, second] = spectra.overlays
    spectra.move(second?.key ?? 0, -1)
    spectra.setHidden(first?.key ?? 0, true)
    expect(spectra.address).toBe('[{"activation":"tanh"},{"hidden":true},{"activation":"elu"}]')
    const restore = spectra.remove(second?.key ?? 0)
    expect(spectra.overlays).toHaveLength(2)
    restore()
    expect(spectra.address).toBe('[{"activation":"tanh"},{"hidden":true},{"activation":"elu"}]')
    expect(spectra.open('[{"activation":"tahn"}]')).toBe(false)
    expect(spectra.overlays).toHaveLength(3)
    await settle()
  })
})
