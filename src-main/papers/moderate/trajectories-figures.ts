import type { FigureCurve, FigurePoint, FigureView } from '../../contract'
import { distanceCoefficient, reluContraction, smoothContraction } from '../../science/kernels/moderate-overparameterisation'
import type { ModerateFacts } from './run-facts'
import type { SeriesId } from '../../experiments/two-layer/quantities'

/** Points of a curve at most. */
const MOST_POINTS = 300
const STEP_AXIS: FigureView['x'] = { label: 'Step', symbol: '\\tau', unit: '', scale: 'linear' }

function pointsOf(facts: ModerateFacts, series: SeriesId, factor: number): FigurePoint[] {
  const recorded = facts.series(series)
  if (recorded === null) return []
  const stride = Math.max(1, Math.floor(recorded.steps.length / MOST_POINTS))
  return Array.from(recorded.steps, (x, i) => ({ x, y: factor * (recorded.values[i] ?? NaN) })).filter(
    (_, i) => i % stride === 0 || i === recorded.steps.length - 1,
  )
}

function decay(last: number, contraction: number): FigurePoint[] {
  return Array.from({ length: 50 }, (_, i) => ({ x: (last * i) / 49, y: Math.exp(((last * i) / 49) * Math.log(contraction)) }))
}

/** Relative error of one run beside its bounds and the frozen kernel. */
export function misfitFigure(facts: ModerateFacts, id: string, title: string): FigureView | null {
  const start = facts.value('initialResidualNorm')
  const lambda = facts.value('hiddenLimitLambdaMin')
  const { theorem, data, stepFraction } = facts
  if (start === null || lambda === null || theorem === null || data === null || stepFraction === null) return null
  const measured = pointsOf(facts, 'residualNorm', 1 / start)
  const last = measured.at(-1)?.x ?? 0
  const bound = (name: string, label: string, contraction: number): FigureCurve => ({
    id: name,
    label,
    kind: 'bound',
    excluded: 'above',
    group: name,
    points: decay(last, contraction),
  })
  const bounds =
    theorem.kind === 'relu'
      ? [bound('theorem-6.3', 'theorem 6.3', reluContraction(data, lambda, stepFraction))]
      : (['stated', 'proof'] as const).map((version) =>
          bound(
            version,
            `theorem 6.2, as ${version === 'stated' ? 'stated' : 'proved'}`,
            smoothContraction(data, lambda, theorem.derivativeBound, stepFraction, version),
          ),
        )
  return {
    id,
    title,
    caption: 'Error over its initial value, of one run. Dashed: what the tangent kernel of the start predicts when it is frozen.',
    x: STEP_AXIS,
    y: { label: 'Error over initial error', symbol: '\\|r_\\tau\\|/\\|r_0\\|', unit: '', scale: 'log' },
    curves: [
      { id: 'measured', label: 'measured', kind: 'measured' as const, group: 'measured', points: measured },
      {
        id: 'lazy',
        label: 'frozen kernel',
        kind: 'theory' as const,
        group: 'measured',
        points: pointsOf(facts, 'lazyResidualNorm', 1 / start),
      },
      ...bounds,
    ].map((curve) => ({ ...curve, points: curve.points.filter(({ y }) => y > 0) })),
    markers: [],
  }
}

/** Distance and path of one run for each width, with the bounds of their ends. */
export function distanceFigure(all: readonly { facts: ModerateFacts; name: string }[], id: string, title: string): FigureView {
  const curves = all.flatMap(({ facts, name }): FigureCurve[] => {
    const distance = pointsOf(facts, 'hiddenWeightDistance', 1)
    const last = distance.at(-1)?.x ?? 0
    const [start, lambda, labels] = [facts.value('initialResidualNorm'), facts.value('hiddenLimitLambdaMin'), facts.value('labelNorm')]
    const lazy = facts.value('lazyDistance')
    const level = (kind: string, label: string, style: 'bound' | 'theory', y: number): FigureCurve => ({
      id: `${kind}-${name}`,
      label,
      kind: style,
      ...(style === 'bound' ? { excluded: 'above' as const } : {}),
      group: name,
      points: [
        { x: 0, y },
        { x: last, y },
      ],
    })
    return [
      { id: `distance-${name}`, label: `${name}, distance`, kind: 'measured', group: name, points: distance },
      ...(lazy === null ? [] : [level('lazy', `${name}, frozen kernel at the end`, 'theory', lazy)]),
      ...(start === null || lambda === null || labels === null
        ? []
        : [
            level(
              'bound',
              `${name}, bound`,
              'bound',
              start / distanceCoefficient(lambda, labels, facts.n, facts.theorem?.kind === 'relu' ? 'relu' : 'stated'),
            ),
          ]),
    ]
  })
  return {
    id,
    title,
    caption:
      'Distance from the start, of one run a width; dashed: the nearest interpolating weights of the linearised network. ' +
      'Bounds as stated: theorem 6.2 (softplus) and 6.3 (ReLU).',
    x: STEP_AXIS,
    y: { label: 'Distance of hidden weights', symbol: '\\|W_\\tau-W_0\\|_F', unit: '', scale: 'log' },
    curves: curves.map((curve) => ({ ...curve, points: curve.points.filter(({ y }) => y > 0) })),
    markers: [],
  }
}
