import { describe, expect, it } from 'vitest'
import type { CellPlan } from '../../../../src-main/contract'
import { recipeById } from '../../../../src-main/papers'
import type { Recipe } from '../../../../src-main/papers/paper'
import { typicalDataset } from '../../../../src-main/papers/recipe-inputs'
import { evidenceOf, type Ending } from '../../../fixtures/evidence'

function recipeOf(id: string): Recipe {
  const recipe = recipeById(id)
  if (recipe === undefined) throw new Error(`There is no recipe ${id}`)
  return recipe
}

/** Verdicts of a recipe whose runs end with these accuracies; a run without one has not ended. */
function verdicts(id: string, size: 'full' | 'quick', end: (cell: CellPlan, repetition: number) => Ending | null): Record<string, string> {
  const recipe = recipeOf(id)
  const { claims } = recipe.present(evidenceOf(recipe.plan(size, 1), end))
  return Object.fromEntries(claims.map((claim) => [claim.id, claim.verdict]))
}

const key = ({ axes }: CellPlan): string => `${String(axes['network'])} ${String(axes['method'])}`

describe('training at 4, 32 and 64 layers', () => {
  const ACCURACIES: Record<string, number[]> = {
    'FF-4 NormReLU': [0.83, 0.83, 0.83],
    'FF-4 batch normalisation': [0.84, 0.84, 0.84],
    'FF-4 layer normalisation': [0.82, 0.82, 0.82],
    'FF-32 NormReLU': [0.82, 0.1, 0.81],
    'FF-32 batch normalisation': [0.66, 0.66, 0.68],
    'FF-32 layer normalisation': [0.74, 0.74, 0.99],
    'FF-64 NormReLU': [0.7, 0.78, 0.6],
    'FF-64 batch normalisation': [0.1, 0.2, 0.5],
  }
  const ending =
    (accuracies: Record<string, number[]>, dotProduct = 0.1) =>
    (cell: CellPlan, repetition: number): Ending | null => {
      const testAccuracy = accuracies[key(cell)]?.[repetition]
      return testAccuracy === undefined ? null : { summary: { testAccuracy, firstDotProduct: 0.4, dotProduct }, stopReason: 'step-budget' }
    }

  it('is judged by the medians of the seeds', () => {
    expect(verdicts('conditioning-training-depth', 'full', ending(ACCURACIES))).toEqual({
      'T-depth-32': 'holds',
      'T-depth-4': 'holds',
      'T-depth-64': 'holds',
      'T-dot-products': 'holds',
    })
    const worse = { ...ACCURACIES, 'FF-32 batch normalisation': [0.74, 0.74, 0.6], 'FF-4 layer normalisation': [0.8, 0.8, 0.8] }
    expect(verdicts('conditioning-training-depth', 'full', ending(worse, 0.5))).toEqual({
      'T-depth-32': 'fails',
      'T-depth-4': 'fails',
      'T-depth-64': 'holds',
      'T-dot-products': 'fails',
    })
  })

  it('is not judged while a seed is missing, and a diverged run has learned nothing', () => {
    const missing = { ...ACCURACIES, 'FF-32 NormReLU': [0.9, 0.9] }
    expect(verdicts('conditioning-training-depth', 'full', ending(missing))).toMatchObject({
      'T-depth-32': 'not measured',
      'T-depth-4': 'holds',
    })
    const lost = (cell: CellPlan, repetition: number): Ending | null => {
      const end = ending(ACCURACIES)(cell, repetition)
      return end === null || key(cell) !== 'FF-32 NormReLU' ? end : { summary: { testAccuracy: 0.9 }, stopReason: 'not-finite' }
    }
    expect(verdicts('conditioning-training-depth', 'full', lost)).toMatchObject({ 'T-depth-32': 'fails', 'T-dot-products': 'not measured' })
  })
})

describe('step sizes', () => {
  const accuracyAt = (method: unknown, stepSize: number): number | null => {
    if (method === 'NormReLU') return stepSize > 0.01 ? null : stepSize === 0.001 ? 0.8 : 0.7
    return stepSize === 0.1 ? 0.7 : 0.5
  }
  const end = ({ axes }: CellPlan): Ending => {
    const testAccuracy = accuracyAt(axes['method'], Number(axes['stepSize']))
    return testAccuracy === null ? { summary: {}, stopReason: 'not-finite' } : { summary: { testAccuracy }, stopReason: 'step-budget' }
  }

  it('are chosen by the largest accuracy on held-out examples, and the rule says which', () => {
    expect(verdicts('conditioning-training-step-sizes', 'quick', end)).toEqual({ 'T-step-sizes': 'holds' })
    const recipe = recipeOf('conditioning-training-step-sizes')
    const { notes, figures } = recipe.present(evidenceOf(recipe.plan('quick', 1), end))
    expect(notes.join(' ')).toContain('NormReLU: best step size 0.001, accuracy on held-out examples 0.8.')
    expect(notes.join(' ')).toContain('batch normalisation: best step size 0.1')
    const normRelu = figures[0]?.curves.find(({ label }) => label === 'NormReLU')
    expect(normRelu?.points.map(({ x }) => x)).toEqual([0.0001, 0.001, 0.01])
  })

  it('are 1, 2 and 5 times powers of ten, and nothing of the test part is seen', () => {
    const plan = recipeOf('conditioning-training-step-sizes').plan('full', 1)
    const own = plan.filter(({ axes }) => axes['method'] === 'NormReLU').map(({ axes }) => axes['stepSize'])
    expect(own).toEqual([0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1])
    for (const { spec } of plan) {
      if (spec.experiment !== 'deep-training' || spec.data.kind !== 'given') throw new Error('no training on given images')
      expect(spec.data.train.inputs).toMatchObject({ rows: { first: 0, count: 4000 } })
      expect(spec.data.test.inputs).toMatchObject({ rows: { first: 4000, count: 2000 }, shape: [50_000, 3072] })
    }
  })
})

