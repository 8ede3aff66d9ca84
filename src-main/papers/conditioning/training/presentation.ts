import type { FigureView, Quantity } from '../../../contract'
import type { StudyEvidence, StudyPresentation } from '../../paper'
import { panelFigure } from '../../series-figure'
import { finished, measuredTable, studyCells } from '../../study-cells'
import { METHOD_AXIS, NETWORK_AXIS, STEP_SIZE_AXIS } from './settings'

const EPOCHS: FigureView['x'] = { label: 'Epoch', symbol: '', unit: '', scale: 'linear' }

export type PanelSeries =
  'testAccuracy' | 'trainingAccuracy' | 'trainingLoss' | 'testLoss' | 'dotProduct' | 'absoluteDotProduct' | 'featureRms'

const LABELS: Readonly<Record<PanelSeries, string>> = {
  testAccuracy: 'Test accuracy',
  trainingAccuracy: 'Training accuracy',
  trainingLoss: 'Training loss',
  testLoss: 'Test loss',
  dotProduct: 'Average dot product',
  absoluteDotProduct: 'Average absolute dot product',
  featureRms: 'Root mean square of the features',
}

const LOGARITHMIC: ReadonlySet<PanelSeries> = new Set(['trainingLoss', 'testLoss', 'featureRms'])

/** A panel for each series and network: mean over the seeds with a band of one standard deviation, against epochs. */
export function trainingPanels(evidence: StudyEvidence, series: readonly PanelSeries[]): FigureView[] {
  const networks = [...new Set(evidence.cells.map(({ axes }) => String(axes['network'])))]
  const methodsRepeat = (cells: StudyEvidence['cells']): boolean =>
    new Set(cells.map(({ axes }) => String(axes['method']))).size < cells.length
  return networks.flatMap((network) => {
    const cells = evidence.cells.filter(({ axes }) => axes['network'] === network)
    const repeats = methodsRepeat(cells)
    const nameOf = ({ axes }: StudyEvidence['cells'][number]): string =>
      repeats ? `${String(axes['method'])}, step size ${String(axes['stepSize'])}` : String(axes['method'])
    return series.flatMap((id): FigureView[] => {
      const figure = panelFigure(
        {
          id: `${network} ${id}`,
          title: `${LABELS[id]}, ${network}`,
          caption: '',
          series: id,
          x: EPOCHS,
          y: { label: LABELS[id], symbol: '', unit: '', scale: LOGARITHMIC.has(id) ? 'log' : 'linear' },
        },
        { ...evidence, cells },
        nameOf,
      )
      return figure.curves.length === 0 ? [] : [inEpochs(figure, evidence)]
    })
  })
}

/** Steps of the series are updates. */
function inEpochs(figure: FigureView, evidence: StudyEvidence): FigureView {
  const batches = new Map(evidence.runs.map(({ cellHash, spec }) => [cellHash, batchesAnEpoch(spec)]))
  return {
    ...figure,
    curves: figure.curves.map((curve) => ({
      ...curve,
      points: curve.points.map((point) => ({ ...point, x: point.x / (batches.get(point.cellHash ?? '') ?? NaN) })),
    })),
  }
}

function batchesAnEpoch(spec: StudyEvidence['runs'][number]['spec']): number {
  if (spec.experiment !== 'deep-training') return NaN
  const { data, training } = spec
  const count = data.kind === 'given' ? rowCount(data.train.inputs) : data.trainCount
  return Math.ceil(count / training.batchSize)
}

function rowCount(inputs: { kind: 'file' } | { kind: 'stored'; shape: number[]; rows?: { count: number } | undefined }): number {
  return inputs.kind === 'file' ? NaN : (inputs.rows?.count ?? inputs.shape[0] ?? NaN)
}

const QUANTITIES: readonly Quantity['id'][] = [
  'testAccuracy',
  'trainingAccuracy',
  'initialDotProduct',
  'firstDotProduct',
  'dotProduct',
  'predictedDotProduct',
  'comparedDotProduct',
  'featureRms',
  'divergedUpdate',
]

export function trainingTable(evidence: StudyEvidence, caption: string): StudyPresentation['tables'][number] {
  return measuredTable(
    {
      id: 'training',
      title: 'Networks after training',
      caption,
      axes: [NETWORK_AXIS, METHOD_AXIS, STEP_SIZE_AXIS],
      groupBy: 'network',
      quantityIds: [...QUANTITIES],
    },
    studyCells(evidence),
    finished,
  )
}
