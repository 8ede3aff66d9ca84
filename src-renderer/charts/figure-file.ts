import { figureBundle, FIGURE_FORMAT, FIGURE_VERSION, LabError, type DrawnFigure, type FigureBundle } from '../../src-main/contract'
import type { Picture } from './chart-export'
import type { ChartCurve, ChartModel, CurveLook } from './chart-model'
import { tilesOf, type ChartTiles } from './chart-tiles'

type StoredNumber = number | 'NaN' | 'Infinity' | '-Infinity'
const write = (values: Float64Array): StoredNumber[] =>
  Array.from(values, (value) => (Number.isFinite(value) ? value : (String(value) as StoredNumber)))
const read = (values: readonly StoredNumber[]): Float64Array => Float64Array.from(values, Number)
const readOrNull = (values: readonly StoredNumber[] | null): Float64Array | null => (values === null ? null : read(values))

/** Exactly what a picture draws. */
export function drawnFigureOf({ model, curves }: Pick<Picture, 'model' | 'curves'>): DrawnFigure {
  const { title, caption, x, y, band, vertical, horizontal, floor, tiles } = model
  return {
    title,
    caption,
    x: { ...x },
    y: { ...y },
    band: band ?? '',
    curves: curves.map((curve) => ({
      id: curve.id,
      label: curve.label,
      kind: curve.kind,
      group: curve.group,
      family: curve.family,
      look: { colour: curve.look.colour, dash: [...curve.look.dash], marker: curve.look.marker },
      x: write(curve.x),
      y: write(curve.y),
      low: curve.low === null ? null : write(curve.low),
      high: curve.high === null ? null : write(curve.high),
      counts: curve.counts === undefined ? null : write(curve.counts),
      faint: curve.faint === true,
      excluded: curve.excluded,
      floor: curve.floor ?? null,
      shift: curve.shift ?? null,
      exact: curve.exact,
      total: curve.total,
      references: curve.references,
    })),
    vertical: vertical.map((line) => ({ ...line })),
    horizontal: horizontal.map((line) => ({ ...line })),
    floor: floor === null ? null : { ...floor },
    tiles: tiles === null ? null : drawnTiles(tiles),
  }
}

function drawnTiles(tiles: ChartTiles): DrawnFigure['tiles'] {
  const { label, symbol, palette, low, high, width, height } = tiles
  return {
    ...{ label, symbol, palette, low, high, width, height },
    marks: { ...tiles.markNames },
    tiles: Array.from(tiles.x, (x, i) => {
      const value = tiles.value[i] ?? NaN
      return {
        x,
        y: tiles.y[i] ?? 0,
        value: Number.isNaN(value) ? null : value,
        done: tiles.done[i] ?? 0,
        text: tiles.text[i] ?? '',
        mark: tiles.mark[i] ?? null,
        inferred: tiles.inferred[i] === true,
      }
    }),
  }
}

/** The chart of a stored figure. */
export function modelOfFigure(figure: DrawnFigure): ChartModel {
  const { tiles, curves, band, ...rest } = figure
  return {
    ...rest,
    ...(band === '' ? {} : { band }),
    curves: curves.map(({ x, y, low, high, counts, floor, shift, look, ...curve }): ChartCurve => ({
      ...curve,
      look: look as CurveLook,
      x: read(x),
      y: read(y),
      low: readOrNull(low),
      high: readOrNull(high),
      ...(counts === null ? {} : { counts: read(counts) }),
      ...(floor === null ? {} : { floor }),
      ...(shift === null ? {} : { shift }),
    })),
    tiles:
      tiles === null
        ? null
        : tilesOf(
            { ...tiles, tiles: tiles.tiles.map(({ mark, ...tile }) => ({ ...tile, ...(mark === null ? {} : { mark }) })) },
            figure.x.scale,
            figure.y.scale,
          ),
  }
}

/** @param origin program and page that drew it */
export async function figureFile(figure: DrawnFigure, origin: { app: string; view: string; madeAt: Date }): Promise<string> {
  const bundle: FigureBundle = {
    format: FIGURE_FORMAT,
    version: FIGURE_VERSION,
    app: origin.app,
    madeAt: origin.madeAt.toISOString(),
    view: origin.view,
    sha256: await hashOf(figure),
    figure,
  }
  return JSON.stringify(bundle, null, 1)
}

/** @throws LabError `invalid-file` saying what is wrong with the text */
export async function readFigureFile(name: string, text: string): Promise<FigureBundle> {
  const refuse = (why: string): never => {
    throw new LabError('invalid-file', `${name} ${why} Nothing was opened.`)
  }
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (error) {
    return refuse(`is not JSON: ${error instanceof Error ? error.message : String(error)}.`)
  }
  const { format, version } = (typeof content === 'object' && content !== null ? content : {}) as Record<string, unknown>
  if (format !== FIGURE_FORMAT) return refuse('is not a figure of this program.')
  if (typeof version === 'number' && version > FIGURE_VERSION)
    return refuse(`has version ${version} of the format; this program reads up to ${FIGURE_VERSION}. A newer program opens it.`)
  const parsed = figureBundle.safeParse(content)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return refuse(`does not hold a figure: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`)
  }
  const { figure, sha256 } = parsed.data
  const found = await hashOf(figure)
  if (found !== sha256) return refuse(`was changed after it was saved: its hash is ${found.slice(0, 12)}…, not ${sha256.slice(0, 12)}….`)
  return parsed.data
}

/** With the keys of every object in order, so that the order in a file does not matter. */
async function hashOf(figure: DrawnFigure): Promise<string> {
  const text = JSON.stringify(figure, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
