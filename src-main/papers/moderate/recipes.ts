import type { CellPlan, RecipeSize } from '../../contract'
import type { Recipe } from '../paper'
import { fitBoundary, phaseClaims, type Diagram } from './claims'
import { ACTIVATION_NAMES } from './paper-spec'
import { HIDDEN_WIDTH_AXIS, INPUT_DIMENSION_AXIS, phaseCells, planPoint, type PhaseActivation } from './phase-cells'
import { phaseBoundary } from './phase-boundary'
import { phaseFigure } from './phase-figure'

const range = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step)

/** All widths, so that the difference between odd and even ones is seen; every third dimension and two trials when quick. */
const GRID: Readonly<Record<RecipeSize, { widths: number[]; dimensions: number[]; trials: number }>> = {
  full: { widths: range(1, 25, 1), dimensions: range(1, 25, 1), trials: 10 },
  quick: { widths: range(1, 25, 1), dimensions: range(1, 25, 3), trials: 2 },
}

function phaseRecipe(figure: string, activation: PhaseActivation, sampleCount: number): Recipe {
  const title = `Figure ${figure}, ${ACTIVATION_NAMES[activation]}`
  return {
    id: `moderate-${activation}-${sampleCount}`,
    title,
    shows: `Where gradient descent fits ${sampleCount} random labels: success probability over the width k and the dimension d, with the line n = kd.`,
    axes: [HIDDEN_WIDTH_AXIS, INPUT_DIMENSION_AXIS],
    plan: (size, baseSeed): CellPlan[] => {
      const { widths, dimensions, trials } = GRID[size]
      // from the corner of success, so that the picture shows its shape early
      return dimensions
        .toReversed()
        .flatMap((inputDimension) =>
          widths.map((hiddenWidth) => planPoint({ activation, sampleCount, hiddenWidth, inputDimension }, trials, baseSeed)),
        )
    },
    openCells: (evidence) => phaseBoundary(phaseCells(evidence)).open,
    present: (evidence) => {
      const diagram: Diagram = { activation, sampleCount, cells: phaseCells(evidence) }
      return {
        tables: [],
        figures: [
          phaseFigure(diagram.cells, {
            title: `${title}, n = ${sampleCount}`,
            sampleCount,
            fit: fitBoundary(diagram),
            deadPoints: activation === 'relu',
          }),
        ],
        claims: phaseClaims(diagram),
        notes: [
          'The paper states the step sizes 0.15 (softplus) and 0.10 (ReLU) without the normalisation of the loss. With the half-sum of ' +
            'equation (2.1) the cell k = d = 25 succeeds in about 1,500 steps; with the mean over the points the error is still above 0.3 after ' +
            '15,000. The half-sum is used.',
          'The paper does not say which grid it used nor which panel shows which activation. Here k and d take all integers from 1 to 25, and ' +
            'there is a diagram for each activation.',
          'Output weights are +c and -c in halves with c = |y| / sqrt(kn); with odd k one of them is 0, so that k counts as k - 1.',
        ],
      }
    },
  }
}

export const PHASE_RECIPES: Recipe[] = [
  phaseRecipe('2a', 'softplus', 100),
  phaseRecipe('2a', 'relu', 100),
  phaseRecipe('2b', 'softplus', 200),
  phaseRecipe('2b', 'relu', 200),
]
