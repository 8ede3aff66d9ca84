import { forkOf, type ClaimView, type RunRecord } from '../contract'
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

/** What the papers say of a run. They speak of training from its start with one set of step sizes, hence not of forks. */
export function claimsOfRun(run: RunRecord, evidence: Parameters<Paper['runClaims']>[1]): { paper: Paper; claim: ClaimView }[] {
  if (forkOf(run.spec) !== null) return []
  return PAPERS.flatMap((paper) => paper.runClaims(run, evidence).map((claim) => ({ paper, claim })))
}

/** By what name a filter speaks of a claim: ids are unique within a paper only. */
export function claimName({ id }: Pick<Paper, 'id'>, claimId: string): string {
  return `${id}-${claimId}`
}
