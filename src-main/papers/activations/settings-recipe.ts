import type { Axis, CellPlan, ClaimStatement, ClaimView, RecipeSize } from '../../contract'
import { activationOf } from '../../science/activations'
import type { Recipe } from '../paper'
import { writtenNumber } from '../run-claim'
import { finished, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { ACTIVATION_AXIS, circle, GEOMETRY_AXIS, GEOMETRY_NAMES, LIFTED_TO, PAPER, PAPER_ACTIVATIONS, SAMPLE_COUNT_AXIS } from './cells'
import { kernelSpec, type KernelOptions } from './kernel-spec'
import { comparedClaim, figureOf, meanOf, sweepCurves, type Compared } from './study-curves'

const RECIPE_ID = 'activations-standard-settings'
const SETTING_AXIS: Axis = { id: 'setting', label: 'Initialisation', symbol: '' }

/** m of the fan-out initialisation, on which its variances depend. */
const FAN_OUT_WIDTH = 10_000
const BIAS_DEVIATION = 0.1

/** Appendix D: w ~ N(0, I/d), b ~ N(0, 0.01); w ~ N(0, I/m), b ~ N(0, 1/m); and that of section 2 beside them. */
const SETTINGS: Readonly<Record<string, NonNullable<KernelOptions['law']>>> = {
  'section 2': { weightVariance: 1, biasVariance: 0 },
  'fan-in': { weightVariance: 'inverse-input-dimension', biasVariance: BIAS_DEVIATION * BIAS_DEVIATION },
  'fan-out': { weightVariance: 1 / FAN_OUT_WIDTH, biasVariance: 1 / FAN_OUT_WIDTH },
}
const SETTING_NAMES = Object.keys(SETTINGS)

const COUNTS: Readonly<Record<RecipeSize, readonly number[]>> = { full: [5, 10, 20, 40, 80], quick: [10, 20, 40] }
const GEOMETRIES = ['half', 'full'] as const

const statement = (
  id: string,
  title: string,
  formula: string,
  source: string,
  prediction: string,
  remark: string | null,
): ClaimStatement => ({
  id,
  title,
  formula,
  source: `${PAPER}, ${source}`,
  premise: `infinite width, circle lifted to d = ${LIFTED_TO}`,
  prediction,
  remark,
  recipeIds: [RECIPE_ID],
})

const SMALLER = statement(
  'C18',
  'Smooth activations suffer from the fan-in initialisation',
  '\\lambda_{\\min}\\le e^{-\\Omega(\\sqrt d\\,n^{1/2d\u2032})}',
  'theorem F.12',
  'half circle: tanh and swish at most half of their value in the setting of section 2, ReLU at least 0.9 of it',
  'The arguments of the activation are smaller by sqrt d, where a smooth function is closer to a polynomial of low degree.',
)
const BIAS = statement(
  'C18-bias',
  'Biases make the full circle regular',
  '\\lambda_{\\min}>0',
  'appendix D: networks with biases; not said there',
  'full circle, even n, fan-in: every eigenvalue resolved up to n = 20, while in the setting of section 2 ReLU, tanh and swish are singular',
  'With a bias opposite points are no longer opposite to the activation.',
)
const KINK = statement(
  'C18-bounds',
  'Lower bounds for kinks in the standard settings',
  '\\lambda_{\\min}\\ge\\Omega(\\delta/n^3),\\ \\Omega(\\delta/n^2);\\quad\\Omega\\big(\\tfrac{\\delta^3}{n^8d\\log n}\\big)',
  'theorems K.3.1, K.3.2 (ReLU, fan-in and fan-out), K.8.1 (ELU, fan-in)',
  'half circle: smallest eigenvalue over the bound does not fall with n',
  'The constants are not said, so that only the powers of n can be tested; they hold with large slack.',
)

export const SETTING_CLAIMS: readonly ClaimStatement[] = [SMALLER, BIAS, KINK]

interface Row {
  cell: StudyCell
  name: string
  setting: string
  geometry: string
  n: number
  lambda: number
  delta: number
  resolved: boolean
}

function rowsOf(cells: readonly StudyCell[]): Row[] {
  return cells.flatMap((cell): Row[] => {
    const [lambda, delta, resolved] = ['lambdaMin', 'lineSeparation', 'resolvedCount'].map((id) => meanOf(cell, id))
    if (typeof lambda !== 'number' || typeof delta !== 'number') return []
    const n = Number(cell.axes['sampleCount'])
    const [name, setting, geometry] = ['activation', 'setting', 'geometry'].map((id) => String(cell.axes[id]))
    return [{ cell, name: name ?? '', setting: setting ?? '', geometry: geometry ?? '', n, lambda, delta, resolved: resolved === n }]
  })
}

function smallerClaim(rows: readonly Row[], cells: readonly StudyCell[]): ClaimView {
  const half = rows.filter(({ geometry, n }) => geometry === GEOMETRY_NAMES.half && n === 10)
  const compared = ['ReLU', 'ELU', 'Tanh', 'Swish'].flatMap((name): Compared[] => {
    const of = (setting: string): number | undefined => half.find((row) => row.name === name && row.setting === setting)?.lambda
    const [before, fanIn] = [of('section 2'), of('fan-in')]
    if (before === undefined || fanIn === undefined) return []
    const ratio = fanIn / before
    const smooth = name === 'Tanh' || name === 'Swish'
    return [
      {
        text: `${name}: ${writtenNumber(fanIn)}, ${writtenNumber(ratio)} of before`,
        holds: smooth ? ratio <= 0.5 : name === 'ELU' || ratio >= 0.9,
      },
    ]
  })
  return comparedClaim(SMALLER, cells, compared)
}

function biasClaim(rows: readonly Row[], cells: readonly StudyCell[]): ClaimView {
  const full = rows.filter(({ geometry, n }) => geometry === GEOMETRY_NAMES.full && n <= 20)
  const fanIn = full
    .filter(({ setting }) => setting === 'fan-in')
    .map(({ name, n, lambda, resolved }) => ({
      text: `${name}, n = ${n}: ${resolved ? writtenNumber(lambda) : 'not resolved'}`,
      holds: resolved,
    }))
  const before = full
    .filter(({ setting, name }) => setting === 'section 2' && name !== 'ELU')
    .map(({ name, n, resolved }) => ({ text: `${name}, n = ${n}, section 2: ${resolved ? 'regular' : 'singular'}`, holds: !resolved }))
  return comparedClaim(BIAS, cells, fanIn.length === 0 ? [] : [...fanIn, ...before])
}

const power = (n: number, exponent: number): number => Math.exp(exponent * Math.log(n))

const BOUNDS: readonly { name: string; setting: string; bound: (delta: number, n: number) => number }[] = [
  { name: 'ReLU', setting: 'fan-in', bound: (delta, n) => delta * power(n, -3) },
  { name: 'ReLU', setting: 'fan-out', bound: (delta, n) => delta * power(n, -2) },
  { name: 'ELU', setting: 'fan-in', bound: (delta, n) => (power(delta, 3) * power(n, -8)) / (LIFTED_TO * Math.log(n)) },
]

function boundsClaim(rows: readonly Row[], cells: readonly StudyCell[]): ClaimView {
  const compared = BOUNDS.flatMap(({ name, setting, bound }): Compared[] => {
    const ratios = rows
      .filter((row) => row.name === name && row.setting === setting && row.geometry === GEOMETRY_NAMES.half && row.resolved)
      .sort((a, b) => a.n - b.n)
      .map(({ lambda, delta, n }) => lambda / bound(delta, n))
    if (ratios.length < 2) return []
    const holds = ratios.every((ratio, i) => ratio >= (ratios[i - 1] ?? 0))
    return [{ text: `${name}, ${setting}: ${ratios.map(writtenNumber).join(', ')}`, holds }]
  })
  return comparedClaim(KINK, cells, compared)
}

export const settingsRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Standard initialisations with biases',
  shows:
    'Eigenvalues for fan-in and fan-out initialisations with biases: smooth activations fall further, opposite points no longer matter.',
  axes: [ACTIVATION_AXIS, SETTING_AXIS, GEOMETRY_AXIS, SAMPLE_COUNT_AXIS],
  plan: (size, baseSeed): CellPlan[] =>
    PAPER_ACTIVATIONS.flatMap((activation) =>
      SETTING_NAMES.flatMap((setting) =>
        GEOMETRIES.flatMap((geometry) =>
          COUNTS[size].map((n): CellPlan => ({
            spec: kernelSpec({ data: circle(geometry, n), activation, law: SETTINGS[setting] ?? { weightVariance: 1, biasVariance: 0 } }),
            seeds: [baseSeed],
            axes: { activation: activationOf(activation).name, setting, geometry: GEOMETRY_NAMES[geometry], sampleCount: n },
          })),
        ),
      ),
    ),
  present: (evidence) => {
    const cells = studyCells(evidence)
    const rows = rowsOf(cells)
    return {
      tables: [
        measuredTable(
          {
            id: 'settings',
            title: 'Smallest eigenvalues',
            caption: `Infinite width, d = ${LIFTED_TO}, biases of standard deviation ${BIAS_DEVIATION} (fan-in) and m^(-1/2) (fan-out, m = ${FAN_OUT_WIDTH}).`,
            axes: [ACTIVATION_AXIS, SETTING_AXIS, GEOMETRY_AXIS, SAMPLE_COUNT_AXIS],
            groupBy: 'setting',
            quantityIds: ['lambdaMin', 'lambdaMax', 'resolvedCount', 'noiseFloor'],
          },
          cells,
          finished,
        ),
      ],
      figures: SETTING_NAMES.flatMap((setting) =>
        figureOf(
          {
            id: `settings-${setting.replace(/ /g, '-')}`,
            title: `Smallest eigenvalue, ${setting}`,
            caption: 'Infinite width, half circle.',
            x: { label: SAMPLE_COUNT_AXIS.label, symbol: SAMPLE_COUNT_AXIS.symbol, unit: '', scale: 'log' },
            y: { label: 'Smallest eigenvalue', symbol: '\\lambda_{\\min}(G^\\infty)', unit: '', scale: 'log' },
          },
          sweepCurves(
            cells.filter(({ axes }) => axes['setting'] === setting && axes['geometry'] === GEOMETRY_NAMES.half),
            { x: 'sampleCount', quantity: 'lambdaMin', group: 'activation' },
          ),
        ),
      ),
      claims: [smallerClaim(rows, cells), biasClaim(rows, cells), boundsClaim(rows, cells)],
      notes: [
        'The matrix has no term for the gradient of the biases, as in appendix D. The fan-out initialisation has no useful limit for smooth ' +
          'activations: its arguments go to 0 with the width, so that the kernel tends to phi\u2032(0)^2 X^T X of rank d\u2019.',
      ],
    }
  },
}
