import type { Paper } from '../paper'
import { certificate, CERTIFICATE_CLAIMS } from './certificate-recipe'
import { PHASE_CLAIMS } from './claims'
import { floors, FLOOR_CLAIMS } from './floors-recipe'
import { outputLayer, OUTPUT_LAYER_CLAIMS } from './output-layer-recipe'
import { PHASE_RECIPES } from './recipes'
import { RUN_CLAIMS, runClaims } from './run-claims'
import { scaling, SCALING_CLAIMS } from './scaling-recipe'
import { separation, SEPARATION_CLAIMS } from './separation-recipe'
import { stochastic, STOCHASTIC_CLAIMS } from './stochastic-recipe'
import { trajectories, TRAJECTORY_CLAIMS } from './trajectories-recipe'
import { widths, WIDTH_CLAIMS } from './widths-recipe'

export const moderate: Paper = {
  id: 'moderate',
  title: 'Towards Moderate Overparameterization',
  name: 'Oymak and Soltanolkotabi',
  authors: 'Samet Oymak and Mahdi Soltanolkotabi',
  reference: 'arXiv 1902.04674, 2019',
  shows:
    'Gradient descent on the hidden layer fits any labels once the number of parameters exceeds the number of points by a moderate factor, ' +
    'far fewer neurons than the theorems ask for.',
  recipes: [...PHASE_RECIPES, trajectories, certificate, outputLayer, stochastic, separation, scaling, widths, floors],
  claims: [
    ...PHASE_CLAIMS,
    ...RUN_CLAIMS,
    ...TRAJECTORY_CLAIMS,
    ...CERTIFICATE_CLAIMS,
    ...OUTPUT_LAYER_CLAIMS,
    ...STOCHASTIC_CLAIMS,
    ...SEPARATION_CLAIMS,
    ...SCALING_CLAIMS,
    ...WIDTH_CLAIMS,
    ...FLOOR_CLAIMS,
  ],
  // the paper prints its figure as colours alone
  thumbnail: () => null,
  runClaims: (run, evidence) => runClaims(run, evidence),
}
