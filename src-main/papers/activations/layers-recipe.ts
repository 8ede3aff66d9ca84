import type { Axis, CellPlan, ClaimStatement, ClaimView, FigureView, RecipeSize } from '../../contract'
import { activationOf } from '../../science/activations'
import type { Recipe } from '../paper'
import { writtenNumber } from '../run-claim'
import { finished, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { ACTIVATION_AXIS, circle, PAPER, PAPER_ACTIVATIONS, SAMPLE_COUNT_AXIS } from './cells'
import { kernelSpec } from './kernel-spec'
import { comparedClaim, figureOf, meanOf, sweepCurves, type Compared } from './study-curves'

const RECIPE_ID = 'activations-output-layer'

const LAYERS = { hidden: 'hidden layer', output: 'output layer', both: 'both layers' } as const
type Layer = keyof typeof LAYERS
const LAYER_AXIS: Axis = { id: 'layer', label: 'Trained', symbol: '' }

const COUNTS: Readonly<Record<RecipeSize, readonly number[]>> = { full: [5, 10, 20, 40, 80], quick: [5, 10, 20, 40] }

const statement = (id: string, title: string, formula: string, prediction: string): ClaimStatement => ({
  id,
  title,
  formula,
  source: `${PAPER}, appendix M.2`,
  premise: 'infinite width, half circle',
  prediction,
  remark: null,
  recipeIds: [RECIPE_ID],
})

const LARGER = statement(
  'C14',
  'Training the output layer too makes no eigenvalue smaller',
  '\\lambda_{\\min}(G+H)\\ge\\lambda_{\\min}(G)',
  'true for every activation and number of points',
)
const STILL_SMALL = statement(
  'C14-small',
  'and leaves the small ones of smooth activations small',
  '\\lambda_{\\min}(G+H)\\le e^{-\\Omega(n^{1/2d\u2032})}',
  'tanh and swish: G + H at most twice G, and steeper than n^-6 between the two largest n',
)

export const LAYER_CLAIMS: readonly ClaimStatement[] = [LARGER, STILL_SMALL]

interface Triple {
  name: string
  n: number
  hidden: number
  output: number
  both: number
}

function triples(cells: readonly StudyCell[]): Triple[] {
  return PAPER_ACTIVATIONS.flatMap((activation) => {
    const { name } = activationOf(activation)
    const own = cells.filter(({ axes }) => axes['activation'] === name)
    return [...new Set(own.map(({ axes }) => Number(axes['sampleCount'])))].flatMap((n): Triple[] => {
      const of = (layer: Layer): number =>
        meanOf(
          own.find(({ axes }) => axes['sampleCount'] === n && axes['layer'] === LAYERS[layer]),
          'lambdaMin',
        ) ?? NaN
      const triple = { name, n, hidden: of('hidden'), output: of('output'), both: of('both') }
      return Number.isNaN(triple.hidden + triple.output + triple.both) ? [] : [triple]
    })
  })
}

const STEEP = -6

function smallClaim(cells: readonly StudyCell[], all: readonly Triple[]): ClaimView {
  const compared = ['Tanh', 'Swish'].flatMap((name): Compared[] => {
    const own = all.filter((triple) => triple.name === name).sort((a, b) => a.n - b.n)
    const [before, last] = [own.at(-2), own.at(-1)]
    if (before === undefined || last === undefined) return []
    const slope = Math.log(last.both / before.both) / Math.log(last.n / before.n)
    const most = Math.max(...own.map(({ both, hidden }) => both / hidden))
    return [{ text: `${name}: at most ${writtenNumber(most)} times, n^${slope.toFixed(1)}`, holds: most <= 2 && slope < STEEP }]
  })
  return comparedClaim(STILL_SMALL, cells, compared)
}

function figures(cells: readonly StudyCell[]): FigureView[] {
  return (['output', 'both'] as const).flatMap((layer) =>
    figureOf(
      {
        id: `layers-${layer}`,
        title: `Smallest eigenvalue, ${LAYERS[layer]}`,
        caption: 'Infinite width, equally spaced points on the half circle.',
        x: { label: SAMPLE_COUNT_AXIS.label, symbol: SAMPLE_COUNT_AXIS.symbol, unit: '', scale: 'log' },
        y: { label: 'Smallest eigenvalue', symbol: '\\lambda_{\\min}', unit: '', scale: 'log' },
      },
      sweepCurves(
        cells.filter(({ axes }) => axes['layer'] === LAYERS[layer]),
        { x: 'sampleCount', quantity: 'lambdaMin', group: 'activation' },
      ),
    ),
  )
}

export const layersRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Training the output layer too',
  shows: 'What the kernel of the output layer adds to that of the hidden layer: little where eigenvalues are small.',
  axes: [ACTIVATION_AXIS, LAYER_AXIS, SAMPLE_COUNT_AXIS],
  plan: (size, baseSeed): CellPlan[] =>
    PAPER_ACTIVATIONS.flatMap((activation) =>
      (Object.keys(LAYERS) as Layer[]).flatMap((layer) =>
        COUNTS[size].map((n): CellPlan => ({
          spec: kernelSpec({ data: circle('half', n), activation, layer }),
          seeds: [baseSeed],
          axes: { activation: activationOf(activation).name, layer: LAYERS[layer], sampleCount: n },
        })),
      ),
    ),
  present: (evidence) => {
    const cells = studyCells(evidence)
    const all = triples(cells)
    const larger = all.map(({ name, n, hidden, output, both }) => ({
      text: `${name}, n = ${n}: ${[hidden, output, both].map(writtenNumber).join(' / ')}`,
      holds: both >= hidden * (1 - 1e-9),
    }))
    return {
      tables: [
        measuredTable(
          {
            id: 'layers',
            title: 'Smallest eigenvalues',
            caption: 'Infinite width, half circle.',
            axes: [ACTIVATION_AXIS, LAYER_AXIS, SAMPLE_COUNT_AXIS],
            groupBy: 'activation',
            quantityIds: ['lambdaMin', 'lambdaMax', 'resolvedCount'],
          },
          cells,
          finished,
        ),
      ],
      figures: figures(cells),
      claims: [
        comparedClaim(LARGER, cells, larger.filter(({ holds }) => !holds).length > 0 ? larger : larger.slice(0, 12)),
        smallClaim(cells, all),
      ],
      notes: [],
    }
  },
}
