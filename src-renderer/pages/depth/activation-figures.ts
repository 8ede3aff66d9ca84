import type { FigureCurve, FigureView, SeriesPoints } from '../../../src-main/contract'

interface Sampled {
  recorded: SeriesPoints | undefined
  from: number
  to: number
  label: string
  kind?: FigureCurve['kind']
}

/** Values at equally spaced samples of an interval. */
function sampled({ recorded, from, to, label, kind = 'measured' }: Sampled, samples: number): FigureCurve[] {
  if (recorded === undefined) return []
  const points = Array.from(recorded.steps, (step, k) => ({ x: from + ((to - from) * step) / samples, y: recorded.values[k] ?? NaN }))
  return [{ id: label, label, kind, group: label, points }]
}

const series = (all: readonly SeriesPoints[], name: string) => all.find((each) => each.name === name)
const linear = (label: string, symbol: string) => ({ label, symbol, unit: '', scale: 'linear' }) as const

/** Number of equal parts into which every interval of the workbench is cut. */
export const PARTS = 200

export const CURVE = { kind: 'curve', form: 'normalised', from: -4, to: 4, intervals: PARTS } as const
export const CONSTANTS = { kind: 'constants', samples: PARTS } as const
export const LENGTHS = { kind: 'length-map', scaling: 'normalised', from: 0.02, to: 3, intervals: PARTS } as const
export const KINKS = { kind: 'kink-scan', from: -3, to: 1, intervals: PARTS } as const

export function curveFigure(all: readonly SeriesPoints[], name: string): FigureView {
  return {
    id: 'curve',
    title: 'Normalised activation',
    caption: 'Mean 0 and second moment 1 under N(0, 1).',
    x: linear('Input', 'x'),
    y: linear('Output', '\\bar s(x)'),
    curves: sampled({ recorded: series(all, 'value'), from: CURVE.from, to: CURVE.to, label: name }, PARTS),
    markers: [],
  }
}

/** The change and not the value: duals of nearly linear activations are all but the diagonal. */
export function dualFigure(all: readonly SeriesPoints[], name: string): FigureView {
  const changed = (of: Sampled) =>
    sampled(of, PARTS).map((curve) => ({ ...curve, points: curve.points.map(({ x, y }) => ({ x, y: y - x })) }))
  return {
    id: 'dual',
    title: 'What a layer does to a correlation',
    caption: '',
    x: linear('Correlation', '\\rho'),
    y: linear('Change in a layer', '\\hat s(\\rho)-\\rho'),
    curves: [
      ...changed({ recorded: series(all, 'dual'), from: -1, to: 1, label: name }),
      ...changed({ recorded: series(all, 'dualBound'), from: -1, to: 1, label: 'bound of lemma 21', kind: 'theory' }),
    ],
    markers: [],
  }
}

export function lengthFigure(all: readonly SeriesPoints[], name: string): FigureView {
  const unchanged: FigureCurve = {
    id: 'identity',
    label: 'unchanged',
    kind: 'fit',
    group: 'unchanged',
    points: [LENGTHS.from, LENGTHS.to].map((x) => ({ x, y: x })),
  }
  return {
    id: 'length',
    title: 'What a layer does to a squared length',
    caption: 'Below 1 its slope at 1 keeps lengths at finite width; at 1 and above they run away.',
    x: linear('Squared length', 'g'),
    y: linear('After a layer', 'f(g)'),
    curves: [...sampled({ recorded: series(all, 'length'), from: LENGTHS.from, to: LENGTHS.to, label: name }, PARTS), unchanged],
    markers: [{ x: 1, label: 'g = 1', group: null }],
  }
}

export function kinkFigure(all: readonly SeriesPoints[]): FigureView {
  const curve = (name: string, label: string) => sampled({ recorded: series(all, name), from: KINKS.from, to: KINKS.to, label }, PARTS)
  return {
    id: 'kinks',
    title: 'NormReLU over its kink',
    caption: 'The paper trains with -1.5975; 0 is the normalised ReLU.',
    x: linear('Kink', 'c'),
    y: linear('Nonlinearity and stability index', '\\mu,\\ \\chi'),
    curves: [...curve('kinkNonlinearity', 'nonlinearity'), ...curve('kinkLengthSlope', 'stability index')],
    markers: [{ x: -1.5975, label: 'c = -1.5975', group: null }],
  }
}
