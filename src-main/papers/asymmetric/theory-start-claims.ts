import type { ClaimStatement, ClaimView } from '../../contract'
import { claimView } from '../claim-view'
import { writtenNumber } from '../run-claim'
import { idsOf, verdictOf, type StudyCell } from '../study-cells'
import { PAPER } from './settings'
import type { Rate } from './theory-limit-rate'
import { largestDeviation, MOST_ERRORS, numberOf } from './theory-settings'

export const RECIPE_ID = 'asymmetric-theory-start'

const LIMIT_RATE: ClaimStatement = {
  id: 'T2-rate',
  title: 'The kernel comes to its limit at the rate of the slower part',
  formula: '\\|\\Theta_m-\\Theta_\\infty\\|_F\\sim m^{-1/2}\\ (\\gamma>0),\\quad m^{1-1/\\alpha}\\ \\text{(asymmetric part)}',
  source: `${PAPER}, Proposition 3.1 and its proof`,
  premise: 'one sequence of nodes for all widths; Zipf profiles',
  prediction:
    'exponent over widths from 100 on within 0.08 of -1/2 at gamma = 1, of 1 - 1/alpha at gamma = 0, and between the two or within 0.08 of the greater one else',
  remark: 'The asymmetric part is the slower one where alpha > 2/3, at alpha = 0.7 with the exponent -0.43.',
  recipeIds: [RECIPE_ID],
}

const LIMIT_ENTRIES: ClaimStatement = {
  id: 'T2-entries',
  title: 'Every entry is as near the limit as the proof says',
  formula:
    "|\\Theta_m-\\Theta_\\infty|_{il}\\le\\tfrac{|\\langle x_i,x_l\\rangle|}d\\sup\\phi'^2\\bigl(\\gamma\\,|\\text{Monte Carlo error}|+2(1-\\gamma)\\textstyle\\sum_{j>m}\\tilde\\lambda_j\\bigr)",
  source: `${PAPER}, proof of Proposition 3.1`,
  premise: 'any width, seed and entry',
  prediction: 'largest entry over its bound at most 1',
  remark: 'The paper has slopes of at most 1 and leaves their supremum out; swish has 1.0998.',
  recipeIds: [RECIPE_ID],
}

const LIMIT_VARIANCE: ClaimStatement = {
  id: 'T2-variance',
  title: 'The limit kernel is random for gamma < 1',
  formula: '\\mathrm E\\|\\Theta_\\infty-\\Theta^*\\|_F^2=C_0(1-\\gamma)^2\\textstyle\\sum_j\\tilde\\lambda_j^2',
  source: `${PAPER}, Eq. 7`,
  premise: 'at least two sequences of nodes',
  prediction: `average within ${MOST_ERRORS} standard errors of theory; exactly 0 at gamma = 1`,
  remark: null,
  recipeIds: [RECIPE_ID],
}

const VARIANCE: ClaimStatement = {
  id: 'T3',
  title: 'Variance of the kernel at the start',
  formula: '\\mathrm E\\|\\Theta_m-\\Theta^*\\|_F^2=C_0(X)\\textstyle\\sum_j\\lambda_{mj}^2',
  source: `${PAPER}, Eq. 7`,
  premise: 'Gaussian weights, any width',
  prediction: `average over the draws within ${MOST_ERRORS} standard errors of theory for every cell`,
  remark: 'Exact at every width: it falls like 1/m at gamma = 1 and tends to a constant for gamma < 1.',
  recipeIds: [RECIPE_ID],
}

const PARTS: ClaimStatement = {
  id: 'T5-parts',
  title: 'The smallest eigenvalue is at least that of the symmetric part',
  formula: '\\lambda_{\\min}(\\Theta_m)\\ge\\lambda_{\\min}(\\Theta_m^{(1)})',
  source: `${PAPER}, proof of Proposition D.1`,
  premise: 'always',
  prediction: 'lambda_min(Theta^(1)) - lambda_min(Theta) over |Theta| at most 1e-13, rounding',
  remark: null,
  recipeIds: [RECIPE_ID],
}

const SMALLEST: ClaimStatement = {
  id: 'T5',
  title: 'The smallest eigenvalue at the start is at least half of gamma kappa',
  formula: '\\Pr\\bigl(\\lambda_{\\min}(\\Theta_m^{(1)})>\\gamma\\kappa_n/2\\bigr)\\ge1-\\delta',
  source: `${PAPER}, Proposition D.1`,
  premise: 'm >= 8 n log(n / delta) / (kappa_n d), gamma > 0, delta = 0.1',
  prediction: 'share of the draws above gamma kappa_n / 2 at least 0.9',
  remark: 'The figure shows the eigenvalues of all draws at the greatest width beside gamma kappa_n and its half.',
  recipeIds: [RECIPE_ID],
}

