/** Eight data colours, then four dashes, then four markers: 128 runs can be told apart before a look repeats. */
const COLOURS = 8
export const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [8, 3, 2, 3]]
export const MARKERS = ['circle', 'square', 'triangle', 'diamond'] as const
export type Marker = (typeof MARKERS)[number]

export interface RunAppearance {
  /** CSS custom property of the colour, e.g. `--data-3` */
  colour: `--data-${number}`
  /** lengths of dash and gap in pixels, empty for a solid line */
  dash: readonly number[]
  marker: Marker
}

function pick<T>(list: readonly T[], index: number, otherwise: T): T {
  return list[index % list.length] ?? otherwise
}

/** How a run looks on every page. Bound to its id alone, so that it never changes with a filter, a sort or its neighbours. */
export function runAppearance(runId: number): RunAppearance {
  const index = Math.max(0, runId - 1)
  return {
    colour: `--data-${(index % COLOURS) + 1}`,
    dash: pick(DASHES, Math.floor(index / COLOURS), []),
    marker: pick(MARKERS, Math.floor(index / (COLOURS * DASHES.length)), 'circle'),
  }
}
