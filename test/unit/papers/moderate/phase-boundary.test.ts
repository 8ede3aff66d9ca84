import { describe, expect, it } from 'vitest'
import type { CellPlan, RecipeSize } from '../../../../src-main/contract'
import { cellHash } from '../../../../src-main/experiments'
import { recipeById } from '../../../../src-main/papers'
import { evidenceOf, type Ending } from '../../../fixtures/evidence'

const recipe = recipeById('moderate-softplus-100') ?? expect.fail()

/** Above the boundary every trial succeeds, on it some, below none. */
function truth({ axes }: CellPlan, repetition: number): Ending {
  const width = 2 * Math.floor(Number(axes['hiddenWidth']) / 2)
  const ratio = (width * Number(axes['inputDimension'])) / 100
  const succeeds = ratio > 1.5 || (ratio > 1.3 && repetition % 2 === 0)
  return { summary: {}, stopReason: succeeds ? 'converged' : 'step-budget' }
}

/** Computes what is open until nothing is. */
function explored(size: RecipeSize) {
  const plan = recipe.plan(size, 1)
  const computed = new Set<string>()
  const evidence = () => evidenceOf(plan, (cell, repetition) => (computed.has(cellHash(cell.spec)) ? truth(cell, repetition) : null))
  for (let stage = 0; stage < 20; stage++) {
    const open = recipe.openCells?.(evidence()) ?? expect.fail()
    if (open.length === 0) return { plan, computed, tiles: recipe.present(evidence()).figures[0]?.tiles?.tiles ?? expect.fail() }
    for (const hash of open) {
      expect(computed.has(hash)).toBe(false)
      computed.add(hash)
    }
  }
  return expect.fail()
}

describe('a phase diagram near its boundary', () => {
  it.each([
    ['full', 0.55],
    ['quick', 0.75],
  ] as const)('%s: less is computed, everything else is inferred as it is, and says so', (size, most) => {
    const { plan, computed, tiles } = explored(size)
    expect(computed.size).toBeLessThan(most * plan.length)
    expect(computed.size).toBeGreaterThan(0.1 * plan.length)
    expect(tiles).toHaveLength(plan.length)
    for (const cell of plan) {
      const hash = cellHash(cell.spec)
      const tile = tiles.find(({ cellHash: of }) => of === hash)
      const outcomes = cell.seeds.map((_, repetition) => (truth(cell, repetition).stopReason === 'converged' ? 1 : 0))
      const share = outcomes.reduce((sum: number, each) => sum + each, 0) / outcomes.length
      expect(tile?.inferred ?? false).toBe(!computed.has(hash))
      expect(tile?.value).toBe(share)
      if (tile?.inferred) expect(tile.text).toMatch(share === 1 ? /succeeded/ : /failed/)
    }
  })

  it('before anything is known a coarse grid is open, and nothing is inferred', () => {
    const evidence = evidenceOf(recipe.plan('full', 1), () => null)
    expect(recipe.openCells?.(evidence)).toHaveLength(49)
    expect(recipe.present(evidence).figures[0]?.tiles?.tiles.some(({ inferred }) => inferred)).toBe(false)
  })
})
