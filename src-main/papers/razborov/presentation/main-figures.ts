import type { FigureAxis, FigureCurve, FigurePoint, FigureView } from '../../../contract'
import { fitPowerLaw, type PowerLaw } from '../../../science/statistics'
import { activationChangeBound, displacementLaw } from '../../../science/two-layer-relu'
import { INPUT_DIMENSION } from '../main-series'
import type { PublishedRow } from '../published/published-row'
import { statisticsOf, type StudyCell } from './study-cells'

/** A power law is drawn once this many cells have a measured average. */
const CELLS_FOR_FIT = 6

type FigureQuantity = 'kappaH' | 'kappaD' | 'kappaW'

const SAMPLE_COUNT: FigureAxis = { label: 'Points', symbol: 'm', unit: '', scale: 'linear' }

const Y_AXES: Record<FigureQuantity, FigureAxis> = {
  kappaH: { label: 'Decay of the smallest eigenvalue of H', symbol: '\\kappa_H', unit: '', scale: 'linear' },
  kappaD: { label: 'Density of ever changed activations', symbol: '\\kappa_D', unit: '', scale: 'linear' },
  kappaW: { label: 'Scaled distance of hidden weights', symbol: '\\kappa_W', unit: '', scale: 'linear' },
}

interface FigureText {
  id: string
  title: string
  caption: string
}

const MEASURED_AND_PUBLISHED =
  'Averages over the converged runs of a cell with their range; hollow markers are the averages printed in the paper. '

/** Figures 1, 2 and 3 of arXiv 2212.02323 from the cells of a study, with the published averages of the given table. */
export function mainFigures(cells: readonly StudyCell[], published: readonly PublishedRow[]): FigureView[] {
  const markers = regimeMarkers(cells)
  return [
    {
      ...figure('kappaH', cells, published, {
        id: 'figure-1',
        title: 'Figure 1: smallest eigenvalue of the kernel after training',
        caption: `${MEASURED_AND_PUBLISHED}Vertical lines: sizes that bounds of the theory are about, without their logarithms.`,
      }),
      markers,
    },
    { ...changeFigure(cells, published), markers },
    {
      ...figure('kappaW', cells, published, {
        id: 'figure-3',
        title: 'Figure 3: distance of the hidden weights from initialisation',
        caption: `${MEASURED_AND_PUBLISHED}Bound (32) says that the curves grow at most like powers of log(nS).`,
      }),
      markers,
    },
  ]
}

/** Figure 1 from the published table alone, for the card on Home. */
export function publishedFigure1(published: readonly PublishedRow[]): FigureView {
  return {
    id: 'figure-1-published',
    title: 'Smallest eigenvalue of the kernel after training',
    caption: 'Averages printed in Table 1 of the paper.',
    x: SAMPLE_COUNT,
    y: Y_AXES.kappaH,
    curves: widthsOf(published).flatMap((width) => publishedCurve('kappaH', published, width)),
    markers: [],
  }
}

function figure(quantity: FigureQuantity, cells: readonly StudyCell[], published: readonly PublishedRow[], text: FigureText): FigureView {
  const widths = widthsOf(cells)
  return {
    ...text,
    x: SAMPLE_COUNT,
    y: Y_AXES[quantity],
    curves: [
      ...widths.flatMap((width) => measuredCurve(quantity, cells, width)),
      ...widths.flatMap((width) => publishedCurve(quantity, published, width)),
    ],
    markers: [],
  }
}

function changeFigure(cells: readonly StudyCell[], published: readonly PublishedRow[]): FigureView {
  const plain = figure('kappaD', cells, published, {
    id: 'figure-2',
    title: 'Figure 2: share of activations that changed during training',
    caption:
      `${MEASURED_AND_PUBLISHED}Dashed: the bound (m/(nS))^(1/3) for each S, the green line of the paper; and ` +
      'arctan(kappa_W sqrt(m/(nS)))/pi from the measured kappa_W, which predicts the smaller share that differs at the end. ' +
      'Dotted: one power law of m/(nS) through all measured averages.',
  })
  const theory = widthsOf(cells).flatMap((width): FigureCurve[] => {
    const ofWidth = cells.filter((cell) => cell.hiddenWidth === width)
    return [
      {
        id: `bound-${width}`,
        label: `(m/(nS))^(1/3), S = ${width}`,
        kind: 'theory',
        group: groupOf(width),
        points: ofWidth.map(({ sampleCount: m }) => ({ x: m, y: activationChangeBound(INPUT_DIMENSION, width, m) })),
      },
      {
        id: `displacement-law-${width}`,
        label: `displacement law, S = ${width}`,
        kind: 'theory',
        group: groupOf(width),
        points: ofWidth.flatMap((cell): FigurePoint[] => {
          const kappaW = statisticsOf(cell.converged, 'kappaW')
          return kappaW === null ? [] : [{ x: cell.sampleCount, y: displacementLaw(kappaW.mean, INPUT_DIMENSION, width, cell.sampleCount) }]
        }),
      },
    ]
  })
  return { ...plain, curves: [...plain.curves, ...theory.filter(({ points }) => points.length > 0), ...fitCurves(cells)] }
}

