import type { FigureCurve, FigureView, Quantity, SeriesPoints, SpectrumRecord } from '../../src-main/contract'
import { TABLE_1 } from '../../src-main/papers/razborov/published/table-1'

const widths = [100, 200, 500, 1000]

/** repeatable noise in -1 .. 1 */
function noise(i: number): number {
  const x = Math.imul(i ^ 0x9e3779b9, 0x85ebca6b) ^ (i << 7)
  return (((x ^ (x >>> 13)) * 0xc2b2ae35) >>> 0) / 2 ** 31 - 1
}

export function kappaDFigure(): FigureView {
  const rows = (width: number) => TABLE_1.filter((row) => row.hiddenWidth === width)
  const curves = widths.flatMap((S): FigureCurve[] => [
    {
      id: `measured-${S}`,
      label: `S = ${S}`,
      kind: 'measured',
      group: `S = ${S}`,
      points: rows(S).map((row, i) => {
        const y = (row.everChangedCount.mean / (row.sampleCount * S)) * (1 + 0.02 * noise(i + S))
        return { x: row.sampleCount, y, low: y * 0.95, high: y * 1.06, count: 10, cellHash: `cell ${S} ${row.sampleCount}` }
      }),
    },
    {
      id: `published-${S}`,
      label: `S = ${S}, paper`,
      kind: 'published',
      group: `S = ${S}`,
      points: rows(S).map((row) => ({
        x: row.sampleCount,
        y: row.everChangedCount.mean / (row.sampleCount * S),
        low: (row.everChangedCount.min ?? NaN) / (row.sampleCount * S),
        high: (row.everChangedCount.max ?? NaN) / (row.sampleCount * S),
      })),
    },
    {
      id: `bound-${S}`,
      label: `(m/(nS))^(1/3), S = ${S}`,
      kind: 'theory',
      group: `S = ${S}`,
      points: rows(S).map(({ sampleCount: m }) => ({ x: m, y: Math.cbrt(m / (100 * S)) })),
    },
    {
      id: `law-${S}`,
      label: `displacement law, S = ${S}`,
      kind: 'theory',
      group: `S = ${S}`,
      points: rows(S).map(({ sampleCount: m }) => ({ x: m, y: Math.atan(2 * Math.sqrt(m / (100 * S))) / Math.PI })),
    },
    {
      id: `fit-${S}`,
      label: `0.749 (m/(nS))^0.493, S = ${S}`,
      kind: 'fit',
      group: `S = ${S}`,
      points: rows(S).map(({ sampleCount: m }) => ({ x: m, y: 0.749 * (m / (100 * S)) ** 0.493 })),
    },
  ])
  return {
    id: 'figure-2',
    title: 'Figure 2: share of activations that changed during training',
    caption: 'Averages over the converged runs of a cell with their range; hollow markers are the averages printed in the paper.',
    x: { label: 'Points', symbol: 'm', unit: '', scale: 'linear' },
    y: { label: 'Density of ever changed activations', symbol: '\\kappa_D', unit: '', scale: 'linear' },
    curves,
    markers: widths.flatMap((S) => [
      { x: S, label: 'm = S', group: `S = ${S}` },
      { x: 100 * Math.sqrt(Math.sqrt(S)), label: 'm = nS^(1/4)', group: `S = ${S}` },
    ]),
  }
}

export function kappaHFigure(): FigureView {
  return {
    ...kappaDFigure(),
    title: 'Figure 1: smallest eigenvalue of the kernel after training',
    y: { label: 'Decay of the smallest eigenvalue of H', symbol: '\\kappa_H', unit: '', scale: 'linear' },
    markers: [],
    curves: widths.flatMap((S): FigureCurve[] => [
      {
        id: `measured-${S}`,
        label: `S = ${S}`,
        kind: 'measured',
        group: `S = ${S}`,
        points: TABLE_1.filter((row) => row.hiddenWidth === S).map((row) => ({
          x: row.sampleCount,
          y: row.kappaH.mean,
          low: row.kappaH.min ?? undefined,
          high: row.kappaH.max ?? undefined,
          count: 10,
          cellHash: 'x',
        })),
      },
      {
        id: `published-${S}`,
        label: `S = ${S}, paper`,
        kind: 'published',
        group: `S = ${S}`,
        points: TABLE_1.filter((row) => row.hiddenWidth === S).map((row) => ({ x: row.sampleCount, y: row.kappaH.mean })),
      },
    ]),
  }
}

