import type { ClaimStatement, ClaimView, RunRecord, Verdict } from '../../contract'
import { describe } from '../../science/statistics'
import { claimView } from '../claim-view'
import type { StudyEvidence } from '../paper'
import { writtenNumber } from '../run-claim'
import { runsBySetting, type SettingRuns } from './claims'
import { networkOf } from './network-panels'
import { DIGITS_IDS, FEATURES_IDS, REGRESSION_IDS, SCAN_ID } from './recipe-ids'
import { PAPER, settingName, type ScaleSetting } from './settings'

const TRANSFERS = [...REGRESSION_IDS, ...DIGITS_IDS]
const NETWORKS = [...TRANSFERS, ...FEATURES_IDS]
const ORDER_PREMISE = 'runs at gamma = 1 and at gamma = 0'

const SLOWEST: ClaimStatement = {
  id: 'S5-slowest',
  title: 'At gamma = 0 the training risk stays largest',
  formula: 'L_T(\\gamma=0)>L_T(\\gamma>0)',
  source: `${PAPER}, section 5`,
  premise: ORDER_PREMISE,
  prediction: 'the average loss at the end is larger at gamma = 0 than at every gamma above 0',
  remark: null,
  recipeIds: NETWORKS,
}

const PRUNING: ClaimStatement = {
  id: 'S5-pruning',
  title: 'With gamma = 0 nearly all neurons can be removed, with gamma = 1 few',
  formula: '\\lambda_j\\|w_j\\|^2',
  source: `${PAPER}, sections 5.2 and 5.3`,
  premise: ORDER_PREMISE,
  prediction:
    'without 95 % of the neurons, the least important ones, the network with gamma = 0 loses less on the test points than the one with gamma = 1',
  remark: 'At (gamma, alpha) = (0, 0.4) the hundred largest of 2,000 node scales hold 99.95 % of the whole, at gamma = 1 five per cent.',
  recipeIds: NETWORKS,
}

const TRANSFER: ClaimStatement = {
  id: 'S5-transfer',
  title: 'A few features of an asymmetric network are worth more',
  formula: '\\sqrt{\\lambda_j}\\,\\phi(z_j)',
  source: `${PAPER}, section 5`,
  premise: ORDER_PREMISE,
  prediction: 'with the fewest features the external network is best on the test points at gamma = 0 and worst at gamma = 1',
  remark: null,
  recipeIds: TRANSFERS,
}

const NOTHING: ClaimStatement = {
  id: 'S5-nothing',
  title: 'Without neurons the risk is that of outputs of 0',
  formula: 'f=0:\\ \\tfrac1K,\\ \\ln K,\\ \\overline{y^2}',
  source: 'identity',
  premise: 'pruning runs',
  prediction: '1 / K for one-hot labels, ln K for cross-entropy, 1 for standardised targets on the training points, to 1e-12',
  remark: 'The accuracy is then the share of the first class, which is taken of equal outputs.',
  recipeIds: [...NETWORKS, SCAN_ID],
}

const SCAN: ClaimStatement = {
  id: 'F12-gamma',
  title: 'Pruned networks are better the smaller gamma is',
  formula: '\\gamma\\downarrow',
  source: `${PAPER}, Figure 12`,
  premise: 'runs of at least two values of gamma',
  prediction: 'the average test accuracy with 5 % of the neurons left rises as gamma falls',
  remark: 'The paper does not state its values of gamma; 1, 0.7, 0.5, 0.2 and 0.1 with alpha = 0.5 are used.',
  recipeIds: [SCAN_ID],
}

export const NETWORK_CLAIMS: readonly ClaimStatement[] = [SLOWEST, PRUNING, TRANSFER, NOTHING, SCAN]

const verdict = (measured: boolean, holds: boolean): Verdict => (!measured ? 'not measured' : holds ? 'holds' : 'fails')

interface Value {
  setting: ScaleSetting
  name: string
  value: number
  runs: RunRecord[]
}

function valuesOf(all: readonly SettingRuns[], quantity: string): Value[] {
  return all.flatMap(({ setting, name, runs }) => {
    const values = runs.flatMap(({ summary }) => summary[quantity] ?? [])
    return values.length === 0 ? [] : [{ setting, name, runs, value: describe(values).mean }]
  })
}

/** The first of some quantities that any run has. */
function firstMeasured(all: readonly SettingRuns[], quantities: readonly string[]): Value[] {
  return quantities.map((quantity) => valuesOf(all, quantity)).find((values) => values.length > 0) ?? []
}