const WEIGHT_VELOCITY: ClaimStatement = {
  id: 'T11',
  title: 'Mean velocity of a neuron at the start',
  formula: '\\mathrm E\\,\\dot w_{jk}=-\\tfrac{\\lambda_j}{\\sqrt d}\\textstyle\\sum_ix_{ik}\\,g_1(x_i)',
  source: `${PAPER}, Theorem 4.3`,
  premise: 'half-sum loss; any labels',
  prediction: `average over the draws, along the prediction, within ${MOST_ERRORS} standard errors of it; so every component`,
  remark: 'The labels are there and do not matter. Odd activations have g_1 = 0: there the average must vanish.',
  recipeIds: [RECIPE_ID],
}

const KERNEL_VELOCITY: ClaimStatement = {
  id: 'T12',
  title: 'Mean velocity of the kernel at the start, with d^2',
  formula:
    '\\mathrm E\\,\\dot\\Theta_{kl}=-\\tfrac{\\langle x_k,x_l\\rangle}{d^2}\\textstyle\\sum_i\\bigl[g_2(k,l,i)\\langle x_k,x_i\\rangle+g_2(l,k,i)\\langle x_l,x_i\\rangle\\bigr]\\sum_j\\lambda_j^2',
  source: `${PAPER}, Theorem 4.4, corrected`,
  premise: 'smooth activation, half-sum loss',
  prediction: `average over the draws, along the prediction, within ${MOST_ERRORS} standard errors of it; so every entry`,
  remark: 'The paper prints d^(3/2) in the place of d^2, see the next claim.',
  recipeIds: [RECIPE_ID],
}

const KERNEL_VELOCITY_PRINTED: ClaimStatement = {
  id: 'T12-printed',
  title: 'Mean velocity of the kernel at the start, as printed',
  formula: '\\mathrm E\\,\\dot\\Theta_{kl}=-\\tfrac{\\langle x_k,x_l\\rangle}{d^{3/2}}\\dots',
  source: `${PAPER}, Theorem 4.4, as printed`,
  premise: 'smooth activation, half-sum loss',
  prediction: `average over the draws, along the prediction, within ${MOST_ERRORS} standard errors of it`,
  remark:
    'A misprint: it fails, by the factor sqrt d. One 1/sqrt d comes from the velocity of w, one from that of z, and 1/d from the kernel.',
  recipeIds: [RECIPE_ID],
}

export const START_CLAIMS: readonly ClaimStatement[] = [
  LIMIT_RATE,
  LIMIT_ENTRIES,
  LIMIT_VARIANCE,
  VARIANCE,
  PARTS,
  SMALLEST,
  WEIGHT_VELOCITY,
  KERNEL_VELOCITY,
  KERNEL_VELOCITY_PRINTED,
]

type Ended = { cell: StudyCell; value: (quantity: string) => number }

function ended(cells: readonly StudyCell[]): Ended[] {
  return cells.flatMap((of) => of.ended.map(({ summary }) => ({ cell: of, value: (quantity) => summary[quantity] ?? NaN })))
}

const range = (values: readonly number[]): string => `${writtenNumber(Math.min(...values))} to ${writtenNumber(Math.max(...values))}`

/** Averages beside what theory says of them, as a claim. */
function averagesClaim(
  statement: ClaimStatement,
  runs: readonly Ended[],
  compared: readonly { value: number; expected: number; error: number }[],
  also = 0,
): ClaimView {
  const most = Math.max(also, largestDeviation(compared))
  const ratios = compared.filter(({ expected }) => expected !== 0).map(({ value, expected }) => value / expected)
  return claimView(statement, {
    met: compared.length === 0 ? null : true,
    measured:
      compared.length === 0
        ? 'nothing yet'
        : `over theory ${range(ratios)}; at most ${writtenNumber(most)} standard errors off, ${compared.length} averages`,
    verdict: verdictOf(compared.length > 0, most <= MOST_ERRORS),
    runIds: idsOf(runs.map(({ cell: of }) => of)),
  })
}

const ratio = (runs: readonly Ended[], quantity: string): { value: number; expected: number; error: number }[] =>
  runs.map(({ value }) => ({ value: value(quantity), expected: 1, error: value(`${quantity}Error`) }))

