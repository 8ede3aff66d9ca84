import { beforeEach, describe, expect, it } from 'vitest'
import { compareNumbers } from '../../../../src-main/lab/reproduction/compare-numbers'
import { reproductionsOf } from '../../../../src-main/lab/reproduction/reproductions'
import type { Store } from '../../../../src-main/store'
import { claimNext, endRun } from '../../../store/claiming'
import { LEASE, NOW, registerEngine, temporaryStore } from '../../../store/fixtures'
import { batchOf, hashOf, pointsOf, specOf, spectrumOf } from '../../../store/measured'

describe('numbers at places', () => {
  const numbers = (at: number[], values: number[]) => ({ at, values })

  it('are compared where both have them; the largest difference and the first are told', () => {
    const found = compareNumbers('loss', numbers([0, 1, 2, 4], [1, 2, 3, 5]), numbers([0, 1, 2, 3], [1, 2 + 4 * Number.EPSILON, 4, 5]))
    expect(found).toEqual({
      name: 'loss',
      common: 3,
      onlyOriginal: 1,
      onlyRepeated: 1,
      different: 2,
      largestUlp: 2 ** 51,
      largest: { at: 2, original: 3, repeated: 4 },
      first: { at: 1, original: 2, repeated: 2 + 4 * Number.EPSILON },
    })
  })

  it('take any NaN for the same, a zero of the other sign for different', () => {
    expect(compareNumbers('x', numbers([0, 1], [NaN, 0]), numbers([0, 1], [NaN, -0]))).toMatchObject({
      different: 1,
      largestUlp: 0,
      first: { at: 1 },
    })
  })
})

let store: Store
let engine: number

const ENVIRONMENT = {
  appVersion: '1',
  buildHash: 'a',
  arithmetic: 'native',
  arithmeticHash: 'f00',
  cpuModel: 'cpu',
  cpuFeatures: 'avx2',
  threads: 1,
  platform: 'linux',
  runtime: 'Node',
}

function run(values: number[], environment: Partial<typeof ENVIRONMENT>, last = 9): number {
  const next = claimNext(store, engine, NOW, LEASE)
  if (next === null) throw new Error('There is nothing in the queue')
  const batch = batchOf({
    series: [
      { name: 'residualNorm', ...pointsOf(0, values) },
      { name: 'computeSeconds', steps: Float64Array.of(1), values: Float64Array.of(Math.PI * next.run.id) },
    ],
    spectra: [spectrumOf(2, { values: Float64Array.of(1, 2, last) })],
    summary: { kappaH: 0.5 },
    step: values.length - 1,
    environment: { ...ENVIRONMENT, ...environment },
  })
  endRun(store, next.run.id, engine, { state: 'finished', stopReason: 'converged', error: null, batch }, NOW)
  return next.run.id
}

beforeEach(() => {
  store = temporaryStore()
  engine = registerEngine(store)
  store.enqueue([{ hash: hashOf(1), spec: specOf({ hiddenWidth: 10 }), seeds: [1] }], engine, NOW)
})

function view(id: number) {
  const record = store.getRun(id)
  if (record === null) throw new Error('no run')
  return reproductionsOf(store, record)
}

describe('a run computed again', () => {
  it('is bit-identical when every number is; the clock does not count, threads that differ are told', () => {
    const first = run([4, 2, 1], {})
    store.rerun([first], engine, NOW)
    expect(view(first).refusal).toMatch(/computing it again already/)
    const second = run([4, 2, 1], { threads: 2 })
    const { reproductions, refusal } = view(first)
    expect(refusal).toBeNull()
    expect(reproductions).toHaveLength(1)
    expect(reproductions[0]).toMatchObject({
      original: { id: first },
      repeated: { id: second },
      identical: true,
      sameEnd: true,
      firstStep: null,
      largestUlp: 0,
      numbers: 3 + 3 + 1,
      environment: [{ name: 'threads', original: 1, repeated: 2 }],
    })
    // seen from the repetition it is the same comparison
    expect(view(second).reproductions).toEqual(reproductions)
  })

  it('that differs says where first, by how much, and what else was different', () => {
    const first = run([4, 2, 1], {})
    store.rerun([first], engine, NOW)
    run([4, 2, 1 + Number.EPSILON], { arithmetic: 'portable', arithmeticHash: 'b' }, 9 + 2 ** -49)
    const [found] = view(first).reproductions
    expect(found).toMatchObject({ identical: false, sameEnd: true, firstStep: { step: 2, names: ['residualNorm', 'hiddenKernel'] } })
    expect(found?.series[0]).toMatchObject({ common: 3, different: 1, largestUlp: 1, first: { at: 2 } })
    expect(found?.spectra[0]).toMatchObject({ common: 3, different: 1, largestUlp: 1 })
    expect(found?.environment.map(({ name }) => name)).toEqual(['arithmetic', 'arithmeticHash'])
  })

  it('that stopped elsewhere is not identical though all common numbers are', () => {
    const first = run([4, 2, 1], {})
    store.rerun([first], engine, NOW)
    run([4, 2, 1, 0.5], {})
    expect(view(first).reproductions[0]).toMatchObject({ identical: false, sameEnd: false, largestUlp: 0, firstStep: null })
  })

  it('needs a result', () => {
    const [queued] = store.runIds({})
    expect(view(queued ?? 0)).toMatchObject({ refusal: expect.stringMatching(/no result yet/) as unknown, reproductions: [] })
  })
})