it('figures are drawn against epochs, with the mean of the seeds', () => {
  const recipe = recipeOf('conditioning-figure-7')
  const { figures } = recipe.present(
    evidenceOf(recipe.plan('quick', 1), () => ({
      summary: { testAccuracy: 0.5 },
      stopReason: 'step-budget',
      points: new Map([
        [
          'testAccuracy',
          [
            [0, 0.1],
            [32, 0.4],
            [64, 0.5],
          ],
        ],
      ]),
    })),
  )
  expect(figures.map(({ title }) => title)).toEqual(['Test accuracy, FF-32', 'Test accuracy, FF-64'])
  expect(figures[0]?.curves.map(({ label, points }) => [label, points.map(({ x, y }) => [x, y])])).toEqual([
    [
      'NormReLU',
      [
        [0, 0.1],
        [1, 0.4],
        [2, 0.5],
      ],
    ],
    [
      'SELU',
      [
        [0, 0.1],
        [1, 0.4],
        [2, 0.5],
      ],
    ],
  ])
})

describe('figure 5', () => {
  const trained = (id: string, size: 'full' | 'quick') =>
    recipeOf(id)
      .plan(size, 1)
      .map(({ spec, axes }) => {
        if (spec.experiment !== 'deep-training') throw new Error('Something else is trained')
        const { training, preparation } = spec
        const shrinks = training.schedule.kind === 'steps' ? training.schedule.epochs : []
        return [axes['method'], training.epochs, shrinks, preparation.crop, preparation.flip, preparation.mixup ?? 'unmixed']
      })

  it('has the schedule of Fixup’s authors, or equal epochs, or mixed images', () => {
    expect(trained('conditioning-figure-5', 'full')).toEqual([
      ['Fixup', 200, [100, 150], 4, true, 'unmixed'],
      ['NormReLU', 300, [100, 200], 4, true, 'unmixed'],
    ])
    expect(trained('conditioning-figure-5-equal-epochs', 'full')).toEqual([
      ['Fixup', 300, [100, 200], 4, true, 'unmixed'],
      ['NormReLU', 300, [100, 200], 4, true, 'unmixed'],
    ])
    expect(trained('conditioning-figure-5-mixed', 'full')).toEqual([
      ['Fixup', 200, [100, 150], 4, true, 1],
      ['NormReLU', 300, [100, 200], 4, true, 1],
    ])
    expect(trained('conditioning-figure-5-mixed', 'quick').map(([, epochs, , , , mixup]) => [epochs, mixup])).toEqual([
      [20, 1],
      [20, 1],
    ])
  })

  it('is judged in each of them by itself', () => {
    const end = ({ axes }: CellPlan): Ending => ({
      summary: { testAccuracy: axes['method'] === 'Fixup' ? 0.75 : 0.73 },
      stopReason: 'step-budget',
    })
    expect(verdicts('conditioning-figure-5', 'quick', end)).toEqual({ F5: 'holds' })
    expect(verdicts('conditioning-figure-5-mixed', 'quick', end)).toEqual({ 'F5-mixed': 'holds' })
  })
})

it('refuses data sets that will not do, and says why', () => {
  const [input] = recipeOf('conditioning-figure-1').inputs ?? []
  const dataset = (kind: 'images' | 'vectors', side: number, train: number, classCount = 10) =>
    typicalDataset({
      name: 'given',
      kind,
      shape: kind === 'images' ? { channels: 1, height: side, width: side } : { dimension: side },
      classCount,
      parts: [
        { role: 'train', count: train },
        { role: 'test', count: 2000 },
      ],
    })
  expect(input?.refusal(dataset('images', 28, 10_000))).toBeNull()
  expect(input?.refusal(dataset('images', 28, 9999))).toContain('9999 samples for training')
  expect(input?.refusal(dataset('images', 8, 10_000))).toContain('8 x 8 pixels')
  expect(input?.refusal(dataset('vectors', 784, 10_000))).toContain('vectors')
  expect(input?.refusal(dataset('images', 28, 10_000, 2))).toContain('2 classes')
})
