import { describe, expect, it } from 'vitest'
import { experimentSpec, type CellPlan, type Summary } from '../../../../src-main/contract'
import { cellHash, experimentOf } from '../../../../src-main/experiments'
import { networkClaims, scanClaims } from '../../../../src-main/papers/asymmetric/network-claims'
import { ASYMMETRIC_RECIPES } from '../../../../src-main/papers/asymmetric/recipes'
import { typicalDataset } from '../../../../src-main/papers/recipe-inputs'
import { evidenceOf, type Ending } from '../../../fixtures/evidence'

const recipe = (id: string) => {
  const found = ASYMMETRIC_RECIPES.find((each) => each.id === id)
  if (found === undefined) throw new Error(`There is no recipe ${id}`)
  return found
}

const count = (plan: readonly CellPlan[], part: string): number => plan.filter(({ axes }) => axes['part'] === part).length

describe.each(ASYMMETRIC_RECIPES.flatMap((each) => (['full', 'quick'] as const).map((size) => ({ each, id: each.id, size }))))(
  '$id, $size',
  ({ each, size }) => {
    const plan = each.plan(size, 1)

    it('plans specs that can be run, no two alike, the sources of pruning and transfer among them', () => {
      for (const { spec } of plan) {
        expect(experimentSpec.parse(spec)).toEqual(spec)
        expect(experimentOf(spec).check(spec)).toEqual([])
      }
      const hashes = new Set(plan.map(({ spec }) => cellHash(spec)))
      expect(hashes.size).toBe(plan.length)
      for (const { spec } of plan) {
        const source = experimentOf(spec).source?.(spec)
        if (source !== undefined) expect(hashes).toContain(cellHash(source))
      }
    })
  },
)

describe('the figures of networks', () => {
  it('have five settings with training, pruning and transfer', () => {
    const plan = recipe('asymmetric-concrete').plan('full', 1)
    expect([count(plan, 'training'), count(plan, 'pruning'), count(plan, 'transfer'), plan.length]).toEqual([5, 5, 5, 15])
    const stated = recipe('asymmetric-concrete-stated').plan('full', 1)
    expect(count(stated, 'transfer as stated')).toBe(5)
    expect(plan.every(({ seeds }) => seeds.length === 5)).toBe(true)
  })

  it('Figure 3 has the runs of Figures 6 to 9', () => {
    const others = new Set(
      ['concrete', 'energy', 'airfoil', 'plant'].flatMap((table) =>
        recipe(`asymmetric-${table}-stated`)
          .plan('full', 1)
          .map(({ spec }) => cellHash(spec)),
      ),
    )
    for (const { spec } of recipe('asymmetric-regression-excerpt').plan('full', 1)) expect(others).toContain(cellHash(spec))
  })
})