export function boundFigure(): FigureView {
  const m = Array.from({ length: 30 }, (_, i) => 100 + i * 40)
  return {
    id: 'b',
    title: 'A bound, a band and a single curve',
    caption: '',
    x: { label: 'Points', symbol: 'm', unit: '', scale: 'log' },
    y: { label: 'Residual', symbol: '\\|e_T\\|', unit: '', scale: 'log' },
    curves: [
      { id: 'bound', label: 'bound (32)', kind: 'bound', group: 'bound', points: m.map((x) => ({ x, y: 30 / x })) },
      {
        id: 'measured',
        label: 'measured',
        kind: 'measured',
        group: 'measured',
        points: m.map((x, i) => ({ x, y: i === 12 ? 0 : (10 / x) * (1 + 0.2 * noise(i)), low: 6 / x, high: 16 / x })),
      },
    ],
    markers: [],
  }
}

export const residual: Quantity = {
  id: 'residualNorm',
  label: 'Error',
  symbol: '\\|e_t\\|',
  unit: '',
  digits: 4,
  scale: 'log',
  description: '',
}
export const changed: Quantity = {
  id: 'everChangedCount',
  label: 'Activations ever changed',
  symbol: '|D_t|',
  unit: 'pairs',
  digits: 'integer',
  scale: 'linear',
  description: '',
}

/** Minimum and maximum per pixel, as the store answers. */
export function thin(
  name: string,
  steps: Float64Array,
  values: Float64Array,
  from: number | null,
  to: number | null,
  pixels: number | null,
): SeriesPoints {
  let a = 0
  let b = steps.length
  if (from !== null) while (a < b && steps[a]! < from) a++
  if (to !== null) while (b > a && steps[b - 1]! > to) b--
  const count = b - a
  if (pixels === null || count <= 2 * pixels)
    return { name, steps: steps.slice(a, b), values: values.slice(a, b), exact: true, total: count }
  const kept: number[] = []
  for (let p = 0; p < pixels; p++) {
    const start = a + Math.floor((p * count) / pixels)
    const end = a + Math.floor(((p + 1) * count) / pixels)
    let low = start
    let high = start
    for (let i = start; i < end; i++) {
      if (values[i]! < values[low]!) low = i
      if (values[i]! > values[high]!) high = i
    }
    kept.push(Math.min(low, high))
    if (low !== high) kept.push(Math.max(low, high))
  }
  return {
    name,
    steps: Float64Array.from(kept, (i) => steps[i]!),
    values: Float64Array.from(kept, (i) => values[i]!),
    exact: false,
    total: count,
  }
}

export function longSeries(count: number, seed: number) {
  const steps = Float64Array.from({ length: count }, (_, i) => i)
  const values = Float64Array.from(
    { length: count },
    (_, i) => 120 * Math.exp((-11.7 * i) / count) * (1 + 0.1 * noise(i + seed)) * (1 + 0.3 * Math.sin(i / (count / 40) + seed)),
  )
  return { steps, values }
}

export function spectrum(): SpectrumRecord {
  const order = 300
  const values = Float64Array.from({ length: order }, (_, i) =>
    i < 4 ? (i === 0 ? -1e-15 : i === 1 ? 0 : 3e-14 * i) : 12 * (i / order) ** 2 + 1e-6 * i + (i === order - 1 ? 1600 : 0),
  )
  return {
    name: 'outputKernel',
    step: 0,
    order,
    values,
    complete: true,
    health: { symmetryError: 0, traceError: 1e-16, residual: 3e-16, noiseFloor: 1e-10, method: 'all' },
  }
}
