import type { Paper, Recipe } from './paper'
import { activations } from './activations'
import { asymmetric } from './asymmetric'
import { conditioning } from './conditioning'
import { moderate } from './moderate'
import { razborov } from './razborov'

/** Papers in the order in which the window shows them. */
export const PAPERS: readonly Paper[] = [razborov, activations, moderate, asymmetric, conditioning]

export function recipeById(id: string): Recipe | undefined {
  return PAPERS.flatMap((paper) => paper.recipes).find((recipe) => recipe.id === id)
}

/** The paper a recipe belongs to. */
export function paperOf(recipeId: string): Paper | undefined {
  return PAPERS.find((paper) => paper.recipes.some(({ id }) => id === recipeId))
}
