import type { Paper } from '../paper'
import { spectraRecipe, SPECTRA_CLAIMS } from './spectra-recipe'
import { sweepRecipe, SWEEP_CLAIMS } from './sweep-recipe'
import { TRAINING_CLAIMS } from './training-claims'
import { trainingRecipe } from './training-recipe'

export const activations: Paper = {
  id: 'activations',
  title: 'Effect of Activation Functions on the Training of Overparametrized Neural Nets',
  name: 'Panigrahi et al.',
  authors: 'Abhishek Panigrahi, Abhishek Shetty, Navin Goyal',
  reference: 'arXiv 1908.05660, ICLR 2020',
  shows:
    'A kink in the activation keeps the smallest eigenvalue of the tangent kernel large and training fast; smooth activations have eigenvalues that ' +
    'fall faster than any power of the number of points.',
  recipes: [spectraRecipe, sweepRecipe, trainingRecipe],
  claims: [...SPECTRA_CLAIMS, ...SWEEP_CLAIMS, ...TRAINING_CLAIMS],
  thumbnail: () => null,
  runClaims: () => [],
}
