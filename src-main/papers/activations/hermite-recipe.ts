import type { ActivationSpec, CellPlan, ClaimStatement, ClaimView, FigureCurve, FigureView, RecipeSize } from '../../contract'
import { activationOf } from '../../science/activations'
import { printedTanhDecay, tanhDecay, tanhTailOrder } from '../../science/gaussian'
import type { Recipe, StudyEvidence } from '../paper'
import { writtenNumber } from '../run-claim'
import { finished, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { ACTIVATION_AXIS, PAPER } from './cells'
import { comparedClaim, figureOf, meanOf, within } from './study-curves'

const RECIPE_ID = 'activations-hermite'

const ACTIVATIONS: readonly ActivationSpec[] = [
  { kind: 'tanh' },
  { kind: 'swish' },
  { kind: 'sigmoid' },
  { kind: 'relu' },
  { kind: 'elu' },
  { kind: 'selu' },
  { kind: 'penalised-tanh', negativeSlope: 0.25 },
]

const TERMS: Readonly<Record<RecipeSize, number>> = { full: 1601, quick: 801 }

const nameOf = (kind: 'tanh' | 'swish' | 'relu' | 'elu'): string => activationOf({ kind }).name

/** A series over the order k, of the first run of an activation's cell. */
type Curve = Map<number, number>
function curveOf(evidence: StudyEvidence, cells: readonly StudyCell[], name: string, series: string): Curve {
  const run = cells.find(({ axes }) => axes['activation'] === name)?.ended[0]
  const recorded = run === undefined ? null : evidence.series(run.id, series)
  return new Map(recorded === null ? [] : Array.from(recorded.steps, (step, i) => [step, recorded.values[i] ?? NaN]))
}

const ORDERS = [10, 100, 400, 800, 1600] as const

function statement(id: string, title: string, formula: string, source: string, prediction: string, remark: string | null): ClaimStatement {
  return { id, title, formula, source: `${PAPER}, ${source}`, premise: 'exact coefficients', prediction, remark, recipeIds: [RECIPE_ID] }
}

const PRINTED = statement(
  'C7-printed',
  'Decay of the coefficients of tanh\u2032, as printed',
  "c_k(\\tanh')=(2k+1)^{-1/4}\\,\\Theta\\big(e^{-\\frac{\\pi}{4}\\sqrt{2k+1}}\\big)",
  'equation 34',
  'the ratio of both sides neither vanishes nor grows: within a factor of 2 from k = 100 on',
  'Misprint: the exponent is half the true one, and the power has the wrong sign. The row below has the corrected law.',
)
const CORRECTED = statement(
  'C7-corrected',
  'Decay of the coefficients of tanh\u2032, corrected',
  "|c_k(\\tanh')|\\approx3.4\\,(2k+1)^{1/4}e^{-\\frac{\\pi}{2\\sqrt2}\\sqrt{2k+1}}",
  'equation 34, corrected',
  'the ratio of both sides settles: it moves by less than 5 % from one order to the next from k = 400 on',
  'Even k; the odd coefficients are 0. The poles of tanh\u2032 are i pi/2 away from the line.',
)
const TAIL = statement(
  'C7-tail',
  'Squares of the coefficients of tanh\u2032 beyond p',
  '\\sum_{k>p}c_k^2=O\\big(\\sqrt p\\,e^{-\\pi\\sqrt p/(4\\sqrt2)}\\big)',
  'theorem F.7',
  'the ratio of both sides is at most 1 and falls with p',
  'True and loose: the sum falls like exp(-pi sqrt p), with an exponent 4 sqrt 2 times as large.',
)
const SWISH = statement(
  'C7-swish',
  'Coefficients of swish\u2032 fall faster than those of tanh\u2032',
  "|c_k(\\mathrm{swish}')|\\approx e^{-\\pi\\sqrt k},\\quad|c_k(\\tanh')|\\approx e^{-\\pi\\sqrt k/2}",
  'theorem G.2 gives both the same rate',
  'slope of ln |c_k| over sqrt(2k + 1): -pi/sqrt 2 for swish, -pi/(2 sqrt 2) for tanh, within 3 %',
  'The bound of theorem G.2 is valid; the pole of swish is twice as far away, so that swish is much worse than tanh.',
)
const KINKS = statement(
  'C7-kinks',
  'A kink makes the coefficients fall with a power',
  "c_k(\\phi')\\sim k^{-r/2-1/4}\\ \\text{for }\\phi\\in J_r",
  'equations 18 and 20 (for r = 1)',
  'power of decay -3/4 for ReLU, SELU and penalised tanh, -5/4 for ELU, within 0.03',
  'Printed as (-1)^k / k^0.75 for all k; for ReLU only odd k are not 0.',
)

export const HERMITE_CLAIMS: readonly ClaimStatement[] = [PRINTED, CORRECTED, TAIL, SWISH, KINKS]

function decayClaims(evidence: StudyEvidence, cells: readonly StudyCell[]): ClaimView[] {
  const sizes = curveOf(evidence, cells, nameOf('tanh'), 'coefficientSize')
  const orders = ORDERS.filter((k) => sizes.has(k))
  const ratios = (law: (k: number) => number): { k: number; ratio: number }[] =>
    orders.map((k) => ({ k, ratio: (sizes.get(k) ?? NaN) / law(k) }))
  const settled = (all: readonly { k: number; ratio: number }[], from: number, factor: number): boolean => {
    const late = all.filter(({ k }) => k >= from).map(({ ratio }) => ratio)
    return late.length > 1 && late.slice(1).every((ratio, i) => Math.max(ratio / (late[i] ?? NaN), (late[i] ?? NaN) / ratio) <= factor)
  }
  const view = (of: ClaimStatement, law: (k: number) => number, from: number, factor: number): ClaimView => {
    const all = ratios(law)
    const text = `ratio ${all.map(({ k, ratio }) => `${writtenNumber(ratio)} at k = ${k}`).join(', ')}`
    return comparedClaim(of, cells, all.length < 2 ? [] : [{ text, holds: settled(all, from, factor) }])
  }
  return [view(PRINTED, printedTanhDecay, 100, 2), view(CORRECTED, tanhDecay, 400, 1.05)]
}

function tailClaim(evidence: StudyEvidence, cells: readonly StudyCell[]): ClaimView {
  const tails = curveOf(evidence, cells, nameOf('tanh'), 'tailSquares')
  const ratios = [16, 64, 256].flatMap((p) => (tails.has(p) ? [{ p, ratio: (tails.get(p) ?? NaN) / tanhTailOrder(p) }] : []))
  const falls = ratios.every(({ ratio }, i) => ratio <= (i === 0 ? 1 : (ratios[i - 1]?.ratio ?? NaN)))
  const text = `ratio ${ratios.map(({ p, ratio }) => `${writtenNumber(ratio)} at p = ${p}`).join(', ')}`
  return comparedClaim(TAIL, cells, ratios.length === 0 ? [] : [{ text, holds: falls }])
}

function slopeClaim(
  of: ClaimStatement,
  cells: readonly StudyCell[],
  quantity: string,
  expected: readonly (readonly [name: string, slope: number])[],
  agrees: (value: number, slope: number) => boolean,
): ClaimView {
  const compared = expected.flatMap(([name, slope]) => {
    const value = meanOf(
      cells.find(({ axes }) => axes['activation'] === name),
      quantity,
    )
    return value === null ? [] : [{ text: `${name}: ${value.toFixed(4)} (${slope.toFixed(4)})`, holds: agrees(value, slope) }]
  })
  return comparedClaim(of, cells, compared)
}

const TANH_SLOPE = -Math.PI / (2 * Math.SQRT2)

function figure(evidence: StudyEvidence, cells: readonly StudyCell[]): FigureView[] {
  const curves = cells.flatMap((cell): FigureCurve[] => {
    const name = String(cell.axes['activation'])
    const points = [...curveOf(evidence, cells, name, 'coefficientSize')]
      .filter(([k]) => k > 0)
      .map(([x, y]) => ({ x, y, cellHash: cell.hash }))
    return points.length === 0 ? [] : [{ id: name, label: name, kind: 'measured', group: name, points }]
  })
  const last = Math.max(0, ...curves.flatMap(({ points }) => points.map(({ x }) => x)))
  const orders = Array.from({ length: Math.floor(last / 10) }, (_, i) => 10 * (i + 1))
  const law = (id: string, label: string, f: (k: number) => number): FigureCurve => ({
    id,
    label,
    kind: 'theory',
    group: nameOf('tanh'),
    points: orders.map((x) => ({ x, y: f(x) })),
  })
  return figureOf(
    {
      id: 'hermite',
      title: 'Hermite coefficients of the derivatives',
      caption: 'Those that are 0 are left out. Dashed: equation 34 as printed, and corrected with the factor 3.4.',
      x: { label: 'Order', symbol: 'k', unit: '', scale: 'log' },
      y: { label: 'Size of the coefficient', symbol: "|c_k(\\phi')|", unit: '', scale: 'log' },
    },
    [...curves, law('printed', 'equation 34 as printed', printedTanhDecay), law('corrected', 'corrected', (k) => 3.4 * tanhDecay(k))],
  )
}

export const hermiteRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Hermite coefficients',
  shows:
    'How fast the Hermite coefficients of the derivative of an activation decay, which is what its eigenvalues follow; a misprint corrected.',
  axes: [ACTIVATION_AXIS],
  plan: (size, baseSeed): CellPlan[] =>
    ACTIVATIONS.map((activation) => ({
      spec: {
        experiment: 'activation-analysis',
        version: 1,
        analysis: { kind: 'hermite', activation, part: 'derivative', terms: TERMS[size] },
      },
      seeds: [baseSeed],
      axes: { activation: activationOf(activation).name },
    })),
  present: (evidence) => {
    const cells = studyCells(evidence)
    return {
      tables: [
        measuredTable(
          {
            id: 'hermite',
            title: 'Decay of the coefficients',
            caption: 'Slopes over the upper half of the orders, of the larger coefficient of each pair 2j, 2j + 1.',
            axes: [ACTIVATION_AXIS],
            groupBy: null,
            quantityIds: ['decayRate', 'decayPower', 'resolvedCount', 'vanishingCount', 'noiseFloor', 'squareSum', 'meanSquare'],
          },
          cells,
          finished,
        ),
      ],
      figures: figure(evidence, cells),
      claims: [
        ...decayClaims(evidence, cells),
        tailClaim(evidence, cells),
        slopeClaim(
          SWISH,
          cells,
          'decayRate',
          [
            [nameOf('swish'), 2 * TANH_SLOPE],
            [nameOf('tanh'), TANH_SLOPE],
          ],
          (value, slope) => within(value, slope, 0.03),
        ),
        slopeClaim(
          KINKS,
          cells,
          'decayPower',
          [
            [nameOf('relu'), -0.75],
            [activationOf({ kind: 'penalised-tanh', negativeSlope: 0.25 }).name, -0.75],
            [nameOf('elu'), -1.25],
            [activationOf({ kind: 'selu' }).name, -0.75],
          ],
          (value, slope) => Math.abs(value - slope) <= 0.03,
        ),
      ],
      notes: [
        'The normalisation of the Hermite polynomials as printed in equations 9 to 12 contains a factor sqrt(pi) under which they have norm pi^(-1/4) ' +
          'each; here they are orthonormal under the normal distribution.',
      ],
    }
  },
}
