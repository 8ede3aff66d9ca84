import { describe, expect, it } from 'vitest'
import { parseSpec, RECIPE_SIZES, type CellPlan, type RecipeSize } from '../../../../src-main/contract'
import { cellHash, experimentOf } from '../../../../src-main/experiments'
import { PAPERS, recipeById } from '../../../../src-main/papers'
import { cellSeed, FIGURE_GRID, presetStepSize, statedStepSize, TABLE_1_GRID } from '../../../../src-main/papers/razborov/main-series'
import { TABLE_1 } from '../../../../src-main/papers/razborov/published/table-1'
import { TABLE_2 } from '../../../../src-main/papers/razborov/published/table-2'
import { razborov } from '../../../../src-main/papers/razborov'
import { ratesOfRatio } from '../../../../src-main/papers/razborov/recipes/two-rate'
import { philoxBlock } from '../../../../src-main/science/random'

const recipes = PAPERS.flatMap((paper) => paper.recipes)

function planOf(id: string, size: RecipeSize, baseSeed = 1): CellPlan[] {
  const recipe = recipeById(id)
  if (recipe === undefined) throw new Error(`there is no recipe ${id}`)
  return recipe.plan(size, baseSeed)
}

describe('published tables', () => {
  it('have the printed rows', () => {
    expect(TABLE_1).toHaveLength(40)
    expect(TABLE_2).toHaveLength(5)
    expect(TABLE_1.map(({ hiddenWidth, sampleCount }) => ({ hiddenWidth, sampleCount }))).toEqual(TABLE_1_GRID)
  })

  it('keep the averages inside their ranges and the missing entry missing', () => {
    for (const row of [...TABLE_1, ...TABLE_2]) {
      for (const range of [row.steps, row.kappaH, row.everChangedCount, row.hiddenWeightDistance]) {
        if (range === null || range.min === null || range.max === null) continue
        expect(range.mean).toBeGreaterThanOrEqual(range.min)
        expect(range.mean).toBeLessThanOrEqual(range.max)
      }
    }
    const missing = TABLE_1.filter(({ hiddenWeightDistance }) => hiddenWeightDistance === null)
    expect(missing.map(({ hiddenWidth, sampleCount }) => [hiddenWidth, sampleCount])).toEqual([[500, 900]])
  })

  it('agree in their sums with the printed columns added elsewhere', () => {
    // python3, csv module over the tables as distributed with the specification
    const total = (of: (row: (typeof TABLE_1)[number]) => number): number => TABLE_1.reduce((sum, row) => sum + of(row), 0)
    expect(total(({ steps }) => steps.mean)).toBe(21257)
    expect(total(({ everChangedCount }) => everChangedCount.mean)).toBe(858090)
    expect(total(({ kappaH }) => kappaH.mean)).toBeCloseTo(35.67, 10)
    expect(total(({ hiddenWeightDistance }) => hiddenWeightDistance?.mean ?? 0)).toBeCloseTo(1902.14, 10)
    expect(total(({ statedStepSize: stated }) => stated)).toBeCloseTo(0.0374, 12)
  })
})

describe('grids', () => {
  it('are the 40 cells of Table 1 inside the 166 cells of the figures', () => {
    expect(TABLE_1_GRID).toHaveLength(40)
    expect(FIGURE_GRID).toHaveLength(166)
    const counts = [100, 200, 500, 1000].map((width) => FIGURE_GRID.filter(({ hiddenWidth }) => hiddenWidth === width).length)
    expect(counts).toEqual([91, 46, 19, 10])
    for (const cell of TABLE_1_GRID) expect(FIGURE_GRID).toContainEqual(cell)
  })
})

describe('step sizes', () => {
  it.each([
    [100, 1000, 1e-3, 1e-3],
    [200, 900, 1e-3, 1e-3],
    [500, 850, 1e-3, 1e-3],
    [500, 900, 5e-4, 5e-4],
    [1000, 100, 5e-4, 1e-3],
    [1000, 800, 5e-4, 1e-3],
    [1000, 900, 2e-4, 2e-4],
    [100, 5000, 1e-3, 1e-3],
  ])('S = %i, m = %i: preset %d, stated %d', (width, count, preset, stated) => {
    expect([presetStepSize(width, count), statedStepSize(width, count)]).toEqual([preset, stated])
  })

  it('stated ones are those of the tables', () => {
    for (const row of [...TABLE_1, ...TABLE_2]) expect(statedStepSize(row.hiddenWidth, row.sampleCount)).toBe(row.statedStepSize)
  })

  it('cells where they differ say so', () => {
    for (const { axes, note } of planOf('razborov-table-1', 'full')) {
      const differs = axes['hiddenWidth'] === 1000 && Number(axes['sampleCount']) <= 800
      expect(note).toBe(differs ? 'step size 0.0005; paper states 0.001' : undefined)
    }
  })

  it('of the ratio sweep have the ratio and a kernel of norm about 1', () => {
    for (const ratio of [0.01, 0.1, 1, 10, 100]) {
      const { hidden, output } = ratesOfRatio(ratio)
      expect(Math.abs(output / hidden / ratio - 1)).toBeLessThan(5e-3)
    }
    expect(ratesOfRatio(0).output).toBe(0)
    expect(ratesOfRatio(Infinity).hidden).toBe(0)
    // lambda_max(H_0) / S about 1.22, lambda_max(G_0) / S about 16.4 at S = 1000, m = 100
    expect(ratesOfRatio(0).hidden * 1220).toBeCloseTo(1, 1)
    expect(ratesOfRatio(Infinity).output * 16_400).toBeCloseTo(1, 1)
  })
})

