import type { ActivationSpec, CellPlan, ClaimStatement, ClaimView, FigureCurve, FigureView, RecipeSize, Verdict } from '../../contract'
import { activationOf } from '../../science/activations'
import { cosSinPi } from '../../science/cos-sin-pi'
import { claimView } from '../claim-view'
import type { Recipe, StudyEvidence } from '../paper'
import { writtenNumber } from '../run-claim'
import { studyCells } from '../study-cells'
import { ACTIVATION_AXIS, PAPER, PAPER_ACTIVATIONS, SAMPLE_COUNT_AXIS, spectrumCell } from './cells'
import { comparedClaim } from './study-curves'

const RECIPE_ID = 'activations-sample-sweep'

const FURTHER: readonly ActivationSpec[] = [
  { kind: 'selu' },
  { kind: 'penalised-tanh', negativeSlope: 0.25 },
  { kind: 'leaky-relu', negativeSlope: 0.2 },
  { kind: 'relu-power', power: 2 },
  { kind: 'relu-power', power: 3 },
  { kind: 'relu-power', power: 4 },
  { kind: 'elu-as-printed' },
]
const ACTIVATIONS = [...PAPER_ACTIVATIONS, ...FURTHER]

const COUNTS: Readonly<Record<RecipeSize, readonly number[]>> = {
  full: [5, 7, 10, 14, 20, 28, 40, 57, 80, 113, 160],
  quick: [5, 10, 20, 40, 80],
}

/** lim n^(2r - 1) lambda_min / J^2 on the half circle for a jump J of the r-th derivative, from the singularity |theta|^(2r - 1) of the kernel. */
const LIMITS: Readonly<Record<number, number>> = { 1: 1 / 4, 2: (Math.PI * Math.PI) / 24, 3: (Math.PI * Math.PI * Math.PI * Math.PI) / 60 }

interface Law {
  name: string
  order: number
  constant: number
}

/** The law of an activation with a jump; null for others. */
function lawOf(activation: ActivationSpec): Law | null {
  const { name, smoothness } = activationOf(activation)
  if (smoothness.kind !== 'jump') return null
  const limit = LIMITS[smoothness.order]
  return limit === undefined ? null : { name, order: smoothness.order, constant: limit * smoothness.size * smoothness.size }
}

const LAWS: readonly Law[] = ACTIVATIONS.flatMap((activation) => lawOf(activation) ?? [])

const power = (n: number, exponent: number): number => Math.exp(exponent * Math.log(n))

function figure(evidence: StudyEvidence): FigureView {
  const curves = ACTIVATIONS.flatMap((activation): FigureCurve[] => {
    const { name } = activationOf(activation)
    const points = evidence.cells
      .filter(({ axes }) => axes['activation'] === name)
      .flatMap(({ axes, hash, statistics }) => {
        const y = statistics['lambdaMin']?.mean
        const resolved = statistics['resolvedCount']?.mean === statistics['sampleCount']?.mean
        return y === undefined || !resolved ? [] : [{ x: Number(axes['sampleCount']), y, cellHash: hash }]
      })
    const law = lawOf(activation)
    const theory =
      law === null || points.length === 0
        ? []
        : [
            {
              id: `law ${name}`,
              label: `law n^-${2 * law.order - 1}, ${name}`,
              kind: 'theory' as const,
              group: name,
              points: COUNTS.full.map((x) => ({ x, y: law.constant * power(x, 1 - 2 * law.order) })),
            },
          ]
    return points.length === 0 ? [] : [{ id: name, label: name, kind: 'measured', group: name, points }, ...theory]
  })
  return {
    id: 'smallest-eigenvalue',
    title: 'Smallest eigenvalue against the number of points',
    caption:
      'Tangent kernel of the hidden layer at infinite width, equally spaced points on the half circle. Dashed: the law of a jump in the r-th derivative.',
    x: { label: SAMPLE_COUNT_AXIS.label, symbol: SAMPLE_COUNT_AXIS.symbol, unit: '', scale: 'log' },
    y: { label: 'Smallest eigenvalue', symbol: '\\lambda_{\\min}(G^\\infty)', unit: '', scale: 'log' },
    curves,
    markers: [],
  }
}

