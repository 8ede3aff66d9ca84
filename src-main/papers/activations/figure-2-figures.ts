import type { FigureCurve, FigurePoint, FigureView, RunRecord } from '../../contract'
import { describe } from '../../science/statistics'
import type { StudyEvidence } from '../paper'
import { panelFigure } from '../series-figure'
import { derivativeVariances } from './figure-2-claims'
import { PANELS, PIXELS } from './figure-2-plan'
import { figureOf } from './study-curves'

type Cell = StudyEvidence['cells'][number]

const runsOf = (evidence: StudyEvidence, cell: Cell): RunRecord[] => evidence.runs.filter(({ cellHash }) => cellHash === cell.hash)

/** Points of a series of the first run of a cell. */
function seriesPoints(evidence: StudyEvidence, cell: Cell, name: string, x: (step: number, run: RunRecord) => number): FigurePoint[] {
  const [run] = runsOf(evidence, cell)
  const series = run === undefined ? null : evidence.series(run.id, name)
  if (run === undefined || series === null) return []
  return Array.from(series.steps, (step, i) => ({ x: x(step, run), y: series.values[i] ?? NaN, cellHash: cell.hash }))
}

/** Panel (a): how many pairs have which distance. */
function distances(evidence: StudyEvidence, cells: readonly Cell[]): FigureView[] {
  const centre = (bin: number, { summary }: RunRecord): number =>
    (summary['distanceFrom'] ?? NaN) + (bin + 0.5) * (summary['distanceWidth'] ?? NaN)
  const curves = cells.flatMap((cell): FigureCurve[] => {
    const name = String(cell.axes['pixels'])
    const points = seriesPoints(evidence, cell, 'distanceCount', centre).filter(({ y }) => y > 0)
    return points.length === 0 ? [] : [{ id: name, label: `pixels ${name}`, kind: 'measured', group: name, points }]
  })
  return figureOf(
    {
      id: 'distances',
      title: '(a) Distances of all pairs of preprocessed images',
      caption: 'Number of pairs in each bin. The paper: assumption 2 holds with delta at least 0.1.',
      x: { label: 'Distance', symbol: '\\|x_i-x_j\\|', unit: '', scale: 'linear' },
      y: { label: 'Pairs', symbol: '', unit: 'pairs', scale: 'log' },
    },
    curves,
  )
}

/** Panel (b): cumulative spectra, about the mean as the text says and not as the caption says. */
function shares(evidence: StudyEvidence, cells: readonly Cell[]): FigureView[] {
  const plain = cells.filter(({ axes }) => axes['pixels'] === PIXELS.plain)
  const curves = plain.flatMap((cell) =>
    (
      [
        ['cumulativeSquares', 'data matrix (caption)'],
        ['cumulativeVariance', 'covariance (text)'],
      ] as const
    ).flatMap(([series, label]): FigureCurve[] => {
      const points = seriesPoints(evidence, cell, series, (step) => step)
      return points.length === 0 ? [] : [{ id: series, label, kind: 'measured', group: label, points }]
    }),
  )
  return figureOf(
    {
      id: 'shares',
      title: '(b) Share of the leading directions',
      caption: 'Cumulative sums of the eigenvalues over their whole, largest first. The constant coordinate holds half of the squares.',
      x: { label: 'Directions', symbol: 'k', unit: '', scale: 'log' },
      y: { label: 'Share', symbol: '', unit: '', scale: 'linear' },
    },
    curves,
  )
}

/** Eigenvalues above the noise, largest first: mean and range over the runs. */
function scree(evidence: StudyEvidence, cell: Cell): FigurePoint[] {
  const spectra = runsOf(evidence, cell).flatMap(({ id }) => evidence.spectra(id).slice(0, 1))
  const order = spectra[0]?.values.length ?? 0
  const floor = Math.max(0, ...spectra.map(({ health }) => health.noiseFloor))
  return Array.from({ length: order }, (_, k) => {
    const { mean, min, max, count } = describe(spectra.map(({ values }) => values[order - 1 - k] ?? NaN))
    return { x: k + 1, y: mean, ...(count > 1 ? { low: min, high: max } : {}), count, cellHash: cell.hash }
  }).filter(({ y }) => y > floor)
}