/** Least-squares power law kappa_D = a (m/(nS))^b through the averages of cells that have one; null with too few. */
export function fitOfCells(cells: readonly StudyCell[]): PowerLaw | null {
  const averages = cells.flatMap((cell) => {
    const statistics = statisticsOf(cell.converged, 'kappaD')
    return statistics === null ? [] : [{ load: loadOf(cell), mean: statistics.mean }]
  })
  if (averages.length < CELLS_FOR_FIT) return null
  return fitPowerLaw(
    averages.map(({ load }) => load),
    averages.map(({ mean }) => mean),
  )
}

/** The same through the published averages. */
export function fitOfPublished(published: readonly PublishedRow[]): PowerLaw | null {
  return fitPowerLaw(published.map(loadOf), published.map(publishedKappaD))
}

function fitCurves(cells: readonly StudyCell[]): FigureCurve[] {
  const fit = fitOfCells(cells)
  if (fit === null) return []
  const law = `${fit.coefficient.toPrecision(3)} (m/(nS))^${fit.exponent.toFixed(3)}`
  return widthsOf(cells).map((width) => ({
    id: `fit-${width}`,
    label: `${law}, S = ${width}`,
    kind: 'fit',
    group: groupOf(width),
    points: cells
      .filter((cell) => cell.hiddenWidth === width)
      .map((cell) => ({ x: cell.sampleCount, y: fit.coefficient * Math.exp(fit.exponent * Math.log(loadOf(cell))) })),
  }))
}

function measuredCurve(quantity: FigureQuantity, cells: readonly StudyCell[], width: number): FigureCurve[] {
  const points = cells
    .filter((cell) => cell.hiddenWidth === width)
    .flatMap((cell): FigurePoint[] => {
      const statistics = statisticsOf(cell.converged, quantity)
      if (statistics === null) return []
      const { mean, min, max, count } = statistics
      return [{ x: cell.sampleCount, y: mean, low: min, high: max, count, cellHash: cell.hash }]
    })
  return points.length === 0 ? [] : [{ id: `measured-${width}`, label: `S = ${width}`, kind: 'measured', group: groupOf(width), points }]
}

function publishedCurve(quantity: FigureQuantity, published: readonly PublishedRow[], width: number): FigureCurve[] {
  const points = published
    .filter((row) => row.hiddenWidth === width)
    .flatMap((row): FigurePoint[] => {
      const y = publishedValue(quantity, row)
      return y === null ? [] : [{ x: row.sampleCount, y }]
    })
  return points.length === 0
    ? []
    : [{ id: `published-${width}`, label: `S = ${width}, paper`, kind: 'published', group: groupOf(width), points }]
}

function publishedValue(quantity: FigureQuantity, row: PublishedRow): number | null {
  switch (quantity) {
    case 'kappaH':
      return row.kappaH.mean
    case 'kappaD':
      return publishedKappaD(row)
    case 'kappaW':
      return row.hiddenWeightDistance === null ? null : row.hiddenWeightDistance.mean / Math.sqrt(row.sampleCount)
  }
}

function publishedKappaD(row: PublishedRow): number {
  return row.everChangedCount.mean / (row.sampleCount * row.hiddenWidth)
}

/** m / (nS). */
function loadOf({ hiddenWidth, sampleCount }: { hiddenWidth: number; sampleCount: number }): number {
  return sampleCount / (INPUT_DIMENSION * hiddenWidth)
}

function widthsOf(rows: readonly { hiddenWidth: number }[]): number[] {
  return [...new Set(rows.map(({ hiddenWidth }) => hiddenWidth))].sort((a, b) => a - b)
}

function groupOf(width: number): string {
  return `S = ${width}`
}

/** m = S (premise of the theorem), nS^(1/4) (its other premise), n^(3/4) S^(1/4) (earlier work) and nS (as many points as weights). */
function regimeMarkers(cells: readonly StudyCell[]): FigureView['markers'] {
  const n = INPUT_DIMENSION
  return widthsOf(cells).flatMap((width) => {
    const fourthRoot = Math.sqrt(Math.sqrt(width))
    return [
      { x: width, label: 'm = S', group: groupOf(width) },
      { x: n * fourthRoot, label: 'm = nS^(1/4)', group: groupOf(width) },
      { x: Math.sqrt(n) * Math.sqrt(Math.sqrt(n)) * fourthRoot, label: 'm = n^(3/4)S^(1/4)', group: groupOf(width) },
      { x: n * width, label: 'm = nS', group: groupOf(width) },
    ]
  })
}
