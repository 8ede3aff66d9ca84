import { describe, expect, it } from 'vitest'
import { PAPERS, recipeById } from '../../../src-main/papers'
import { evidenceOf } from '../../fixtures/evidence'

describe.each(PAPERS.map((paper) => ({ paper, name: paper.id })))('the claims of $name', ({ paper }) => {
  const presented = new Map(
    paper.recipes.map((recipe) => [recipe.id, recipe.present(evidenceOf(recipe.plan('full', 1), () => null)).claims]),
  )

  it('are each listed once, with recipes that test them', () => {
    const ids = paper.claims.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { id, recipeIds } of paper.claims) {
      expect(recipeIds.length, id).toBeGreaterThan(0)
      for (const recipeId of recipeIds) {
        expect(recipeById(recipeId), `${id}: ${recipeId}`).toBeDefined()
        expect(
          presented.get(recipeId)?.map((claim) => claim.id),
          `${recipeId} presents ${id}`,
        ).toContain(id)
      }
    }
  })

  it('are all that its recipes present, in the same words', () => {
    for (const [recipeId, claims] of presented) {
      for (const { id, title, formula, source, remark } of claims) {
        expect(
          paper.claims.find((statement) => statement.id === id),
          `${recipeId}: ${id}`,
        ).toMatchObject({ title, formula, source, remark })
      }
    }
  })
})