describe('recipes on imported data', () => {
  const digits = recipe('asymmetric-digits-program')
  const small = (train: number, test: number, classCount = 10) =>
    typicalDataset({
      name: 'x',
      kind: 'vectors',
      shape: { dimension: 20 },
      classCount,
      parts: [
        { role: 'train', count: train },
        { role: 'test', count: test },
      ],
    })

  it('say what is wrong with a data set', () => {
    const refusal = (dataset: Parameters<NonNullable<typeof digits.inputs>[number]['refusal']>[0]) => digits.inputs?.[0]?.refusal(dataset)
    expect(refusal(small(10_000, 10_000))).toBeNull()
    expect(refusal(small(9999, 10_000))).toBe('has 9999 samples for training, 10000 are needed')
    expect(refusal(small(10_000, 10_000, 9))).toBe('has 9 classes, 10 are needed')
    const one = small(10_000, 10_000)
    expect(refusal({ ...one, parts: one.parts.slice(0, 1) })).toBe('has no part for test')
    expect(refusal({ ...one, kind: 'images' })).toContain('pixels from 0 to 255')
    const scaled = { step: { kind: 'unit-interval', range: 'bytes', statistics: 'train' }, version: 1, says: '' } as const
    expect(refusal({ ...one, kind: 'images', pipeline: [scaled] })).toBeNull()
    expect(refusal({ ...one, classNames: null })).toBe('has no classes, 10 are needed')
  })

  it('use the samples of the data set that is chosen, and no sample for two things', () => {
    const dataset = small(10_000, 10_000)
    for (const size of ['full', 'quick'] as const) {
      const plan = digits.plan(size, 1, {
        images: {
          ...dataset,
          parts: dataset.parts.map((part) => ({
            ...part,
            inputs: { ...part.inputs, sha256: part.role === 'train' ? 'a'.repeat(64) : 'b'.repeat(64) },
          })),
        },
      })
      const spec = plan.find(({ axes }) => axes['part'] === 'transfer')?.spec
      if (spec?.experiment !== 'transfer' || spec.data.kind !== 'given') throw new Error('There is no transfer')
      const { network, data } = spec
      const used = [network.data, network.testData?.inputs, data.train.inputs, data.test.inputs].flatMap((each) =>
        each?.kind === 'stored' && each.rows !== undefined
          ? Array.from({ length: each.rows.count }, (_, i) => `${each.sha256[0]}${(each.rows?.first ?? 0) + i}`)
          : [],
      )
      expect(used).toHaveLength(size === 'full' ? 20_000 : 3500)
      expect(new Set(used).size).toBe(used.length)
    }
  })

  it('take what there is of feature vectors', () => {
    const plan = recipe('asymmetric-features-10-stated').plan('full', 1, { features: small(1500, 600) })
    const spec = plan[0]?.spec
    if (spec?.experiment !== 'two-layer') throw new Error('It is no training')
    expect(spec.data).toMatchObject({ rows: { first: 0, count: 1500 } })
    expect(spec.training.stop.steps).toBe(100 * 24)
    expect(spec.training.stepSizes).toEqual({ kind: 'given', hidden: 5, bias: 0, output: 5 })
  })
})

describe('claims of pruned and transferred networks', () => {
  const plan = recipe('asymmetric-digits-program').plan('quick', 1)
  /** larger for larger gamma */
  const end =
    (change: Summary = {}) =>
    ({ spec, axes }: CellPlan): Ending => {
      const gamma = Number(axes['symmetricShare'])
      const summary: Summary =
        spec.experiment === 'two-layer'
          ? { finalLoss: 0.06 - 0.04 * gamma }
          : spec.experiment === 'pruning'
            ? { testAccuracy: 0.7 + 0.1 * gamma, testAccuracyFew: 0.7 - 0.5 * gamma, trainingRiskNone: 0.1 }
            : { testAccuracyFewest: 0.8 - 0.5 * gamma }
      return { summary: { ...summary, ...(gamma === 0 ? change : {}) } }
    }
  const verdicts = (change?: Summary): Record<string, string> =>
    Object.fromEntries(networkClaims(evidenceOf(plan, end(change)), true).map(({ id, verdict }) => [id, verdict]))

  it('hold where the order is that of the paper', () => {
    expect(verdicts()).toEqual({ 'S5-slowest': 'holds', 'S5-pruning': 'holds', 'S5-transfer': 'holds', 'S5-nothing': 'holds' })
  })

  it.each([
    ['S5-slowest', { finalLoss: 0.01 }],
    ['S5-pruning', { testAccuracyFew: 0 }],
    ['S5-transfer', { testAccuracyFewest: 0.2 }],
    ['S5-nothing', { trainingRiskNone: 0.1 + 1e-10 }],
  ])('%s notices what breaks it, and the others do not', (id, change) => {
    const found = verdicts(change)
    expect(Object.keys(found).filter((each) => found[each] !== 'holds')).toEqual([id])
  })

  it('Figure 12 is about every step of gamma', () => {
    const scan = recipe('asymmetric-features-gamma').plan('quick', 1)
    const settings = [1, 0.7, 0.5, 0.2, 0.1].map((symmetricShare) => ({ symmetricShare, exponent: 0.5 }))
    const check = (accuracy: (gamma: number) => number): string | undefined =>
      scanClaims(
        evidenceOf(scan, ({ axes }) => ({
          summary: { testAccuracyFew: accuracy(Number(axes['symmetricShare'])), trainingRiskNone: Math.log(10) },
        })),
        settings,
      ).find(({ id }) => id === 'F12-gamma')?.verdict
    expect(check((gamma) => 1 - gamma / 2)).toBe('holds')
    expect(check((gamma) => (gamma === 0.2 ? 0.99 : 1 - gamma / 2))).toBe('fails')
  })
})
