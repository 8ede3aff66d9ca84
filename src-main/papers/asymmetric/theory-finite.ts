import type { CellPlan, ClaimStatement, ClaimView } from '../../contract'
import type { TwoLayerSpec } from '../../experiments/two-layer/spec'
import { claimView } from '../claim-view'
import type { Recipe, StudyEvidence } from '../paper'
import { writtenNumber } from '../run-claim'
import { finished, idsOf, measuredTable, studyCells, verdictOf, type StudyCell } from '../study-cells'
import { asymmetricSpec, PAPER, repetitionSeeds } from './settings'

const RECIPE_ID = 'asymmetric-theory-finite'

/** K, and the widths of the network with only K nodes and of the one in which the others have no weight. */
const NODES = 20
const WIDTHS = [NODES, 500] as const
const STEPS = { full: 5000, quick: 500 } as const
const ACTIVATIONS = { swish: 'swish', ReLU: 'relu' } as const
type ActivationName = keyof typeof ACTIVATIONS

const AXES = [
  { id: 'activation', label: 'Activation', symbol: '\\phi' },
  { id: 'hiddenWidth', label: 'Hidden width', symbol: 'm' },
]

function specOf(activation: ActivationName, hiddenWidth: number, steps: number, baseSeed: number): TwoLayerSpec {
  const spec = asymmetricSpec({
    data: { kind: 'sine-regression', inputDimension: 10, sampleCount: 20, testCount: 20, noise: 0.1 },
    dataSeed: baseSeed,
    hiddenWidth,
    setting: { symmetricShare: 0, exponent: null },
    values: { activation: ACTIVATIONS[activation], loss: 'half-sum', weightVariance: 1 },
    steps,
    recordedEvery: 50,
  })
  return {
    ...spec,
    model: { ...spec.model, nodeScales: { kind: 'asymmetric', symmetricShare: 0, profile: { kind: 'finite', count: NODES } } },
  }
}

const EQUAL: ClaimStatement = {
  id: 'T15',
  title: 'Nodes without weight do not matter and do not move',
  formula: '\\gamma=0,\\ \\tilde\\lambda_j=1/K\\ (j\\le K):\\quad u_t=u_t^{(K)},\\quad w_{tj}=w_{0j}\\ (j>K)',
  source: `${PAPER}, section 1`,
  premise: 'gamma = 0, K nodes of equal weight, the same weights and signs for the first K nodes of both widths',
  prediction: 'errors at all recorded steps and the distance of all weights from the start equal, digit for digit',
  remark: 'The distance is over all weights of the wider network: it would differ if a node beyond K moved.',
  recipeIds: [RECIPE_ID],
}

export const FINITE_CLAIMS: readonly ClaimStatement[] = [EQUAL]

function equalClaim(cells: readonly StudyCell[], evidence: StudyEvidence): ClaimView {
  const compared = (Object.keys(ACTIVATIONS) as ActivationName[]).flatMap((activation) => {
    const own = cells.filter(({ axes }) => axes['activation'] === activation)
    const [narrow, wide] = WIDTHS.map((width) => own.find(({ axes }) => axes['hiddenWidth'] === width)?.ended ?? [])
    return (narrow ?? []).flatMap((run) => {
      const other = wide?.find(({ seed }) => seed === run.seed)
      if (other === undefined) return []
      const series = [run, other].map(({ id }) => evidence.series(id, 'residualNorm')?.values ?? new Float64Array(0))
      const distances = [run, other].map(({ summary }) => summary['hiddenWeightDistance'] ?? NaN)
      const [a = new Float64Array(0), b = new Float64Array(0)] = series
      const off = Math.max(
        a.length === b.length && a.length > 0 ? 0 : Infinity,
        ...Array.from(a, (value, k) => Math.abs(value - (b[k] ?? NaN))),
        Math.abs((distances[0] ?? NaN) - (distances[1] ?? NaN)),
      )
      return [{ steps: a.length, off }]
    })
  })
  const most = Math.max(...compared.map(({ off }) => off))
  return claimView(EQUAL, {
    met: compared.length === 0 ? null : true,
    measured:
      compared.length === 0
        ? 'nothing yet'
        : `largest difference ${writtenNumber(most)} over ${compared.length} pairs of runs, ${compared[0]?.steps ?? 0} steps each`,
    verdict: verdictOf(compared.length > 0, most === 0),
    runIds: idsOf(cells),
  })
}

export const theoryFinite: Recipe = {
  id: RECIPE_ID,
  title: 'Theory: finitely many nodes with weight',
  shows: 'At gamma = 0 with weight on K nodes alone a wide network trains as the one that has only these.',
  axes: AXES,
  plan: (size, baseSeed): CellPlan[] =>
    (Object.keys(ACTIVATIONS) as ActivationName[]).flatMap((activation) =>
      WIDTHS.map((hiddenWidth) => ({
        spec: specOf(activation, hiddenWidth, STEPS[size], baseSeed),
        seeds: repetitionSeeds(baseSeed, 2),
        axes: { activation, hiddenWidth },
      })),
    ),
  present: (evidence) => {
    const cells = studyCells(evidence)
    return {
      tables: [
        measuredTable(
          {
            id: 'finite',
            title: 'Networks with and without further nodes',
            caption: `K = ${NODES} nodes with weight.`,
            axes: AXES,
            groupBy: 'activation',
            quantityIds: ['finalResidualNorm', 'hiddenWeightDistance', 'largestNeuronDistance', 'mostMovedNeuron', 'kernelChange'],
          },
          cells,
          finished,
        ),
      ],
      figures: [],
      claims: [equalClaim(cells, evidence)],
      notes: [],
    }
  },
}
