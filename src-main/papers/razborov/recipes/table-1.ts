import type { Recipe } from '../../paper'
import { changeExponentClaim, flatDistanceClaim, reproductionClaim, runClaimsOver, TABLE_1_REPRODUCED } from '../claims/study-claims'
import { HIDDEN_WIDTH_AXIS, mainSeriesPlan, SAMPLE_COUNT_AXIS, STEP_SIZE_NOTE, TABLE_1_GRID } from '../main-series'
import { mainFigures } from '../presentation/main-figures'
import { publishedTable } from '../presentation/published-table'
import { studyCells } from '../presentation/study-cells'
import { TABLE_1 } from '../published/table-1'

const RUNS = { full: 10, quick: 1 } as const

export const table1: Recipe = {
  id: 'razborov-table-1',
  title: 'Table 1',
  shows:
    'Steps, decay of the smallest kernel eigenvalue, activation changes and weight distance for 40 sizes S, m, beside the printed table.',
  axes: [HIDDEN_WIDTH_AXIS, SAMPLE_COUNT_AXIS],
  plan: (size, baseSeed) => mainSeriesPlan(TABLE_1_GRID, RUNS[size], baseSeed),
  present: (evidence) => {
    const cells = studyCells(evidence)
    const table = publishedTable(
      {
        id: 'table-1',
        title: 'Table 1',
        caption:
          'Gaussian labels of variance S, n = 100, hidden layer trained until |e| < 0.001. Range and average over the converged runs of a ' +
          'cell; deviations are from the printed averages.',
        axes: [HIDDEN_WIDTH_AXIS, SAMPLE_COUNT_AXIS],
        groupBy: 'hiddenWidth',
      },
      cells,
      TABLE_1,
    )
    return {
      tables: [table],
      figures: mainFigures(cells, TABLE_1),
      claims: [
        reproductionClaim(TABLE_1_REPRODUCED, table, cells),
        changeExponentClaim(cells, TABLE_1),
        flatDistanceClaim(cells),
        ...runClaimsOver(cells),
      ],
      notes: [STEP_SIZE_NOTE, 'The printed table has no |W_T - W_0|_F for (S, m) = (500, 900).'],
    }
  },
}