function rateClaim(all: readonly Rate[]): ClaimView {
  return claimView(LIMIT_RATE, {
    met: all.length === 0 ? null : true,
    measured: all.length === 0 ? 'nothing yet' : all.map(({ name, exponent }) => `${name}: ${writtenNumber(exponent)}`).join('; '),
    verdict: verdictOf(
      all.length > 0,
      all.every(({ holds }) => holds),
    ),
    runIds: idsOf(all.map((rate) => rate.cell)),
  })
}

/** A claim that the largest value of a quantity over all runs is at most a bound. */
function boundClaim(statement: ClaimStatement, runs: readonly Ended[], quantity: string, bound: number): ClaimView {
  const most = Math.max(...runs.map(({ value }) => value(quantity)))
  return claimView(statement, {
    met: runs.length === 0 ? null : true,
    measured: runs.length === 0 ? 'nothing yet' : `at most ${writtenNumber(most)} over ${runs.length} runs`,
    verdict: verdictOf(runs.length > 0, most <= bound),
    runIds: idsOf(runs.map((run) => run.cell)),
  })
}

const PROBABILITY = 0.9

function smallestClaim(runs: readonly Ended[]): ClaimView {
  const concerned = runs.filter((run) => numberOf(run.cell.axes, 'symmetricShare') > 0)
  const inside = concerned.filter((run) => numberOf(run.cell.axes, 'hiddenWidth') >= run.value('requiredWidth'))
  const considered = inside.length > 0 ? inside : concerned
  const shares = considered.map(({ value }) => value('aboveHalfShare'))
  const least = Math.min(...concerned.map(({ value }) => value('requiredWidth')))
  return claimView(SMALLEST, {
    met: concerned.length === 0 ? null : inside.length > 0,
    premise: `${SMALLEST.premise}${concerned.length === 0 ? '' : `: m >= ${writtenNumber(least)} or more (met by ${inside.length} of ${concerned.length} cells)`}`,
    measured:
      considered.length === 0
        ? 'nothing yet'
        : `share ${range(shares)}${inside.length > 0 ? '' : ' outside of the premise'}; outside of the premise ${concerned.filter((run) => run.value('aboveHalfShare') >= PROBABILITY).length - inside.filter((run) => run.value('aboveHalfShare') >= PROBABILITY).length} of ${concerned.length - inside.length} are above 0.9 all the same`,
    verdict:
      concerned.length === 0
        ? 'not measured'
        : inside.length === 0
          ? 'premise not met'
          : verdictOf(
              true,
              shares.every((share) => share >= PROBABILITY),
            ),
    runIds: idsOf(considered.map((run) => run.cell)),
  })
}

/** The claims on what the averages over initialisations are; cells of each statistic. */
export function startClaims(
  cells: { kernel: readonly StudyCell[]; limit: readonly StudyCell[]; velocities: readonly StudyCell[] },
  allRates: readonly Rate[],
): ClaimView[] {
  const [kernel, limit, velocities] = [ended(cells.kernel), ended(cells.limit), ended(cells.velocities)]
  const smooth = velocities.filter(({ value }) => Number.isFinite(value('kernelVelocityRatio')))
  return [
    rateClaim(allRates),
    boundClaim(LIMIT_ENTRIES, limit, 'limitEntryRatio', 1 + 1e-6),
    averagesClaim(
      LIMIT_VARIANCE,
      limit,
      limit.map(({ value }) => ({
        value: value('limitSquaredDeviation'),
        expected: value('limitSquaredDeviationMean'),
        error: value('limitSquaredDeviationError'),
      })),
    ),
    averagesClaim(
      VARIANCE,
      kernel,
      kernel.map(({ value }) => ({
        value: value('squaredDeviation'),
        expected: value('squaredDeviationExact'),
        error: value('squaredDeviationError'),
      })),
    ),
    boundClaim(PARTS, kernel, 'partExcess', 1e-13),
    smallestClaim(kernel),
    averagesClaim(
      WEIGHT_VELOCITY,
      velocities,
      ratio(
        velocities.filter(({ value }) => Number.isFinite(value('weightVelocityRatio'))),
        'weightVelocityRatio',
      ),
      Math.max(0, ...velocities.map(({ value }) => value('weightVelocityDeviation'))),
    ),
    averagesClaim(
      KERNEL_VELOCITY,
      smooth,
      ratio(smooth, 'kernelVelocityRatio'),
      Math.max(0, ...smooth.map(({ value }) => value('kernelVelocityDeviation'))),
    ),
    averagesClaim(KERNEL_VELOCITY_PRINTED, smooth, ratio(smooth, 'kernelVelocityPrintedRatio')),
  ]
}
