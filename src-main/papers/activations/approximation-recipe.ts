import type { ActivationSpec, Axis, CellPlan, ClaimStatement, ClaimView, FigureCurve, FigureView } from '../../contract'
import type { AnalysisOf } from '../../experiments/activation-analysis/spec'
import type { Recipe } from '../paper'
import { writtenNumber } from '../run-claim'
import { finished, idsOf, measuredTable, studyCells, valuesOf, verdictOf, type StudyCell } from '../study-cells'
import { claimView } from '../claim-view'
import { PAPER } from './cells'
import { figureOf, meanOf } from './study-curves'

const RECIPE_ID = 'activations-polynomial-degrees'

interface Statement {
  name: string
  activation: ActivationSpec
  part: AnalysisOf<'approximation'>['part']
  radii: readonly number[]
  claim: ClaimStatement
}

type Degree = AnalysisOf<'approximation'>['degree']

const claim = (id: string, title: string, formula: string, source: string, remark: string | null): ClaimStatement => ({
  id,
  title,
  formula,
  source: `${PAPER}, ${source}`,
  premise: 'interval of the stated half length, errors 0.1 to 1e-9',
  prediction: 'the Chebyshev series cut at that degree has at most the error wanted',
  remark,
  recipeIds: [RECIPE_ID],
})

const STATEMENTS: Readonly<Record<Degree, Statement>> = {
  logistic: {
    name: 'sigmoid, theorem F.4',
    activation: { kind: 'sigmoid' },
    part: 'value',
    radii: [1, 5, 10, 20],
    claim: claim(
      'C8-sigmoid',
      'Degree for the logistic function',
      'p=\\Big\\lceil\\frac{\\ln\\frac{4\\pi+2k}{\\pi^2\\epsilon}}{\\ln(1+\\pi/k)}\\Big\\rceil',
      'theorem F.4',
      null,
    ),
  },
  'tanh-as-printed': {
    name: 'tanh, equation 8 as printed',
    activation: { kind: 'tanh' },
    part: 'value',
    radii: [1, 3, 5, 10],
    claim: claim(
      'C8-printed',
      'Degree for tanh, as printed',
      'p=\\Big\\lceil\\frac{\\ln\\frac{4\\pi+2\\tau}{\\pi^2\\epsilon}}{\\ln(1+\\pi/\\tau)}\\Big\\rceil',
      'equation 8',
      'Misprint: as tanh x = 2 s(2x) - 1, theorem F.4 asks for twice the interval and half the error. Where the lower bound of the best polynomial ' +
        'exceeds the error wanted, no polynomial of that degree is good enough. The row below has the corrected degree.',
    ),
  },
  tanh: {
    name: 'tanh, corrected',
    activation: { kind: 'tanh' },
    part: 'value',
    radii: [1, 3, 5, 10],
    claim: claim(
      'C8-corrected',
      'Degree for tanh, corrected',
      'p=\\Big\\lceil\\frac{\\ln\\frac{2(4\\pi+4\\tau)}{\\pi^2\\epsilon}}{\\ln(1+\\pi/2\\tau)}\\Big\\rceil',
      'theorem F.4 with k = 2 tau and half the error',
      null,
    ),
  },
  'swish-derivative': {
    name: 'swish\u2032, theorem G.1',
    activation: { kind: 'swish' },
    part: 'derivative',
    radii: [1, 5, 10],
    claim: claim(
      'C8-swish',
      'Degree for the derivative of swish',
      'p=\\Big\\lceil\\frac{\\ln\\frac{4\\pi k+2k^2}{\\pi^2\\epsilon}}{\\ln(1+\\pi/k)}\\Big\\rceil',
      'theorem G.1',
      null,
    ),
  },
}

const DEGREES = Object.keys(STATEMENTS) as Degree[]
const TOLERANCES = [1e-1, 1e-3, 1e-6, 1e-9] as const

export const APPROXIMATION_CLAIMS: readonly ClaimStatement[] = DEGREES.map((degree) => STATEMENTS[degree].claim)

const AXES: Axis[] = [
  { id: 'statement', label: 'Statement', symbol: '' },
  { id: 'radius', label: 'Half length', symbol: 'k' },
  { id: 'tolerance', label: 'Error wanted', symbol: '\\epsilon' },
]