const LAW: ClaimStatement = {
  id: 'C3-law',
  title: 'The smallest eigenvalue falls with a power of n that the class of the kink decides',
  formula: 'n^{2r-1}\\lambda_{\\min}\\to J^2\\{\\tfrac14,\\tfrac{\\pi^2}{24},\\tfrac{\\pi^4}{60}\\},\\ r=1,2,3',
  source: `${PAPER}, theorems 4.1, 4.2 give lower bounds; the law on the half circle is not of the paper`,
  premise: 'the largest n of each activation of class J_r, at least 80',
  prediction: 'measured over law within 3 %',
  remark: 'The paper\u2019s bounds hold with large slack: delta^(3/2) for J_1, delta^3 / (n^8 log n) for J_2.',
  recipeIds: [RECIPE_ID],
}

const SMOOTH: ClaimStatement = {
  id: 'C6-exponential',
  title: 'For smooth activations the smallest eigenvalue falls faster than any power',
  formula: '\\lambda_{\\min}\\le e^{-\\Omega(n^{1/2d\\prime})}',
  source: `${PAPER}, theorem 4.4`,
  premise: 'tanh and swish at two n with a factor of at least 2 between them, the larger at least 80',
  prediction: 'the local exponent of n is steeper than -6',
  remark: null,
  recipeIds: [RECIPE_ID],
}

const BOUNDS: ClaimStatement = {
  id: 'C3',
  title: 'Lower bounds for activations with a kink',
  formula:
    '\\lambda_{\\min}\\ge\\Omega\\big(\\tfrac{\\delta}{n^3}\\big),\\ \\Omega\\big(\\tfrac{\\delta}{\\log n}\\big)^{3/2},\\ \\Omega\\big(\\tfrac{\\delta^3}{n^8\\log n}\\big)',
  source: `${PAPER}, theorems K.1 (J_1), 4.2 (ReLU) and 4.1 (J_2)`,
  premise: 'infinite width, half circle, from n = 10 on',
  prediction: 'smallest eigenvalue over the bound does not fall with n',
  remark:
    'The constants are not said, so that only the powers can be tested. The proof of 4.2 takes |r| <= 1 - delta from assumption 2, which gives ' +
    '|r| <= sqrt(1 - delta^2) only.',
  recipeIds: [RECIPE_ID],
}

const FAMILY: ClaimStatement = {
  id: 'C3-family',
  title: 'The later the jump, the steeper the fall',
  formula: '\\lambda_{\\min}\\sim n^{1-2r}\\text{ for }\\max(x,0)^r/r!',
  source: 'not of the paper, which says that the bound degrades as n^(-2^r)',
  premise: 'r = 1, 2, 3 on the half circle between the two largest n that are resolved',
  prediction: 'local exponent 1 - 2r within 0.1',
  remark: 'The exponent falls linearly with r, not exponentially.',
  recipeIds: [RECIPE_ID],
}

export const SWEEP_CLAIMS: readonly ClaimStatement[] = [LAW, BOUNDS, FAMILY, SMOOTH]

const verdict = (measured: boolean, holds: boolean): Verdict => (!measured ? 'not measured' : holds ? 'holds' : 'fails')

interface Measured {
  n: number
  value: number
  resolved: boolean
  runIds: number[]
}

function measuredOf(evidence: StudyEvidence, name: string): Measured[] {
  return evidence.cells
    .flatMap(({ axes, statistics, runs }): Measured[] => {
      const value = statistics['lambdaMin']?.mean
      return axes['activation'] === name && value !== undefined && value > 0
        ? [
            {
              n: Number(axes['sampleCount']),
              value,
              resolved: statistics['resolvedCount']?.mean === statistics['sampleCount']?.mean,
              runIds: runs.map(({ id }) => id),
            },
          ]
        : []
    })
    .sort((a, b) => a.n - b.n)
}

const LEAST_COUNT = 80
const LAW_TOLERANCE = 0.03

function lawClaim(evidence: StudyEvidence): ClaimView {
  const compared = LAWS.flatMap((law) => {
    const last = measuredOf(evidence, law.name).at(-1)
    return last === undefined || last.n < LEAST_COUNT
      ? []
      : [{ law, last, ratio: (last.value * power(last.n, 2 * law.order - 1)) / law.constant }]
  })
  return claimView(LAW, {
    met: compared.length === 0 ? null : true,
    measured:
      compared.length === 0
        ? 'nothing yet'
        : compared.map(({ law, last, ratio }) => `${law.name} (r = ${law.order}, n = ${last.n}): ${ratio.toFixed(4)}`).join('; '),
    verdict: verdict(
      compared.length > 0,
      compared.every(({ ratio }) => Math.abs(ratio - 1) <= LAW_TOLERANCE),
    ),
    runIds: compared.flatMap(({ last }) => last.runIds),
  })
}

