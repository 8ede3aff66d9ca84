import type { ActivationSpec, CellPlan, ClaimStatement, FigureCurve, RecipeSize } from '../../contract'
import type { DepthDescentSpec } from '../../experiments/depth-descent/spec'
import { comparedClaim, figureOf, meanOf, sweepCurves } from '../activations/study-curves'
import type { Recipe, StudyEvidence } from '../paper'
import { writtenNumber } from '../run-claim'
import { finished, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { ACTIVATION_AXIS, AS_THEY_ARE, boundClaim, DEPTH_AXIS, EIGHT_DIRECTIONS, labelOf, nameOf, NORMRELU, stating } from './cells'

const RECIPE_ID = 'conditioning-descent'
const state = stating(RECIPE_ID)
const TRAINED_AXIS = { id: 'trained', label: 'Trained', symbol: '' } as const

const DEPTHS = [1, 2, 4, 8, 16, 32, 64] as const
const TOP: readonly ActivationSpec[] = [{ kind: 'relu' }, { kind: 'tanh' }, NORMRELU]
const MIXED = [1, 1, 1, -1, -1, 1, -1, -1]

interface Sizes {
  /** steps of the top layer */
  steps: number
  passes: number
  stochasticDepths: readonly number[]
  all: readonly { depth: number; hiddenWidth: number }[]
  allSteps: number
}

const SIZES: Readonly<Record<RecipeSize, Sizes>> = {
  full: {
    steps: 100_000,
    passes: 200,
    stochasticDepths: [8, 16, 32],
    all: [
      { depth: 3, hiddenWidth: 1024 },
      { depth: 8, hiddenWidth: 1024 },
      { depth: 8, hiddenWidth: 2048 },
    ],
    allSteps: 20,
  },
  quick: {
    steps: 20_000,
    passes: 20,
    stochasticDepths: [16, 32],
    all: [
      { depth: 3, hiddenWidth: 1024 },
      { depth: 8, hiddenWidth: 1024 },
    ],
    allSteps: 20,
  },
}

const THEOREM_13 = state(
  'C13',
  'The top layer learns at the rate of the condition number',
  '\\mathcal L_t/\\mathcal L_0=\\sum_kc_k^2(1-2\\eta\\lambda_k/n)^{2t}\\le e^{-t/(4\\kappa)}',
  'theorems 13, 44 and 50',
  'loss (1/n) sum (f - y)^2, start at 0, eta = n / (2 lambda_max)',
  'the loss over the envelope is at most 1, and 1e-6 of the start is reached at the predicted step',
  'As extracted, eta is of the order 1 / lambda_max, without the n that the 1/n in the loss asks for.',
)
const DEPTH_HELPS = state(
  'C13-depth',
  'Depth makes the top layer learn faster',
  't(10^{-6})\\ \\text{falls with }L',
  'section 4',
  'eight directions, labels 1, -1, 1, ...',
  'from 2 layers to 64 the steps to 1e-6 never grow with depth',
)
const THEOREM_45 = state(
  'C14',
  'Single points will do',
  '\\mathbb E\\,\\mathcal L(\\bar w_T)\\le\\tfrac12\\mathcal L(w_0),\\quad T=8n\\beta/\\lambda_{\\min}',
  'theorems 45 and 51',
  'eta = 1 / (2 beta), beta = 2 the smoothness of the loss of a point; loss at the average iterate',
  'the mean ratio is at most 1/2',
)
const THEOREM_14 = state(
  'C15',
  'All layers learn as their linearisation does, at first',
  '\\mathcal L_t\\approx\\mathcal L^{\\mathrm{lin}}_t,\\quad\\|\\Theta_t-\\Theta_0\\|_F/\\|\\Theta_0\\|_F\\ \\text{small}',
  'theorems 14, 47 and 48',
  'erf, eta = n / (lambda_min + lambda_max) of the tangent kernel at the start; widths far below those of the theorems',
  'at 5 steps both losses are within a factor 3, the tangent kernel has changed by less than 10 %, and more layers leave less of the loss',
  'Later the two part: small eigenvalues move. The theorems have widths that cannot be computed with.',
)

export const DESCENT_CLAIMS: readonly ClaimStatement[] = [THEOREM_13, DEPTH_HELPS, THEOREM_45, THEOREM_14]

function cell(
  activation: ActivationSpec,
  depth: number,
  training: DepthDescentSpec['training'],
  labels: DepthDescentSpec['labels'],
  trained: string,
  seed: number,
): CellPlan {
  return {
    spec: {
      experiment: 'depth-descent',
      version: 1,
      data: EIGHT_DIRECTIONS,
      preprocessing: AS_THEY_ARE,
      labels,
      model: { activation, depth },
      training,
    },
    seeds: [seed],
    axes: { activation: nameOf(activation), depth, trained },
  }
}

const TOP_LAYER = 'top layer'
const STOCHASTIC = 'top layer, single points'
const allLayers = (hiddenWidth: number): string => `all layers, m = ${hiddenWidth}`

function curve(evidence: StudyEvidence, each: StudyCell, series: string, kind: FigureCurve['kind'], label: string): FigureCurve[] {
  const [run] = each.ended
  const recorded = run === undefined ? null : evidence.series(run.id, series)
  if (recorded === null) return []
  const points = Array.from(recorded.steps, (x, k) => ({ x, y: recorded.values[k] ?? NaN, cellHash: each.hash })).filter(({ y }) => y > 0)
  return [{ id: `${each.hash} ${series}`, label, kind, group: label.replace(', linearised', ''), points }]
}

function lossAt(evidence: StudyEvidence, each: StudyCell, series: string, step: number): number {
  const [run] = each.ended
  const recorded = run === undefined ? null : evidence.series(run.id, series)
  return recorded?.values[recorded.steps.indexOf(step)] ?? NaN
}

function depthClaim(cells: readonly StudyCell[]) {
  const found = [...Map.groupBy(cells, ({ axes }) => String(axes['activation']))].flatMap(([name, own]) => {
    const steps = own
      .flatMap((each) => {
        const value = meanOf(each, 'predictedSteps')
        return value === null || Number(each.axes['depth']) < 2 ? [] : [{ depth: Number(each.axes['depth']), value }]
      })
      .sort((a, b) => a.depth - b.depth)
    return steps.length < 2
      ? []
      : [
          {
            text: `${name}: ${steps.map(({ value }) => value).join(', ')}`,
            holds: steps.every(({ value }, k) => k === 0 || value <= (steps[k - 1]?.value ?? NaN)),
          },
        ]
  })
  return comparedClaim(DEPTH_HELPS, cells, found)
}

function allLayersClaim(evidence: StudyEvidence, cells: readonly StudyCell[]) {
  const ended = cells.filter(({ ended: runs }) => runs.length > 0)
  const found = ended.map((each) => {
    const [actual, predicted] = [lossAt(evidence, each, 'lossRatio', 5), lossAt(evidence, each, 'predictedLossRatio', 5)]
    const drift = meanOf(each, 'tangentDrift') ?? NaN
    const factor = Math.max(actual / predicted, predicted / actual)
    return {
      each,
      left: lossAt(evidence, each, 'lossRatio', 20),
      text: `L = ${String(each.axes['depth'])}, ${String(each.axes['trained'])}: ${writtenNumber(actual)} and ${writtenNumber(predicted)} at 5 steps, drift ${writtenNumber(drift)}`,
      holds: factor <= 3 && drift < 0.1,
    }
  })
  const shallow = found.filter(({ each }) => each.axes['depth'] === 3)
  const order = shallow.flatMap((one) => {
    const deep = found.find(({ each }) => each.axes['depth'] === 8 && each.axes['trained'] === one.each.axes['trained'])
    return deep === undefined
      ? []
      : [
          {
            text: `left after 20 steps: ${writtenNumber(one.left)} with 3 layers, ${writtenNumber(deep.left)} with 8`,
            holds: deep.left < one.left,
          },
        ]
  })
  return comparedClaim(THEOREM_14, cells, [...found, ...order])
}

export const descentRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Gradient descent at depth',
  shows: 'The top layer and all layers trained with the step sizes of the theorems, beside what the kernels predict.',
  axes: [ACTIVATION_AXIS, DEPTH_AXIS, TRAINED_AXIS],
  plan: (size, baseSeed): CellPlan[] => {
    const { steps, passes, stochasticDepths, all, allSteps } = SIZES[size]
    return [
      ...TOP.flatMap((activation) =>
        DEPTHS.map((depth) =>
          cell(activation, depth, { layers: 'top', stepSize: 'theorem', steps }, { kind: 'alternating' }, TOP_LAYER, baseSeed),
        ),
      ),
      ...stochasticDepths.map((depth) =>
        cell({ kind: 'relu' }, depth, { layers: 'top-stochastic', passes }, { kind: 'alternating' }, STOCHASTIC, baseSeed),
      ),
      ...all.map(({ depth, hiddenWidth }) =>
        cell(
          { kind: 'erf' },
          depth,
          { layers: 'all', hiddenWidth, stepSize: 'best', steps: allSteps },
          { kind: 'list', values: MIXED },
          allLayers(hiddenWidth),
          baseSeed,
        ),
      ),
    ]
  },
  present: (evidence) => {
    const cells = studyCells(evidence)
    const trained = (name: string): StudyCell[] => cells.filter(({ axes }) => axes['trained'] === name)
    const [top, stochastic] = [trained(TOP_LAYER), trained(STOCHASTIC)]
    const all = cells.filter(({ axes }) => String(axes['trained']).startsWith('all layers'))
    const label = labelOf([ACTIVATION_AXIS, DEPTH_AXIS])
    const envelope = boundClaim(THEOREM_13, top, 'envelopeRatio', label)
    const exact = top.flatMap((each) => {
      const [actual, predicted] = [meanOf(each, 'stepsToTarget'), meanOf(each, 'predictedSteps')]
      return actual === null || predicted === null ? [] : [Math.abs(actual - predicted)]
    })
    const claims = [
      exact.length > 0 && envelope.verdict === 'holds' && exact.some((difference) => difference > 1)
        ? {
            ...envelope,
            verdict: 'fails' as const,
            measured: `${envelope.measured}; up to ${Math.max(...exact)} steps from the prediction`,
          }
        : envelope,
      depthClaim(top),
      comparedClaim(
        THEOREM_45,
        stochastic,
        stochastic.flatMap((each) => {
          const ratio = meanOf(each, 'stochasticRatio')
          return ratio === null ? [] : [{ text: `${label(each)}: ${writtenNumber(ratio)}`, holds: ratio <= 0.5 }]
        }),
      ),
      allLayersClaim(evidence, all),
    ]
    const frame = { axes: [ACTIVATION_AXIS, DEPTH_AXIS, TRAINED_AXIS], groupBy: null }
    return {
      tables: [
        measuredTable(
          {
            ...frame,
            id: 'descent',
            title: 'Gradient descent',
            caption: 'Steps until the loss is 1e-6 of its start; none where the budget ends before.',
            quantityIds: [
              'conditionNumber',
              'stepSize',
              'predictedSteps',
              'stepsToTarget',
              'envelopeRatio',
              'stochasticRatio',
              'tangentDrift',
              'decayRate',
            ],
          },
          cells,
          finished,
        ),
      ],
      figures: [
        ...figureOf(
          {
            id: 'steps',
            title: 'Steps of the top layer',
            caption: 'Until the loss is 1e-6 of its start, at the step size of theorem 13.',
            x: { label: 'Layers', symbol: 'L', unit: '', scale: 'log' },
            y: { label: 'Steps', symbol: 't', unit: '', scale: 'log' },
          },
          sweepCurves(top, { x: 'depth', quantity: 'predictedSteps', group: 'activation', floor: 0 }),
        ),
        ...figureOf(
          {
            id: 'all-layers',
            title: 'All layers and their linearisation',
            caption: 'Dashed: with the tangent kernel of the start.',
            x: { label: 'Step', symbol: 't', unit: '', scale: 'linear' },
            y: { label: 'Loss over its start', symbol: '', unit: '', scale: 'log' },
          },
          all.flatMap((each) => {
            const name = `L = ${String(each.axes['depth'])}, ${String(each.axes['trained'])}`
            return [
              ...curve(evidence, each, 'lossRatio', 'measured', name),
              ...curve(evidence, each, 'predictedLossRatio', 'theory', `${name}, linearised`),
            ]
          }),
        ),
      ],
      claims,
      notes: [],
    }
  },
}
