import { exactText } from '../../src-main/contract'
import type { ChartAxis, ChartCurve, ChartModel } from './chart-model'
import { PRINT_THEME } from './chart-theme'
import { OVER_TILES } from './chart-model'
import { dashOf, isBand, styleOf } from './curve-style'
import { symlogThreshold, toCoordinate, type AxisScale } from './scale'

/**
 * A figure as a pgfplots picture whose data stand in the file, for documents that set their own fonts. Values on symmetric logarithmic axes
 * are written in coordinates of the axis, which a comment says. What cannot be drawn is left out, with its count in a comment.
 */
export function chartPgfplots(model: ChartModel, curves: readonly ChartCurve[]): string {
  const bands = curves.some((curve) => curve.low !== null && isBand(curve))
  const lines = [
    '% needs \\usepackage{pgfplots} \\pgfplotsset{compat=1.17}' + (bands ? ' \\usepgfplotslibrary{fillbetween}' : ''),
    `% ${oneLine(model.title)}`,
    ...(model.band ? [`% bands and bars: ${oneLine(model.band)}`] : []),
    ...[model.x, model.y].flatMap((axis) => {
      const threshold = symlogThreshold(axis.scale)
      return threshold === null
        ? []
        : [`% ${oneLine(axis.label)}: coordinate is value / ${threshold} within ±${threshold}, a decade a unit beyond`]
    }),
    '\\begin{tikzpicture}',
    '\\begin{axis}[',
    `  xlabel={${nameOf(model.x)}}, ylabel={${nameOf(model.y)}},`,
    `  xmode=${modeOf(model.x.scale)}, ymode=${modeOf(model.y.scale)},`,
    '  legend style={font=\\footnotesize}, legend cell align=left,',
    ']',
    ...(model.tiles === null ? [] : tileLines(model)),
    ...curves.flatMap((curve, i) => curveLines(model, curve, i)),
    ...model.vertical.map(
      ({ at, label }) =>
        `\\draw[dashed] ({axis cs:${coordinate(at, model.x.scale)},0}|-{rel axis cs:0,0}) -- ({axis cs:${coordinate(at, model.x.scale)},0}|-{rel axis cs:0,1}) node[above,font=\\footnotesize]{${escapeTex(label)}};`,
    ),
    ...model.horizontal.map(
      ({ at, label }) =>
        `\\draw[dashed] ({rel axis cs:0,0}|-{axis cs:0,${coordinate(at, model.y.scale)}}) -- ({rel axis cs:1,0}|-{axis cs:0,${coordinate(at, model.y.scale)}}) node[left,above,font=\\footnotesize]{${escapeTex(label)}};`,
    ),
    '\\end{axis}',
    '\\end{tikzpicture}',
    '',
  ]
  return lines.join('\n')
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ')
const modeOf = (scale: AxisScale): string => (scale === 'log' ? 'log' : 'linear')
const nameOf = ({ label, symbol, unit }: ChartAxis): string =>
  [escapeTex(label), symbol === '' ? '' : `$${symbol}$`, unit === '' ? '' : `(${escapeTex(unit)})`].filter((part) => part !== '').join(' ')

/** Values themselves, which pgfplots takes the logarithm of; only symmetric logarithmic axes are not known to it. */
function coordinate(value: number, scale: AxisScale): string {
  return exactText(symlogThreshold(scale) === null ? value : toCoordinate(value, scale))
}

function curveLines(model: ChartModel, curve: ChartCurve, index: number): string[] {
  const { x: xAxis, y: yAxis } = model
  const drawable = (value: number | undefined, scale: AxisScale): boolean =>
    value !== undefined && Number.isFinite(toCoordinate(value, scale))
  const at = Array.from(curve.x.keys()).filter((i) => drawable(curve.x[i], xAxis.scale) && drawable(curve.y[i], yAxis.scale))
  const leftOut = curve.x.length - at.length
  const row = (i: number, value: Float64Array): string =>
    `${coordinate(curve.x[i] ?? NaN, xAxis.scale)} ${coordinate(value[i] ?? NaN, yAxis.scale)}`
  const style = styleOf(curve.kind)
  const colour = `colour${index}`
  const { low, high } = curve
  const ranged = low === null || high === null ? [] : at.filter((i) => drawable(low[i], yAxis.scale) && drawable(high[i], yAxis.scale))
  const band = low !== null && high !== null && ranged.length > 0 && isBand(curve) && style.range !== 'none'
  const edges =
    band && low !== null && high !== null
      ? [
          ...(['low', 'high'] as const).flatMap((end) => [
            `\\addplot[draw=none, name path=${end}${index}, forget plot] table {`,
            ...ranged.map((i) => row(i, end === 'low' ? low : high)),
            '};',
          ]),
          `\\addplot[${colour}, opacity=0.2, forget plot] fill between[of=low${index} and high${index}];`,
        ]
      : []
  const bars = !band && low !== null && high !== null && ranged.length > 0
  const header = bars ? 'x y plus minus' : 'x y'
  const body = at.map((i) => {
    if (!bars) return row(i, curve.y)
    const y = curve.y[i] ?? NaN
    const reach = (end: Float64Array): string => (drawable(end[i], yAxis.scale) ? exactText(Math.abs((end[i] ?? NaN) - y)) : '0')
    return `${row(i, curve.y)} ${reach(high)} ${reach(low)}`
  })
  const options = [
    colour,
    style.line === null ? 'only marks' : dashOf(curve).length > 0 ? 'dashed' : 'solid',
    style.marker === 'none' ? 'mark=none' : style.marker === 'hollow' ? 'mark=o' : 'mark=*, mark size=1pt',
    ...(bars ? ['error bars/.cd, y dir=both, y explicit'] : []),
  ]
  return [
    `\\definecolor{${colour}}{HTML}{${colourOf(curve)}}`,
    ...(leftOut > 0 ? [`% ${oneLine(curve.label)}: ${leftOut} points without a place on these axes`] : []),
    ...edges,
    `\\addplot[${options.join(', ')}] table[x=x, y=y${bars ? ', y error plus=plus, y error minus=minus' : ''}] {`,
    header,
    ...body,
    '};',
    `\\addlegendentry{${escapeTex(curve.label)}}`,
  ]
}

function colourOf({ look }: ChartCurve): string {
  if (look.colour === OVER_TILES) return '000000'
  return (PRINT_THEME.data[Number(look.colour.slice('--data-'.length)) - 1] ?? '#000000').slice(1).toUpperCase()
}

function tileLines({ tiles, x, y }: ChartModel): string[] {
  if (tiles === null) return []
  const places = Array.from(tiles.x.keys()).filter((i) => Number.isFinite(tiles.value[i] ?? NaN))
  return [
    `% colour: ${oneLine(tiles.label)}`,
    '\\addplot[scatter, only marks, mark=square*, mark size=4pt, scatter src=explicit, colormap/viridis, colorbar] table[x=x, y=y, meta=value] {',
    'x y value',
    ...places.map(
      (i) => `${coordinate(tiles.x[i] ?? NaN, x.scale)} ${coordinate(tiles.y[i] ?? NaN, y.scale)} ${exactText(tiles.value[i] ?? NaN)}`,
    ),
    '};',
  ]
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '±': '$\\pm$',
  '−': '$-$',
  λ: '$\\lambda$',
  κ: '$\\kappa$',
  η: '$\\eta$',
  '≤': '$\\le$',
  '√': '$\\surd$',
}

function escapeTex(text: string): string {
  return text.replaceAll(/[\\~^&%$#_{}±−λκη≤√]/gu, (character) => ESCAPES[character] ?? `\\${character}`)
}