const LOWER_BOUNDS: readonly { name: string; theorem: string; bound: (delta: number, n: number) => number }[] = [
  { name: 'ReLU', theorem: 'K.1', bound: (delta, n) => delta * power(n, -3) },
  { name: 'ReLU', theorem: '4.2', bound: (delta, n) => power(delta / Math.log(n), 1.5) },
  { name: 'ELU', theorem: '4.1', bound: (delta, n) => (power(delta, 3) * power(n, -8)) / Math.log(n) },
]

function boundsClaim(evidence: StudyEvidence): ClaimView {
  const cells = studyCells(evidence)
  const compared = LOWER_BOUNDS.flatMap(({ name, theorem, bound }) => {
    const ratios = measuredOf(evidence, name)
      .filter(({ n }) => n >= 10)
      .map(({ n, value }) => value / bound(cosSinPi(1, n).sine, n))
    if (ratios.length < 2) return []
    const text = `${name}, ${theorem}: ${ratios.map(writtenNumber).join(', ')}`
    return [{ text, holds: ratios.every((ratio, i) => ratio >= (ratios[i - 1] ?? 0)) }]
  })
  return comparedClaim(BOUNDS, cells, compared)
}

const EXPONENT_TOLERANCE = 0.1

function familyClaim(evidence: StudyEvidence): ClaimView {
  const cells = studyCells(evidence)
  const compared = [1, 2, 3].flatMap((order) => {
    const { name } = activationOf(order === 1 ? { kind: 'relu' } : { kind: 'relu-power', power: order })
    const own = measuredOf(evidence, name).filter(({ resolved }) => resolved)
    const [before, last] = [own.at(-2), own.at(-1)]
    if (before === undefined || last === undefined || last.n < 40) return []
    const slope = Math.log(last.value / before.value) / Math.log(last.n / before.n)
    return [{ text: `${name}: n^${slope.toFixed(3)}`, holds: Math.abs(slope - (1 - 2 * order)) <= EXPONENT_TOLERANCE }]
  })
  return comparedClaim(FAMILY, cells, compared)
}

const STEEP = -6

function smoothClaim(evidence: StudyEvidence): ClaimView {
  const slopes = ['Tanh', 'Swish'].flatMap((name) => {
    const all = measuredOf(evidence, name)
    const last = all.at(-1)
    const before = last === undefined ? undefined : all.findLast(({ n }) => 2 * n <= last.n)
    if (last === undefined || before === undefined || last.n < LEAST_COUNT) return []
    return [{ name, slope: Math.log(last.value / before.value) / Math.log(last.n / before.n), runIds: [...before.runIds, ...last.runIds] }]
  })
  return claimView(SMOOTH, {
    met: slopes.length === 0 ? null : true,
    measured: slopes.length === 0 ? 'nothing yet' : slopes.map(({ name, slope }) => `${name}: n^${slope.toFixed(1)}`).join('; '),
    verdict: verdict(
      slopes.length > 0,
      slopes.every(({ slope }) => slope < STEEP),
    ),
    runIds: slopes.flatMap(({ runIds }) => runIds),
  })
}

export const sweepRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Smallest eigenvalue against n',
  shows:
    'How the smallest eigenvalue falls with the number of points: a power law for activations with a kink, faster than any power for smooth ones.',
  axes: [ACTIVATION_AXIS, SAMPLE_COUNT_AXIS],
  plan: (size, baseSeed): CellPlan[] =>
    ACTIVATIONS.flatMap((activation) => COUNTS[size].map((n) => spectrumCell(activation, 'half', n, 'infinite', [baseSeed]))),
  present: (evidence) => ({
    tables: [],
    figures: [figure(evidence)],
    claims: [lawClaim(evidence), boundsClaim(evidence), familyClaim(evidence), smoothClaim(evidence)],
    notes: [
      'ELU as printed in the paper, max(x, 0) + min(x, 0)(e^x - 1), is not ELU: its derivative jumps at 0, which makes it of the class of ReLU with an ' +
        'eigenvalue a thousand times larger at n = 50. Both are shown.',
    ],
  }),
}