/** Rounding of the series' sum. */
const ROUNDING = 1e-14

function verdict({ name, claim: of }: Statement, all: readonly StudyCell[]): ClaimView {
  const cells = all.filter(({ axes, ended }) => axes['statement'] === name && ended.length > 0)
  const missed = cells.filter((cell) => !((meanOf(cell, 'truncationError') ?? NaN) <= Number(cell.axes['tolerance']) + ROUNDING))
  const impossible = cells.filter((cell) => (meanOf(cell, 'leastErrorBelow') ?? 0) > Number(cell.axes['tolerance']))
  const worst = Math.max(
    ...cells.flatMap(({ axes, ended }) => valuesOf(ended, 'truncationError').map((error) => error / Number(axes['tolerance']))),
  )
  const beyond = impossible.length === 0 ? '' : `; ${impossible.length} beyond every polynomial of that degree`
  return claimView(of, {
    met: cells.length === 0 ? null : true,
    measured:
      cells.length === 0
        ? 'nothing yet'
        : `${cells.length - missed.length} of ${cells.length} reach it; error over the one wanted at most ${writtenNumber(worst)}${beyond}`,
    verdict: verdictOf(cells.length > 0, missed.length === 0),
    runIds: idsOf(cells),
  })
}

function figure(cells: readonly StudyCell[]): FigureView[] {
  const curves = [...Map.groupBy(cells, ({ axes }) => String(axes['statement']))].flatMap(([name, own]): FigureCurve[] => {
    const points = own
      .flatMap((cell) => {
        const [degree, error] = [meanOf(cell, 'degree'), meanOf(cell, 'truncationError')]
        return degree === null || error === null ? [] : [{ x: degree, y: error / Number(cell.axes['tolerance']), cellHash: cell.hash }]
      })
      .sort((a, b) => a.x - b.x)
    return points.length === 0 ? [] : [{ id: name, label: name, kind: 'measured', group: name, points }]
  })
  const last = Math.max(2, ...curves.flatMap(({ points }) => points.map(({ x }) => x)))
  return figureOf(
    {
      id: 'degrees',
      title: 'Error of the stated degree over the error wanted',
      caption: 'Chebyshev series cut at the degree that the statement names. Above 1 the statement fails.',
      x: { label: 'Degree', symbol: 'p', unit: '', scale: 'log' },
      y: { label: 'Error over the one wanted', symbol: '', unit: '', scale: 'log' },
    },
    [
      ...curves,
      {
        id: 'wanted',
        label: 'error wanted',
        kind: 'bound',
        excluded: 'above',
        group: 'wanted',
        points: [
          { x: 1, y: 1 },
          { x: last, y: 1 },
        ],
      },
    ],
  )
}

export const approximationRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Degrees of approximating polynomials',
  shows:
    'Whether polynomials of the stated degrees approximate sigmoid, tanh and swish as well as stated; equation 8 for tanh is not enough.',
  axes: AXES,
  plan: (_size, baseSeed): CellPlan[] =>
    DEGREES.flatMap((degree) => {
      const { name, activation, part, radii } = STATEMENTS[degree]
      return radii.flatMap((radius) =>
        TOLERANCES.map((tolerance): CellPlan => ({
          spec: {
            experiment: 'activation-analysis',
            version: 1,
            analysis: { kind: 'approximation', activation, part, radius, tolerance, degree },
          },
          seeds: [baseSeed],
          axes: { statement: name, radius, tolerance },
        })),
      )
    }),
  present: (evidence) => {
    const cells = studyCells(evidence)
    return {
      tables: [
        measuredTable(
          {
            id: 'degrees',
            title: 'Degrees and errors',
            caption: 'The best polynomial is looked for up to degree 64.',
            axes: AXES,
            groupBy: 'statement',
            quantityIds: ['degree', 'truncationError', 'leastErrorBelow', 'leastErrorAbove'],
          },
          cells,
          finished,
        ),
      ],
      figures: figure(cells),
      claims: DEGREES.map((degree) => verdict(STATEMENTS[degree], cells)),
      notes: [
        'Both sizes compute the same. The corrected degree for tanh has twice the interval and half the error in theorem F.4; theorem F.8, which has ' +
          'pi/3 from equation 8, would have pi/6.',
      ],
    }
  },
}
