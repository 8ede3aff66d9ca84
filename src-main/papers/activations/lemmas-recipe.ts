import type { CellPlan, ClaimStatement, ClaimView, FigureCurve, FigureView, RecipeSize } from '../../contract'
import { activationOf } from '../../science/activations'
import { activationConstants } from '../../science/gaussian'
import type { Recipe, StudyEvidence } from '../paper'
import { writtenNumber } from '../run-claim'
import { finished, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { ACTIVATION_AXIS, circle, PAPER, PAPER_ACTIVATIONS, SAMPLE_COUNT_AXIS, WIDTH_AXIS } from './cells'
import { kernelSpec } from './kernel-spec'
import { comparedClaim, figureOf, meanOf, within, type Compared } from './study-curves'

const RECIPE_ID = 'activations-lemmas'
const FACTS = 'normal distribution'
const INFINITE = 'infinite'

const SIZES: Readonly<Record<RecipeSize, { counts: readonly number[]; orders: number; samples: number; widths: readonly number[] }>> = {
  full: { counts: [5, 10, 20], orders: 401, samples: 1_000_000, widths: [1000, 100_000] },
  quick: { counts: [5, 10, 20], orders: 101, samples: 20_000, widths: [1000] },
}

function plan(size: RecipeSize, baseSeed: number): CellPlan[] {
  const { counts, orders, samples, widths } = SIZES[size]
  const kernels = PAPER_ACTIVATIONS.flatMap((activation) => {
    const { name } = activationOf(activation)
    return counts.flatMap((n): CellPlan[] => {
      const data = circle('half', n)
      const limit = kernelSpec({ data, activation, measurements: { hermiteBounds: orders, directionSamples: samples, comparisons: true } })
      return [
        { spec: limit, seeds: [baseSeed], axes: { activation: name, sampleCount: n, hiddenWidth: INFINITE } },
        ...widths.map((hiddenWidth): CellPlan => ({
          spec: kernelSpec({ data, activation, hiddenWidth, measurements: { comparisons: true } }),
          seeds: [baseSeed],
          axes: { activation: name, sampleCount: n, hiddenWidth },
        })),
      ]
    })
  })
  const facts = [2, 10, 1000].map((sampleCount): CellPlan => ({
    spec: {
      experiment: 'activation-analysis',
      version: 1,
      analysis: { kind: 'normal-facts', thresholds: 1000, sampleCount, correlation: 0.6, highestOrder: 10 },
    },
    seeds: [baseSeed],
    axes: { activation: FACTS, sampleCount, hiddenWidth: INFINITE },
  }))
  return [...kernels, ...facts]
}

function statement(
  id: string,
  title: string,
  formula: string,
  source: string,
  premise: string,
  prediction: string,
  remark: string | null,
): ClaimStatement {
  return { id, title, formula, source: `${PAPER}, ${source}`, premise, prediction, remark, recipeIds: [RECIPE_ID] }
}

const HALF = 'infinite width, half circle'

const DIRECTIONS = statement(
  'C4',
  'Neurons move every mode of an activation with a kink',
  "\\mathbb P_w\\big(\\|\\textstyle\\sum_iz_i\\phi'(w^\\top x_i)x_i\\|\\ge0.1/\\sqrt n\\big)\\ge\\Omega(\\delta/n^2)",
  'lemma K.2',
  `${HALF}, n = 5, 10, 20; z the eigenvector of the smallest eigenvalue, the hardest direction`,
  'ReLU: probability over delta / n^2 is at least 1 and does not fall with n',
  'For smooth activations the lemma says nothing, and the probability collapses: that of tanh is printed beside.',
)
const TRACE = statement(
  'C9',
  'Trace of the kernel',
  "\\operatorname{tr}G\\ge cn,\\ 2c=\\mathbb E\\phi'^2;\\quad\\mathbb E\\operatorname{tr}G=n\\,\\mathbb E\\phi'^2",
  'lemma E.1',
  'unit inputs',
  'infinite width: equal to n E phi\u2032^2 within 1e-9; finite width: at least half of it',
  null,
)
const HERMITE = statement(
  'C10',
  'Powers of the inner products bound the smallest eigenvalue',
  "\\lambda_{\\min}(G^\\infty)\\ge c_r(\\phi')^2\\,\\lambda_{\\min}\\big((X^\\top X)^{\\circ(r+1)}\\big)\\ \\text{for all }r",
  'lemma I.1',
  HALF,
  'the best of the bounds is not above the smallest eigenvalue',
  'Lemma L.2 has the exponent r where this one has r + 1.',
)
const POWER = statement(
  'C10-power',
  'Powers of the inner products on the half circle',
  '\\lambda_{\\min}\\big((X^\\top X)^{\\circ(n-1)}\\big)=n/2^{n-1}',
  'not of the paper; the smallest power that is not singular',
  HALF,
  'equal within 1e-9 at the exponents n - 1 and n, 0 below',
  null,
)
const GERSHGORIN = statement(
  'C19-discs',
  'Gershgorin and Weyl',
  '|\\lambda_i(G)-\\lambda_i(G^\\infty)|\\le\\|G-G^\\infty\\|_2',
  'lemmas C.10, C.11',
  'every kernel of the study',
  'all eigenvalues are in the discs; no eigenvalue moves by more than the norm of the difference',
  null,
)
const SMALL = statement(
  'C19-small',
  'Small values of a normal variable',
  '1-0.8t\\le\\mathbb P(|v|\\ge t\\sigma)\\le1-\\tfrac23t,\\ 0<t<1',
  'lemma C.1',
  'a thousand t between 0 and 1',
  'both differences are positive',
  'Tight at both ends: the slope at 0 is 0.7979, the value at 1 is 1 - 0.6827. The proof\u2019s inequalities are printed the wrong way round in C.2 and E.1.',
)
const MAXIMUM = statement(
  'C19-maximum',
  'Largest of n normal variables',
  '\\mathbb P\\big(\\max_i|v_i|\\le3\\sqrt{\\ln n}\\big)\\ge1-2n^{-7/2}',
  'lemma C.5 with k = 3',
  'n = 2, 10, 1000',
  'the probability is at least the bound',
  null,
)
const IDENTITY = statement(
  'C19-hermite',
  'Hermite polynomials of correlated variables',
  '\\mathbb E\\,h_a(u)h_b(v)=r^a\\delta_{ab}',
  'lemma N.1',
  'r = 0.6, a, b up to 10',
  'equal within 1e-11',
  'With h_k = He_k / sqrt(k!); the normalisation printed in equations 9 to 12 has a factor too many.',
)

export const LEMMA_CLAIMS: readonly ClaimStatement[] = [DIRECTIONS, TRACE, HERMITE, POWER, GERSHGORIN, SMALL, MAXIMUM, IDENTITY]

const nOf = ({ axes }: StudyCell): number => Number(axes['sampleCount'])
const nameOf = ({ axes }: StudyCell): string => String(axes['activation'])
const isLimit = ({ axes }: StudyCell): boolean => axes['hiddenWidth'] === INFINITE

function directionsClaim(limits: readonly StudyCell[]): ClaimView {
  const of = (name: string): { n: number; probability: number; ratio: number }[] =>
    limits
      .filter((cell) => nameOf(cell) === name)
      .flatMap((cell) => {
        const [probability, delta] = [meanOf(cell, 'directionProbability'), meanOf(cell, 'lineSeparation')]
        const n = nOf(cell)
        return probability === null || delta === null ? [] : [{ n, probability, ratio: (probability * n * n) / delta }]
      })
      .sort((a, b) => a.n - b.n)
  const written = (name: string): string =>
    `${name} ${of(name)
      .map(({ n, probability }) => `${writtenNumber(probability)} (n = ${n})`)
      .join(', ')}`
  const relu = of('ReLU')
  const holds = relu.every(({ ratio }, i) => ratio >= Math.max(1, relu[i - 1]?.ratio ?? 0))
  return comparedClaim(
    DIRECTIONS,
    limits,
    relu.length === 0
      ? []
      : [
          { text: written('ReLU'), holds },
          { text: written('Tanh'), holds: true },
        ],
  )
}

function traceClaim(kernels: readonly StudyCell[]): ClaimView {
  const errors = kernels.flatMap((cell) => {
    const trace = meanOf(cell, 'trace')
    const kind = PAPER_ACTIVATIONS.find((each) => activationOf(each).name === nameOf(cell))
    if (trace === null || kind === undefined) return []
    const ratio = trace / (nOf(cell) * activationConstants(activationOf(kind)).derivativeMeanSquare)
    return [{ ratio, limit: isLimit(cell) }]
  })
  const ratiosOf = (limit: boolean): number[] => errors.filter((each) => each.limit === limit).map(({ ratio }) => ratio)
  const text = (name: string, ratios: readonly number[]): string =>
    `${name}: ${writtenNumber(Math.min(...ratios))} to ${writtenNumber(Math.max(...ratios))} of n E phi\u2032^2`
  const [limits, finite] = [ratiosOf(true), ratiosOf(false)]
  return comparedClaim(TRACE, kernels, [
    ...(limits.length === 0 ? [] : [{ text: text('infinite width', limits), holds: limits.every((ratio) => within(ratio, 1, 1e-9)) }]),
    ...(finite.length === 0 ? [] : [{ text: text('finite width', finite), holds: finite.every((ratio) => ratio >= 0.5) }]),
  ])
}

function hermiteClaim(limits: readonly StudyCell[]): ClaimView {
  const compared = limits.flatMap((cell): Compared[] => {
    const [bound, order, eigenvalue] = ['hermiteBound', 'hermiteBoundOrder', 'lambdaMin'].map((id) => meanOf(cell, id))
    if (typeof bound !== 'number' || typeof eigenvalue !== 'number') return []
    const text = `${nameOf(cell)}, n = ${nOf(cell)}: ${writtenNumber(bound)} (r = ${order ?? ''}) of ${writtenNumber(eigenvalue)}`
    return [{ text, holds: bound <= eigenvalue * (1 + 1e-9) }]
  })
  return comparedClaim(HERMITE, limits, compared)
}

function powerClaim(evidence: StudyEvidence, limits: readonly StudyCell[]): ClaimView {
  const compared = limits
    .filter((cell) => nameOf(cell) === 'ReLU' && nOf(cell) > 1)
    .flatMap((cell): Compared[] => {
      const run = cell.ended[0]
      const series = run === undefined ? null : evidence.series(run.id, 'powerEigenvalue')
      if (series === null) return []
      const n = nOf(cell)
      // the exponent is r + 1
      const at = (exponent: number): number => series.values[series.steps.indexOf(exponent - 1)] ?? NaN
      let exact = n
      for (let k = 1; k < n; k++) exact /= 2
      const holds = within(at(n - 1), exact, 1e-9) && within(at(n), exact, 1e-9) && at(n - 2) === 0
      return [{ text: `n = ${n}: ${writtenNumber(at(n - 1))}, ${writtenNumber(at(n))}, below ${writtenNumber(at(n - 2))}`, holds }]
    })
  return comparedClaim(POWER, limits, compared)
}

function discsClaim(kernels: readonly StudyCell[]): ClaimView {
  let [weyl, inside, all, pairs] = [0, 0, 0, 0]
  for (const cell of kernels) {
    const of = (id: string): number => meanOf(cell, id) ?? NaN
    const rounding = 1e-12 * of('lambdaMax')
    if (Number.isNaN(of('gershgorinBelow'))) continue
    all++
    if (of('gershgorinBelow') <= of('lambdaMin') + rounding && of('gershgorinAbove') >= of('lambdaMax') - rounding) inside++
    if (Number.isNaN(of('eigenvalueShift'))) continue
    pairs++
    if (of('eigenvalueShift') <= of('limitDistance') + rounding) weyl++
  }
  return comparedClaim(
    GERSHGORIN,
    kernels,
    all === 0 ? [] : [{ text: `discs: ${inside} of ${all} kernels; Weyl: ${weyl} of ${pairs}`, holds: inside === all && weyl === pairs }],
  )
}

function factClaims(facts: readonly StudyCell[]): ClaimView[] {
  const compared = (ids: readonly string[], check: (values: readonly number[], n: number) => Compared): Compared[] =>
    facts.flatMap((cell) => {
      const values = ids.map((id) => meanOf(cell, id) ?? NaN)
      return values.some(Number.isNaN) ? [] : [check(values, nOf(cell))]
    })
  return [
    comparedClaim(
      SMALL,
      facts,
      compared(['smallLowerSlack', 'smallUpperSlack'], ([lower = NaN, upper = NaN]) => ({
        text: `${writtenNumber(lower)} and ${writtenNumber(upper)}`,
        holds: lower > 0 && upper > 0,
      })).slice(0, 1),
    ),
    comparedClaim(
      MAXIMUM,
      facts,
      compared(['maximumProbability', 'maximumBound'], ([probability = NaN, bound = NaN], n) => ({
        text: `n = ${n}: all but ${writtenNumber(1 - probability)}, allowed ${writtenNumber(1 - bound)}`,
        holds: probability >= bound,
      })),
    ),
    comparedClaim(
      IDENTITY,
      facts,
      compared(['orthogonalityError'], ([error = NaN]) => ({
        text: `largest difference ${writtenNumber(error)}`,
        holds: error <= 1e-11,
      })).slice(0, 1),
    ),
  ]
}

function figure(evidence: StudyEvidence, limits: readonly StudyCell[]): FigureView[] {
  const n = 10
  const own = limits.filter((cell) => nOf(cell) === n)
  const curves = own.flatMap((cell): FigureCurve[] => {
    const run = cell.ended[0]
    const series = run === undefined ? null : evidence.series(run.id, 'hermiteBound')
    const eigenvalue = meanOf(cell, 'lambdaMin')
    if (series === null || eigenvalue === null) return []
    const points = Array.from(series.steps, (x, i) => ({ x: x + 1, y: series.values[i] ?? NaN, cellHash: cell.hash })).filter(
      ({ y }) => y > 0,
    )
    const name = nameOf(cell)
    return points.length === 0
      ? []
      : [
          { id: name, label: `bounds, ${name}`, kind: 'measured', group: name, points },
          {
            id: `${name} eigenvalue`,
            label: `smallest eigenvalue, ${name}`,
            kind: 'theory',
            group: name,
            points: points.map(({ x }) => ({ x, y: eigenvalue })),
          },
        ]
  })
  return figureOf(
    {
      id: 'hermite-bounds',
      title: `Bounds of lemma I.1, half circle, n = ${n}`,
      caption: 'One bound for each power of the inner products. Dashed: the smallest eigenvalue itself.',
      x: { label: 'Power of the inner products', symbol: 'r+1', unit: '', scale: 'log' },
      y: { label: 'Lower bound', symbol: 'c_r^2\\lambda_{\\min}((X^\\top X)^{\\circ(r+1)})', unit: '', scale: 'log' },
    },
    curves,
  )
}

export const lemmasRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Lemmas',
  shows:
    'The lemmas behind the theorems, each with its numbers: weak directions, traces, Hermite bounds, discs, facts of the normal distribution.',
  axes: [ACTIVATION_AXIS, SAMPLE_COUNT_AXIS, WIDTH_AXIS],
  plan,
  present: (evidence) => {
    const cells = studyCells(evidence)
    const facts = cells.filter((cell) => nameOf(cell) === FACTS)
    const kernels = cells.filter((cell) => nameOf(cell) !== FACTS)
    const limits = kernels.filter(isLimit)
    return {
      tables: [
        measuredTable(
          {
            id: 'lemmas',
            title: 'Kernels on the half circle',
            caption: 'Smallest eigenvalues beside their bounds.',
            axes: [ACTIVATION_AXIS, SAMPLE_COUNT_AXIS, WIDTH_AXIS],
            groupBy: 'activation',
            quantityIds: [
              'lambdaMin',
              'hermiteBound',
              'hermiteBoundOrder',
              'directionProbability',
              'trace',
              'limitDistance',
              'eigenvalueShift',
            ],
          },
          kernels,
          finished,
        ),
      ],
      figures: figure(evidence, limits),
      claims: [
        directionsClaim(limits),
        traceClaim(kernels),
        hermiteClaim(limits),
        powerClaim(evidence, limits),
        discsClaim(kernels),
        ...factClaims(facts),
      ],
      notes: [],
    }
  },
}
