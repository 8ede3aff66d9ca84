import type { ClaimStatement } from '../../contract'
import type { Recipe } from '../paper'
import { FINITE_CLAIMS, theoryFinite } from './theory-finite'
import { SCALES_CLAIMS, theoryScales } from './theory-scales'
import { theoryStart } from './theory-start'
import { START_CLAIMS } from './theory-start-claims'
import { theoryTraining, TRAINING_CLAIMS } from './theory-training'
import { theoryWidths, WIDTHS_CLAIMS } from './theory-widths'

/** Every checkable statement of the theory, each with the study that tests it. */
export const THEORY_RECIPES: readonly Recipe[] = [theoryScales, theoryStart, theoryTraining, theoryWidths, theoryFinite]

export const THEORY_CLAIMS: readonly ClaimStatement[] = [
  ...SCALES_CLAIMS,
  ...START_CLAIMS,
  ...TRAINING_CLAIMS,
  ...WIDTHS_CLAIMS,
  ...FINITE_CLAIMS,
]
