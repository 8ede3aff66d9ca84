import { describe, expect, it } from 'vitest'
import { parseSpec, RECIPE_SIZES, type AxisValues, type RecipeSize, type Summary, type Verdict } from '../../../../src-main/contract'
import { cellHash, experimentOf } from '../../../../src-main/experiments'
import { activations } from '../../../../src-main/papers/activations'
import { PANELS } from '../../../../src-main/papers/activations/figure-2-plan'
import { figure2Recipe, standInRecipe } from '../../../../src-main/papers/activations/figure-2-recipes'
import { typicalDataset } from '../../../../src-main/papers/recipe-inputs'
import { evidenceOf } from '../../../fixtures/evidence'

describe.each(activations.recipes.map((recipe) => ({ recipe, id: recipe.id })))('$id', ({ recipe }) => {
  it.each(RECIPE_SIZES)('%s: every cell is a valid spec that can be run, and none is there twice', (size) => {
    const plan = recipe.plan(size, 3)
    expect(plan.length).toBeGreaterThan(0)
    for (const { spec, seeds, axes } of plan) {
      expect(parseSpec(spec)).toEqual(spec)
      expect(experimentOf(spec).check(spec)).toEqual([])
      expect(seeds.length).toBeGreaterThan(0)
      for (const axis of recipe.axes) expect(axes, `${recipe.id}: ${axis.id}`).toHaveProperty(axis.id)
    }
    const hashes = plan.map(({ spec }) => cellHash(spec))
    expect(new Set(hashes).size).toBe(hashes.length)
  })
})

describe('Figure 2', () => {
  const dataset = (parts: { role: 'train' | 'test'; count: number }[]) =>
    typicalDataset({ name: 'small', kind: 'images', shape: { channels: 1, height: 4, width: 4 }, classCount: 3, parts })

  it('takes the first images of a data set, all where there are fewer', () => {
    const plan = figure2Recipe.plan('quick', 1, { images: dataset([{ role: 'train', count: 400 }]) })
    const of = (panel: string) => plan.filter(({ axes }) => axes['panel'] === panel)
    const [geometry] = of(PANELS.geometry)
    const [training] = of(PANELS.training)
    if (geometry?.spec.experiment !== 'data-geometry' || training?.spec.experiment !== 'two-layer') throw new Error('no such cells')
    expect(geometry.spec.data).toMatchObject({ kind: 'stored', shape: [400, 16] })
    expect(geometry.spec.data).not.toHaveProperty('rows')
    expect(training.spec.labels).toMatchObject({ kind: 'classes', count: 3 })
    const finite = of(PANELS.spectrum).find(({ axes }) => axes['hiddenWidth'] !== 'infinite')
    expect(finite?.spec).toMatchObject({ data: { rows: { first: 0, count: 300 } } })
  })

  it('says which data sets will not do', () => {
    const [input] = figure2Recipe.inputs ?? []
    expect(input?.refusal(dataset([{ role: 'train', count: 400 }]))).toBeNull()
    expect(input?.refusal(dataset([{ role: 'test', count: 400 }]))).toContain('no part for training')
    expect(input?.refusal({ ...dataset([{ role: 'train', count: 400 }]), classNames: null })).toContain('no classes')
  })

  const verdicts = (summaryOf: (axes: AxisValues) => Summary, size: RecipeSize = 'full'): Record<string, Verdict> =>
    Object.fromEntries(
      standInRecipe
        .present(evidenceOf(standInRecipe.plan(size, 1), ({ axes }) => ({ summary: summaryOf(axes) })))
        .claims.map(({ id, verdict }) => [id, verdict]),
    )
  const geometry = { smallestDistance: 0.2, lineSeparation: 0.15, components99: 50, centredComponents99: 80, sampleCount: 600 }
  const LAMBDA: Record<string, number> = { ReLU: 0.03, ELU: 0.003, Tanh: 0.004, Swish: 0.002 }
  const LOSS: Record<string, number> = { ReLU: 1, ELU: 1.5, Tanh: 1.6, Swish: 1.7 }
  const good = (axes: AxisValues): Summary => ({
    ...geometry,
    lambdaMin: LAMBDA[String(axes['activation'])] ?? null,
    finalLoss: LOSS[String(axes['activation'])] ?? null,
    hiddenLambdaMaxStart: 1,
    hiddenLambdaMaxEnd: 1.3,
  })

  it('has verdicts that its runs decide', () => {
    expect(new Set(Object.values(verdicts(good)))).toEqual(new Set(['holds']))
    expect(verdicts(good, 'quick')).toMatchObject({ 'F2-training': 'premise not met', 'F2-order': 'holds' })
    const bad = verdicts((axes) => ({
      ...good(axes),
      lineSeparation: 0.05,
      centredComponents99: 10,
      ...(axes['activation'] === 'ReLU' ? { lambdaMin: 1e-3, finalLoss: 2 } : {}),
      hiddenLambdaMaxEnd: 1.001,
    }))
    expect(new Set(Object.values(bad))).toEqual(new Set(['fails']))
  })
})
