import type { Paper } from '../paper'
import { ASYMMETRIC_CLAIMS } from './claims'
import { NETWORK_CLAIMS } from './network-claims'
import { squareSumFigure } from './panels'
import { ASYMMETRIC_RECIPES } from './recipes'
import { THEOREM_CLAIMS, theoremClaims } from './theorem-claims'
import { THEORY_CLAIMS, THEORY_RECIPES } from './theory-laboratory'
import { trainingClaims } from './theory-training-claims'

export const asymmetric: Paper = {
  id: 'asymmetric',
  title: 'Over-parameterised Shallow Neural Networks with Asymmetrical Node Scaling',
  name: 'Caron et al.',
  authors: 'Fran\u00e7ois Caron, Fadhel Ayed, Paul Jung, Hoil Lee, Juho Lee, Hongseok Yang',
  reference: 'arXiv 2302.01002, 2023',
  shows:
    'Scaling the neurons unequally keeps the guarantees of the kernel regime and lets the features be learnt: the fewer neurons carry the ' +
    'weight, the more they move.',
  recipes: [...ASYMMETRIC_RECIPES, ...THEORY_RECIPES],
  claims: [...ASYMMETRIC_CLAIMS, ...NETWORK_CLAIMS, ...THEOREM_CLAIMS, ...THEORY_CLAIMS],
  thumbnail: squareSumFigure,
  runClaims: (run) => [
    ...theoremClaims([run]).filter(({ verdict }) => verdict !== 'not measured'),
    ...trainingClaims([run]).filter(({ verdict }) => verdict !== 'vacuous'),
  ],
}