function compared(
  statement: ClaimStatement,
  what: string,
  values: readonly Value[],
  holds: (symmetric: number, asymmetric: number) => boolean,
): ClaimView {
  const at = (share: number): number | undefined => values.find(({ setting }) => setting.symmetricShare === share)?.value
  const [symmetric, asymmetric] = [at(1), at(0)]
  const enough = symmetric !== undefined && asymmetric !== undefined
  return claimView(statement, {
    met: values.length === 0 ? null : enough,
    measured:
      values.length === 0 ? 'nothing yet' : `${what}: ${values.map(({ name, value }) => `${name}: ${writtenNumber(value)}`).join('; ')}`,
    verdict: verdict(enough, enough && holds(symmetric, asymmetric)),
    runIds: values.flatMap(({ runs }) => runs.map(({ id }) => id)),
  })
}

/** How much a quantity grows over what the whole network has. */
function losses(all: readonly SettingRuns[]): { what: string; values: Value[] } {
  const accuracies = valuesOf(all, 'testAccuracyFew')
  const [few, whole, what, sign] =
    accuracies.length > 0
      ? [accuracies, valuesOf(all, 'testAccuracy'), 'test accuracy lost', -1]
      : [valuesOf(all, 'testRiskFew'), valuesOf(all, 'testRisk'), 'test risk gained', 1]
  const values = few.flatMap((entry) => {
    const before = whole.find(({ name }) => name === entry.name)
    return before === undefined ? [] : [{ ...entry, value: sign * (entry.value - before.value) }]
  })
  return { what, values }
}

const ROUNDING = 1e-12

function nothingLeft(runs: readonly RunRecord[]): ClaimView {
  const checked = runs.flatMap((run) => {
    const measured = run.summary['trainingRiskNone']
    const expected = riskOfNothing(run)
    return measured === undefined || measured === null || expected === null ? [] : [{ run, error: Math.abs(measured / expected - 1) }]
  })
  const largest = checked.reduce((most, { error }) => Math.max(most, error), 0)
  return claimView(NOTHING, {
    met: checked.length > 0 ? true : null,
    measured: checked.length === 0 ? 'nothing yet' : `relative difference at most ${writtenNumber(largest)} over ${checked.length} runs`,
    verdict: verdict(checked.length > 0, largest <= ROUNDING),
    runIds: checked.map(({ run }) => run.id),
  })
}

function riskOfNothing({ spec }: RunRecord): number | null {
  const network = networkOf(spec)
  if (network === null) return null
  if (network.labels.kind !== 'classes') return network.data.kind === 'sample-table' ? 1 : null
  const { count } = network.labels
  return network.loss === 'cross-entropy' ? Math.log(count) : 1 / count
}

/** What the paper says of networks that are pruned and transferred. */
export function networkClaims(evidence: StudyEvidence, transfers: boolean): ClaimView[] {
  const trained = runsBySetting(evidence)
  const pruned = runsBySetting(evidence, 'pruning')
  const lost = losses(pruned)
  const finalLosses = valuesOf(trained, 'finalLoss')
  const others = finalLosses.filter(({ setting }) => setting.symmetricShare > 0).map(({ value }) => value)
  return [
    compared(SLOWEST, 'loss', finalLosses, (_, asymmetric) => others.every((value) => value < asymmetric)),
    compared(PRUNING, lost.what, lost.values, (symmetric, asymmetric) => asymmetric < symmetric),
    ...(transfers ? [transferClaim(runsBySetting(evidence, 'transfer'))] : []),
    nothingLeft(pruned.flatMap(({ runs }) => runs)),
  ]
}

function transferClaim(transferred: readonly SettingRuns[]): ClaimView {
  const values = firstMeasured(transferred, ['testAccuracyFewest', 'testRiskFewest'])
  const isAccuracy = values.some(({ runs }) => runs.some(({ summary }) => summary['testAccuracyFewest'] !== undefined))
  // best first
  const ranked = values.toSorted((a, b) => (isAccuracy ? b.value - a.value : a.value - b.value))
  return compared(
    TRANSFER,
    isAccuracy ? 'test accuracy' : 'test risk',
    values,
    () => ranked[0]?.setting.symmetricShare === 0 && ranked.at(-1)?.setting.symmetricShare === 1,
  )
}

/** Figure 12. @param settings from the largest gamma down */
export function scanClaims(evidence: StudyEvidence, settings: readonly ScaleSetting[]): ClaimView[] {
  const pruned = runsBySetting(evidence, 'pruning', settings)
  const values = valuesOf(pruned, 'testAccuracyFew')
  const rises = values.every(({ value }, index) => index === 0 || value > (values[index - 1]?.value ?? NaN))
  const scan = claimView(SCAN, {
    met: values.length === 0 ? null : values.length > 1,
    measured:
      values.length === 0
        ? 'nothing yet'
        : values.map(({ setting, value }) => `${settingName(setting)}: ${writtenNumber(value)}`).join('; '),
    verdict: verdict(values.length > 1, rises),
    runIds: values.flatMap(({ runs }) => runs.map(({ id }) => id)),
  })
  return [nothingLeft(pruned.flatMap(({ runs }) => runs)), scan]
}
