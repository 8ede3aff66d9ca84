import type { FigureCurve, FigureView, RunRecord } from '../../contract'
import type { StudyEvidence } from '../paper'
import { panelFigure, type Panel } from '../series-figure'
import { partOfEvidence, type Part } from './parts'
import type { NetworkReading } from './published'
import { settingName, SETTINGS } from './settings'
import { BAND, LINEAR, LOG, TRAINING_PANELS } from './panels'

type Axis = FigureView['x']
type Points = readonly (readonly [x: number, y: number])[]

interface NetworkPanel {
  part: Part
  panel: Panel
  /** what the published figure shows for a setting; x of NaN stands for the end of training */
  published: (reading: NetworkReading) => Points
}

const FEATURES: Axis = { label: 'Features', symbol: 'k', ...LINEAR }
const PRUNED: Axis = { label: 'Neurons removed', symbol: '', ...LINEAR }
const ACCURACY = { label: 'Accuracy', symbol: '', ...LINEAR }
const SQUARE = { label: 'Mean squared error', symbol: '', ...LOG }

const atEnd = (value: number | undefined): Points => (value === undefined ? [] : [[NaN, value]])
const none = (): Points => []

const PUBLISHED_TRAINING: Readonly<Record<string, (reading: NetworkReading) => Points>> = {
  'training-risk': ({ trainingRisk }) => atEnd(trainingRisk),
  'test-risk': ({ testRisk }) => atEnd(testRisk),
  'weight-movement': ({ movement }) => atEnd(movement),
  'kernel-change': ({ rootKernelChange }) => atEnd(rootKernelChange === undefined ? undefined : rootKernelChange * rootKernelChange),
  'smallest-eigenvalue': ({ lambdaMin }) => atEnd(lambdaMin),
}

const training: NetworkPanel[] = TRAINING_PANELS.map((panel) => ({
  part: 'training',
  panel,
  published: PUBLISHED_TRAINING[panel.id] ?? none,
}))

const accuracyPanel = (id: string, title: string, series: string, published: NetworkPanel['published']): NetworkPanel => ({
  part: 'training',
  panel: { id, title, caption: `Share of the points whose largest output is at their class. ${BAND}`, series, y: ACCURACY },
  published,
})

const crossEntropyPanel = (id: string, title: string, series: string): NetworkPanel => ({
  part: 'training',
  panel: { id, title, caption: `Mean of the cross-entropy. ${BAND}`, series, y: { label: 'Cross-entropy', symbol: '', ...LOG } },
  published: none,
})

function partPanel(part: Part, what: string, series: 'trainingRisk' | 'testRisk' | 'trainingAccuracy' | 'testAccuracy'): NetworkPanel {
  const points = series.startsWith('training') ? 'training' : 'test'
  const isAccuracy = series.endsWith('Accuracy')
  const title = `${isAccuracy ? 'Accuracy' : 'Risk'} ${what}, ${points} points`
  const x = part === 'pruning' ? PRUNED : FEATURES
  const published = (reading: NetworkReading): Points => {
    if (points === 'training' || part === 'transfer as stated') return []
    if (part === 'pruning') return isAccuracy ? (reading.pruned ?? []) : []
    // of regression the readings are risks, of classes accuracies
    return (reading.trainingAccuracy === undefined) === isAccuracy ? [] : (reading.transfer ?? [])
  }
  return {
    part,
    panel: { id: `${part.replaceAll(' ', '-')}-${series}`, title, caption: BAND, series, x, y: isAccuracy ? ACCURACY : SQUARE },
    published,
  }
}

const SERIES = ['trainingRisk', 'testRisk', 'trainingAccuracy', 'testAccuracy'] as const

const PANELS: readonly NetworkPanel[] = [
  ...training,
  crossEntropyPanel('training-cross-entropy', 'Training cross-entropy', 'loss'),
  crossEntropyPanel('test-cross-entropy', 'Test cross-entropy', 'testCrossEntropy'),
  accuracyPanel('training-accuracy', 'Training accuracy', 'trainingAccuracy', ({ trainingAccuracy }) => atEnd(trainingAccuracy)),
  accuracyPanel('test-accuracy', 'Test accuracy', 'testAccuracy', ({ testAccuracy }) => atEnd(testAccuracy)),
  ...SERIES.map((series) => partPanel('pruning', 'after pruning', series)),
  ...SERIES.map((series) => partPanel('transfer', 'after transfer', series)),
  ...SERIES.map((series) => partPanel('transfer as stated', 'after transfer as stated', series)),
]

/** Every panel that the runs have something for, with the published values beside runs of full width. */
export function networkPanels(evidence: StudyEvidence, readings: readonly NetworkReading[], fullWidth: number): FigureView[] {
  const trainedByCrossEntropy = evidence.runs.some(({ spec }) => networkOf(spec)?.loss === 'cross-entropy')
  // with cross-entropy the norm of the error is no risk, without it the loss has a panel of its own already
  const left = trainedByCrossEntropy ? ['training-risk', 'test-risk'] : ['training-cross-entropy', 'test-cross-entropy']
  return PANELS.filter(({ panel }) => !left.includes(panel.id)).flatMap(({ part, panel, published }) => {
    const own = partOfEvidence(evidence, part)
    const figure = panelFigure(panel, own, (cell) => String(cell.axes['setting']))
    if (figure.curves.length === 0) return []
    const full = own.runs.filter(({ spec }) => networkOf(spec)?.model.hiddenWidth === fullWidth)
    return [{ ...figure, curves: [...figure.curves, ...publishedCurves(figure, full, readings, published)] }]
  })
}

function publishedCurves(
  figure: FigureView,
  full: readonly RunRecord[],
  readings: readonly NetworkReading[],
  published: NetworkPanel['published'],
): FigureCurve[] {
  if (full.length === 0) return []
  const end = Math.max(...figure.curves.flatMap(({ points }) => points.map(({ x }) => x)))
  return readings.flatMap((reading): FigureCurve[] => {
    const setting = SETTINGS.find(
      ({ symmetricShare, exponent }) => symmetricShare === reading.symmetricShare && !(symmetricShare === 0.5 && exponent === 0.5),
    )
    const points = published(reading).map(([x, y]) => ({ x: Number.isNaN(x) ? end : x, y }))
    if (setting === undefined || points.length === 0) return []
    const name = settingName(setting)
    return [{ id: `published ${name}`, label: `${name}, published`, kind: 'published', group: name, points }]
  })
}

/** The training behind a run: its own, or that of the network it starts from. */
export function networkOf(spec: RunRecord['spec']) {
  if (spec.experiment === 'two-layer') return spec
  return spec.experiment === 'pruning' || spec.experiment === 'transfer' ? spec.network : null
}
