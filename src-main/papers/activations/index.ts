import type { Paper } from '../paper'
import { approximationRecipe, APPROXIMATION_CLAIMS } from './approximation-recipe'
import { classesRecipe, CLASS_CLAIMS } from './classes-recipe'
import { activationDepthRecipe, ACTIVATION_DEPTH_CLAIMS } from './depth-recipe'
import { dimensionRecipe, DIMENSION_CLAIMS } from './dimension-recipe'
import { FIGURE_2_CLAIMS } from './figure-2-claims'
import { figure2Recipe, standInRecipe } from './figure-2-recipes'
import { hermiteRecipe, HERMITE_CLAIMS } from './hermite-recipe'
import { layersRecipe, LAYER_CLAIMS } from './layers-recipe'
import { lemmasRecipe, LEMMA_CLAIMS } from './lemmas-recipe'
import { modesRecipe, MODE_CLAIMS } from './modes-recipe'
import { movementRecipe } from './movement-recipe'
import { parityRecipe, PARITY_CLAIMS } from './parity-recipe'
import { ranksRecipe, RANK_CLAIMS } from './ranks-recipe'
import { RATE_CLAIMS } from './rate-claims'
import { separationRecipe, SEPARATION_CLAIMS } from './separation-recipe'
import { settingsRecipe, SETTING_CLAIMS } from './settings-recipe'
import { smoothingRecipe, SMOOTHING_CLAIMS } from './smoothing-recipe'
import { spectraRecipe, SPECTRA_CLAIMS } from './spectra-recipe'
import { stochasticRecipe, STOCHASTIC_CLAIMS } from './stochastic-recipe'
import { sweepRecipe, SWEEP_CLAIMS } from './sweep-recipe'
import { TRAINING_CLAIMS } from './training-claims'
import { trainingRecipe } from './training-recipe'
import { widthRecipe, WIDTH_CLAIMS } from './width-recipe'

export const activations: Paper = {
  id: 'activations',
  title: 'Effect of Activation Functions on the Training of Overparametrized Neural Nets',
  name: 'Panigrahi et al.',
  authors: 'Abhishek Panigrahi, Abhishek Shetty, Navin Goyal',
  reference: 'arXiv 1908.05660, ICLR 2020',
  shows:
    'A kink in the activation keeps the smallest eigenvalue of the tangent kernel large and training fast; smooth activations have eigenvalues that ' +
    'fall faster than any power of the number of points.',
  recipes: [
    spectraRecipe,
    trainingRecipe,
    standInRecipe,
    figure2Recipe,
    sweepRecipe,
    dimensionRecipe,
    separationRecipe,
    widthRecipe,
    smoothingRecipe,
    parityRecipe,
    settingsRecipe,
    layersRecipe,
    activationDepthRecipe,
    classesRecipe,
    ranksRecipe,
    hermiteRecipe,
    approximationRecipe,
    lemmasRecipe,
    movementRecipe,
    modesRecipe,
    stochasticRecipe,
  ],
  claims: [
    ...SPECTRA_CLAIMS,
    ...TRAINING_CLAIMS,
    ...FIGURE_2_CLAIMS,
    ...RATE_CLAIMS,
    ...MODE_CLAIMS,
    ...SWEEP_CLAIMS,
    ...SEPARATION_CLAIMS,
    ...RANK_CLAIMS,
    ...HERMITE_CLAIMS,
    ...APPROXIMATION_CLAIMS,
    ...LEMMA_CLAIMS,
    ...SMOOTHING_CLAIMS,
    ...DIMENSION_CLAIMS,
    ...WIDTH_CLAIMS,
    ...PARITY_CLAIMS,
    ...LAYER_CLAIMS,
    ...ACTIVATION_DEPTH_CLAIMS,
    ...CLASS_CLAIMS,
    ...STOCHASTIC_CLAIMS,
    ...SETTING_CLAIMS,
  ],
  thumbnail: () => null,
  runClaims: () => [],
}
