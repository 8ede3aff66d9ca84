import type { Paper } from '../paper'
import { checkRunClaim } from './claims/claim'
import { LABEL_CLAIMS } from './claims/label-claims'
import { PROPERTY_CLAIMS, propertyClaims } from './claims/property-claims'
import { RUN_CLAIMS } from './claims/run-claims'
import { CHANGE_EXPONENT, FLAT_DISTANCE, TABLE_1_REPRODUCED, TABLE_2_REPRODUCED } from './claims/study-claims'
import { publishedFigure1 } from './presentation/main-figures'
import { TABLE_1 } from './published/table-1'
import { figures } from './recipes/figures'
import { labels } from './recipes/labels'
import { properties } from './recipes/properties'
import { STEP_SIZE_CLAIMS, stepSize } from './recipes/step-size'
import { table1 } from './recipes/table-1'
import { table2 } from './recipes/table-2'
import { twoRate } from './recipes/two-rate'

export const razborov: Paper = {
  id: 'razborov',
  title: 'Improved Convergence Guarantees for Shallow Neural Networks',
  name: 'Razborov',
  authors: 'Alexander Razborov',
  reference: 'arXiv 2212.02323, 2022',
  shows:
    'Gradient descent on a two-layer ReLU network converges for moderately many points; the smallest kernel eigenvalue survives far beyond ' +
    'the theory, almost to as many points as weights.',
  recipes: [table1, table2, figures, stepSize, labels, twoRate, properties],
  claims: [
    TABLE_1_REPRODUCED,
    TABLE_2_REPRODUCED,
    ...RUN_CLAIMS,
    FLAT_DISTANCE,
    CHANGE_EXPONENT,
    ...STEP_SIZE_CLAIMS,
    ...LABEL_CLAIMS,
    ...PROPERTY_CLAIMS,
  ],
  thumbnail: () => publishedFigure1(TABLE_1),
  runClaims: (run) =>
    [...RUN_CLAIMS.map((claim) => checkRunClaim(claim, [run])), ...propertyClaims([run])].filter(({ verdict }) => verdict !== 'vacuous'),
}
