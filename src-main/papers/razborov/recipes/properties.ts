import type { CellPlan, FigureView, RecipeSize } from '../../../contract'
import type { QuasiRandomPropertiesSpec } from '../../../experiments/quasi-random-properties/spec'
import type { Recipe } from '../../paper'
import { panelFigure } from '../../series-figure'
import { finished, measuredTable, studyCells } from '../../study-cells'
import { PROPERTIES_RECIPE_ID, propertyClaims } from '../claims/property-claims'
import { cellSeeds, HIDDEN_WIDTH_AXIS, INPUT_DIMENSION, presetStepSize, SAMPLE_COUNT_AXIS, type GridPoint } from '../main-series'

const SIZES: Readonly<Record<RecipeSize, { grid: readonly GridPoint[]; runs: number }>> = {
  full: {
    grid: [100, 200, 500, 1000].flatMap((hiddenWidth) => [100, 300, 1000].map((sampleCount) => ({ hiddenWidth, sampleCount }))),
    runs: 3,
  },
  quick: {
    grid: [
      { hiddenWidth: 100, sampleCount: 100 },
      { hiddenWidth: 200, sampleCount: 300 },
      { hiddenWidth: 500, sampleCount: 300 },
    ],
    runs: 1,
  },
}
const MOST_STEPS = 100_000
const AXES = [HIDDEN_WIDTH_AXIS, SAMPLE_COUNT_AXIS]

function plan(size: RecipeSize, baseSeed: number): CellPlan[] {
  const { grid, runs } = SIZES[size]
  return grid.map(({ hiddenWidth, sampleCount }) => {
    const spec: QuasiRandomPropertiesSpec = {
      experiment: 'quasi-random-properties',
      version: 1,
      inputDimension: INPUT_DIMENSION,
      hiddenWidth,
      sampleCount,
      hiddenStepSize: presetStepSize(hiddenWidth, sampleCount),
      maxSteps: MOST_STEPS,
    }
    // the instances of the main series
    return { spec, seeds: cellSeeds(baseSeed, hiddenWidth, sampleCount, runs), axes: { hiddenWidth, sampleCount } }
  })
}

export const properties: Recipe = {
  id: PROPERTIES_RECIPE_ID,
  title: 'Quasi-random properties',
  shows:
    'What the proofs use of a random instance, how many neurons its kernel can lose, and how large the changes of its activations are.',
  axes: AXES,
  plan,
  present: (evidence) => {
    const cells = studyCells(evidence)
    const table = (id: string, title: string, caption: string, quantityIds: string[]) =>
      measuredTable({ id, title, caption, axes: AXES, groupBy: 'hiddenWidth', quantityIds }, cells, finished)
    const figure: FigureView = panelFigure(
      {
        id: 'change-norm',
        title: 'Norm of the changes of activations',
        caption: 'Mean over the runs at the steps all of them have.',
        series: 'changeNorm',
        y: { label: 'Norm over sqrt(S)', symbol: '\\|(A_t-A_0)*X\\|_2/\\sqrt S', unit: '', scale: 'linear' },
      },
      evidence,
      ({ axes }) => `S = ${String(axes['hiddenWidth'])}, m = ${String(axes['sampleCount'])}`,
    )
    return {
      tables: [
        table('properties', 'Properties at the start', 'n = 100. Each is scaled to be of the order of 1 or of a logarithm.', [
          'coherence',
          'inputNormRatio',
          'leastWeightNorm',
          'largestWeight',
          'largestPreactivation',
          'largestOutput',
          'nearKinkRatio',
        ]),
        table('deletion', 'Smallest eigenvalue over S without some neurons', 'Those that matter most go first, or random ones.', [
          'lambdaMin',
          'lambdaMinWithout5',
          'lambdaMinWithoutRandom5',
          'lambdaMinWithout10',
          'lambdaMinWithoutRandom10',
          'lambdaMinWithout20',
          'lambdaMinWithoutRandom20',
          'lambdaMinWithout40',
          'lambdaMinWithoutRandom40',
        ]),
        table('changes', 'Changes of activations while training', 'Step sizes of the main series.', ['steps', 'changeNorm']),
      ],
      figures: figure.curves.length > 0 ? [figure] : [],
      claims: propertyClaims(evidence.runs),
      notes: ['Properties (20) and (21) are about every subset of points: only all points together are looked at here.'],
    }
  },
}
