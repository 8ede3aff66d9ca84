import { describe, expect, it } from 'vitest'
import { parseSpec, RECIPE_SIZES } from '../../../../src-main/contract'
import { cellHash, experimentOf } from '../../../../src-main/experiments'
import { conditioning } from '../../../../src-main/papers/conditioning'

describe.each(conditioning.recipes.map((recipe) => ({ recipe, id: recipe.id })))('$id', ({ recipe }) => {
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