function spectrum(evidence: StudyEvidence, cells: readonly Cell[], id: string, title: string): FigureView[] {
  const curves = cells.flatMap((cell): FigureCurve[] => {
    const name = String(cell.axes['activation'])
    const points = scree(evidence, cell)
    return points.length === 0 ? [] : [{ id: name, label: name, kind: 'measured', group: name, points }]
  })
  const last = Math.max(1, ...curves.flatMap(({ points }) => points.map(({ x }) => x)))
  const variances = derivativeVariances().map(({ name, variance }): FigureCurve => ({
    id: `variance ${name}`,
    label: `Var \u03c6\u2032, ${name}`,
    kind: 'theory',
    group: name,
    points: [
      { x: 1, y: variance },
      { x: last, y: variance },
    ],
  }))
  return figureOf(
    {
      id,
      title,
      caption:
        'Eigenvalues of the kernel of the hidden layer at the start, largest first; those below the noise floor are left out. Dashed: the variance of the ' +
        'derivative, which nearly orthogonal points would have for their smallest eigenvalue.',
      x: { label: 'Number', symbol: 'k', unit: '', scale: 'log' },
      y: { label: 'Eigenvalue', symbol: '\\lambda_k(G)', unit: '', scale: 'log' },
    },
    [...curves, ...variances],
  )
}

function training(evidence: StudyEvidence, cells: readonly Cell[]): FigureView[] {
  const name = (cell: Cell): string => String(cell.axes['activation'])
  const own = { ...evidence, cells: [...cells] }
  const batches = (run: RunRecord): number => {
    const { spec } = run
    return spec.experiment === 'two-layer' && spec.measurements.recording.kind === 'interval' ? spec.measurements.recording.steps : NaN
  }
  const loss = panelFigure(
    {
      id: 'training',
      title: '(d) Training loss, both layers, stochastic gradient descent',
      caption: 'Mean cross-entropy of all images.',
      series: 'loss',
      y: { label: 'Cross-entropy', symbol: 'L', unit: '', scale: 'log' },
    },
    own,
    name,
  )
  const [run] = evidence.runs.filter(({ cellHash }) => cells.some(({ hash }) => hash === cellHash))
  const perEpoch = run === undefined ? NaN : batches(run)
  const inEpochs: FigureView = {
    ...loss,
    x: { label: 'Epoch', symbol: '', unit: '', scale: 'linear' },
    curves: loss.curves.map((curve) => ({ ...curve, points: curve.points.map((point) => ({ ...point, x: point.x / perEpoch })) })),
  }
  return [inEpochs].filter(({ curves }) => curves.length > 0)
}

export function figure2Figures(evidence: StudyEvidence): FigureView[] {
  const of = (panel: string): Cell[] => evidence.cells.filter(({ axes }) => axes['panel'] === panel)
  const spectra = of(PANELS.spectrum)
  const limits = spectra.filter(({ axes }) => axes['hiddenWidth'] === 'infinite')
  return [
    ...distances(evidence, of(PANELS.geometry)),
    ...shares(evidence, of(PANELS.geometry)),
    ...Object.entries(PIXELS).flatMap(([id, pixels]) =>
      spectrum(
        evidence,
        limits.filter(({ axes }) => axes['pixels'] === pixels),
        `spectrum-${id}`,
        `(c) Eigenvalues at infinite width, pixels ${pixels}`,
      ),
    ),
    ...spectrum(
      evidence,
      spectra.filter((cell) => !limits.includes(cell)),
      'spectrum-finite',
      '(c) Eigenvalues at finite width',
    ),
    ...training(evidence, of(PANELS.training)),
  ]
}
