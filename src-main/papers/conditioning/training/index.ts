import type { ClaimStatement } from '../../../contract'
import type { Recipe } from '../../paper'
import { TRAINING_DEPTH_CLAIMS, trainingDepthRecipe } from './depth-recipe'
import { TRAINING_FIGURE_CLAIMS, TRAINING_FIGURE_RECIPES } from './figure-recipes'
import { TRAINING_MINUTES_CLAIMS, trainingMinutesRecipe } from './minutes-recipe'
import { TRAINING_OVERNIGHT_CLAIMS, trainingOvernightRecipe } from './overnight-recipe'
import { TRAINING_RATES_CLAIMS, trainingRatesRecipe } from './rates-recipe'

/** From what takes a minute to what takes days. */
export const TRAINING_RECIPES: readonly Recipe[] = [
  trainingDepthRecipe,
  trainingRatesRecipe,
  trainingMinutesRecipe,
  trainingOvernightRecipe,
  ...TRAINING_FIGURE_RECIPES,
]

export const TRAINING_CLAIMS: readonly ClaimStatement[] = [
  ...TRAINING_DEPTH_CLAIMS,
  ...TRAINING_RATES_CLAIMS,
  ...TRAINING_MINUTES_CLAIMS,
  ...TRAINING_OVERNIGHT_CLAIMS,
  ...TRAINING_FIGURE_CLAIMS,
]
