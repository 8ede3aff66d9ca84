import { OVER_TILES } from './chart-model'

/** Colours and fonts of a chart, resolved, because a canvas knows no CSS variables. */
export interface ChartTheme {
  surface: string
  textStrong: string
  textNormal: string
  textFaint: string
  line: string
  lineStrong: string
  warn: string
  /** eight, of --data-1 .. --data-8 */
  data: string[]
  font: string
}

export const MATH_FONT = "KaTeX_Math, 'STIX Two Math', 'Cambria Math', 'Times New Roman', serif"

/** Of lines over tiles, the same in every theme as the tiles are; `--over-tiles` and `--over-tiles-casing` of the window's tokens. */
const WHITE = '#ffffff'
export const CASING = 'rgba(0,0,0,0.72)'

/** Colour of a data token such as `--data-3`. */
export function dataColour(theme: ChartTheme, token: string): string {
  if (token === OVER_TILES) return WHITE
  return theme.data[Number(token.slice('--data-'.length)) - 1] ?? theme.textStrong
}

/** For paper: the light colours on white, whatever the window looks like. */
export const PRINT_THEME: ChartTheme = {
  surface: '#ffffff',
  textStrong: '#000000',
  textNormal: '#1b1f22',
  textFaint: '#4a5157',
  line: '#e2e5e8',
  lineStrong: '#6b747b',
  warn: '#835000',
  data: ['#0072b2', '#d55e00', '#009e73', '#c76d9e', '#c58400', '#3a99d6', '#9c9300', '#1b1f22'],
  font: "'Inter Variable', Inter, 'Helvetica Neue', Arial, sans-serif",
}

export function readTheme(element: Element): ChartTheme {
  const style = getComputedStyle(element)
  const token = (name: string, fallback: string) => style.getPropertyValue(name).trim() || fallback
  return {
    surface: token('--surface-1', PRINT_THEME.surface),
    textStrong: token('--text-strong', PRINT_THEME.textStrong),
    textNormal: token('--text-normal', PRINT_THEME.textNormal),
    textFaint: token('--text-faint', PRINT_THEME.textFaint),
    line: token('--line', PRINT_THEME.line),
    lineStrong: token('--line-strong', PRINT_THEME.lineStrong),
    warn: token('--warn', PRINT_THEME.warn),
    data: PRINT_THEME.data.map((colour, i) => token(`--data-${i + 1}`, colour)),
    font: token('--font-text', PRINT_THEME.font),
  }
}

/** Calls `changed` when the window's theme changes, by choice, by the system or by forced colours. @returns how to stop */
export function watchTheme(changed: () => void): () => void {
  const root = document.documentElement
  const observer = new MutationObserver(changed)
  observer.observe(root, { attributes: true, attributeFilter: ['data-theme', 'class'] })
  const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) => window.matchMedia(query))
  for (const query of queries) query.addEventListener('change', changed)
  return () => {
    observer.disconnect()
    for (const query of queries) query.removeEventListener('change', changed)
  }
}
