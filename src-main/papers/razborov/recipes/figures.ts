import type { Recipe } from '../../paper'
import { changeExponentClaim, flatDistanceClaim, reproductionClaim, runClaimsOver, TABLE_1_REPRODUCED } from '../claims/study-claims'
import { FIGURE_GRID, HIDDEN_WIDTH_AXIS, mainSeriesPlan, SAMPLE_COUNT_AXIS, STEP_SIZE_NOTE, TABLE_1_GRID } from '../main-series'
import { mainFigures } from '../presentation/main-figures'
import { publishedTable } from '../presentation/published-table'
import { studyCells } from '../presentation/study-cells'
import { TABLE_1 } from '../published/table-1'

const FULL_RUNS = 10
const QUICK_RUNS = 1

export const figures: Recipe = {
  id: 'razborov-figures-1-3',
  title: 'Figures 1, 2 and 3',
  shows: 'How the smallest kernel eigenvalue, the activation changes and the weight distance grow with m, on the full grid of 166 sizes.',
  axes: [HIDDEN_WIDTH_AXIS, SAMPLE_COUNT_AXIS],
  // the quick one is the grid of Table 1 with one run each, so both quick studies share their runs
  plan: (size, baseSeed) =>
    size === 'full' ? mainSeriesPlan(FIGURE_GRID, FULL_RUNS, baseSeed) : mainSeriesPlan(TABLE_1_GRID, QUICK_RUNS, baseSeed),
  present: (evidence) => {
    const cells = studyCells(evidence)
    const table = publishedTable(
      {
        id: 'figures-1-3-data',
        title: 'Data of Figures 1 to 3',
        caption: 'Range and average over the converged runs of a cell; cells of Table 1 beside the printed averages.',
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
      notes: [
        STEP_SIZE_NOTE,
        'The paper draws one green line in Figure 2 without saying for which S; here the bound is drawn for each.',
        'Cells that stand in Table 1 share their runs with it.',
      ],
    }
  },
}
