import type { Paper } from '../paper'
import { ACTIVATION_CLAIMS, activationsRecipe } from './activations-recipe'
import { DEPTH_CLAIMS, depthRecipe } from './depth-recipe'
import { DESCENT_CLAIMS, descentRecipe } from './descent-recipe'
import { FIGURE_CLAIMS, figure2Recipe, figure6Recipe } from './figure-recipes'
import { INTERPOLATION_CLAIMS, interpolationRecipe } from './interpolation-recipe'
import { LENGTH_CLAIMS, lengthsRecipe } from './lengths-recipe'
import { QUERY_CLAIMS, queriesRecipe } from './queries-recipe'
import { CONDITIONING_SEPARATION_CLAIMS, conditioningSeparationRecipe } from './separation-recipe'
import { TRAINING_CLAIMS, TRAINING_RECIPES } from './training'
import { CONDITIONING_WIDTH_CLAIMS, conditioningWidthRecipe } from './width-recipe'

export const conditioning: Paper = {
  id: 'conditioning',
  title: 'A Deep Conditioning Treatment of Neural Networks',
  name: 'Agarwal et al.',
  authors: 'Naman Agarwal, Pranjal Awasthi, Satyen Kale',
  reference: 'arXiv 2002.01523, 2020',
  shows:
    'Depth takes correlations of inputs to 0 and condition numbers of kernels to 1, at a rate that the nonlinearity of the normalised activation sets; ' +
    'for the activation that is trained with, the theorems begin to speak far beyond the depths that are trained.',
  recipes: [
    figure2Recipe,
    figure6Recipe,
    activationsRecipe,
    depthRecipe,
    lengthsRecipe,
    conditioningWidthRecipe,
    descentRecipe,
    queriesRecipe,
    interpolationRecipe,
    conditioningSeparationRecipe,
    ...TRAINING_RECIPES,
  ],
  claims: [
    ...FIGURE_CLAIMS,
    ...ACTIVATION_CLAIMS,
    ...DEPTH_CLAIMS,
    ...LENGTH_CLAIMS,
    ...CONDITIONING_WIDTH_CLAIMS,
    ...DESCENT_CLAIMS,
    ...QUERY_CLAIMS,
    ...INTERPOLATION_CLAIMS,
    ...CONDITIONING_SEPARATION_CLAIMS,
    ...TRAINING_CLAIMS,
  ],
  thumbnail: () => null,
  runClaims: () => [],
}