describe('seeds', () => {
  it('are the first word of Philox keyed by the base with counter (n, S, m, repetition)', () => {
    const words = new Uint32Array(4)
    philoxBlock(100, 500, 300, 7, 42, 0, words, 0)
    expect(cellSeed(42, 500, 300, 7)).toBe(words[0])
    // the same by an independent implementation of Philox
    expect(cellSeed(1, 100, 100, 0)).toBe(609829395)
  })

  it('differ inside every cell of every recipe', () => {
    for (const recipe of recipes) {
      for (const { seeds } of recipe.plan('full', 1)) expect(new Set(seeds).size).toBe(seeds.length)
    }
  })

  it('make Table 1 and the figures share runs, and Table 2 draw m = 1000 anew', () => {
    const key = ({ spec, seeds }: CellPlan): string => `${cellHash(spec)} ${seeds.join(' ')}`
    const figures = new Set(planOf('razborov-figures-1-3', 'full').map(key))
    for (const cell of planOf('razborov-table-1', 'full')) expect(figures.has(key(cell))).toBe(true)
    expect(planOf('razborov-figures-1-3', 'quick').map(key)).toEqual(planOf('razborov-table-1', 'quick').map(key))

    const first = planOf('razborov-table-1', 'full').find(({ axes }) => axes['hiddenWidth'] === 100 && axes['sampleCount'] === 1000)
    const again = planOf('razborov-table-2', 'full').find(({ axes }) => axes['sampleCount'] === 1000)
    if (first === undefined || again === undefined) throw new Error('cells are missing')
    expect(cellHash(again.spec)).toBe(cellHash(first.spec))
    expect(again.seeds.filter((seed) => first.seeds.includes(seed))).toEqual([])
  })

  it('depend on the base seed', () => {
    const [one, two] = [planOf('razborov-table-1', 'quick', 1), planOf('razborov-table-1', 'quick', 2)]
    expect(one[0]?.seeds).not.toEqual(two[0]?.seeds)
    expect(one.map(({ spec }) => spec)).toEqual(two.map(({ spec }) => spec))
  })

  it('of the quick size are among those of the full size, so that nothing is computed twice', () => {
    for (const recipe of razborov.recipes) {
      const full = new Map(recipe.plan('full', 1).map(({ spec, seeds }) => [cellHash(spec), seeds]))
      for (const { spec, seeds } of recipe.plan('quick', 1)) {
        for (const seed of seeds) expect(full.get(cellHash(spec))).toContain(seed)
      }
    }
  })
})

/** Quick sizes take a minute, but for networks of 32 and 64 layers, and of recipes that are called after their time. */
const MINUTES = new Map([
  ['conditioning-figure-3', 2],
  ['conditioning-figure-5', 2],
  ['conditioning-figure-5-equal-epochs', 2],
  ['conditioning-figure-5-mixed', 2],
  ['conditioning-training-minutes', 10],
  ['conditioning-training-overnight', 60],
])

describe('every recipe', () => {
  it.each(recipes.flatMap((recipe) => RECIPE_SIZES.map((size) => [recipe.id, size] as const)))(
    '%s %s plans valid, runnable, distinct cells with an axis value each',
    (id, size) => {
      const plan = planOf(id, size)
      const axes = recipeById(id)?.axes.map((axis) => axis.id) ?? []
      for (const { spec, seeds, axes: values } of plan) {
        expect(parseSpec(spec)).toEqual(spec)
        expect(experimentOf(spec).check(spec)).toEqual([])
        expect(seeds.length).toBeGreaterThan(0)
        expect(axes.filter((axis) => !(axis in values))).toEqual([])
      }
      expect(new Set(plan.map(({ spec }) => cellHash(spec))).size).toBe(plan.length)
    },
  )

  it.each(recipes.map(({ id }) => id))('%s quick takes no longer than it may at 100 GFLOP/s, with twice the time to spare', (id) => {
    const flops = planOf(id, 'quick').reduce((sum, { spec, seeds }) => {
      const { trainingFlops, spectrumFlops } = experimentOf(spec).cost(spec)
      // eigenvalue solvers reach about a third of the rate of products
      return sum + seeds.length * (trainingFlops + 3 * spectrumFlops)
    }, 0)
    expect(flops).toBeLessThan((MINUTES.get(id) ?? 1) * 3e12)
  })

  it('full sizes are those of the paper', () => {
    const runs = (id: string): number => planOf(id, 'full').reduce((sum, { seeds }) => sum + seeds.length, 0)
    expect(runs('razborov-table-1')).toBe(400)
    expect(runs('razborov-figures-1-3')).toBe(1660)
    expect(planOf('razborov-table-2', 'full').map(({ seeds }) => seeds.length)).toEqual([10, 10, 6, 3, 1])
    const local = planOf('razborov-labels', 'full').filter(
      ({ axes }) => axes['labelKind'] === 'local' && Number(axes['sampleCount']) >= 1000,
    )
    expect(local.map(({ axes, seeds }) => [axes['sampleCount'], axes['hiddenStepSize'], seeds.length])).toEqual([
      [1000, 1e-3, 20],
      [2000, 1e-3, 10],
      [2000, 1e-4, 10],
      [2000, 1e-5, 3],
    ])
  })

  it('ids are unique and found', () => {
    expect(new Set(recipes.map(({ id }) => id)).size).toBe(recipes.length)
    expect(recipeById('nothing')).toBeUndefined()
  })
})
