import type { Paper, Recipe } from './paper'
import { activations } from './activations'
import { asymmetric } from './asymmetric'
import { moderate } from './moderate'
import { razborov } from './razborov'

/** Papers in the order in which the window shows them. */
export const PAPERS: readonly Paper[] = [razborov, activations, moderate, asymmetric]

export function recipeById(id: string): Recipe | undefined {
  return PAPERS.flatMap((paper) => paper.recipes).find((recipe) => recipe.id === id)
}
