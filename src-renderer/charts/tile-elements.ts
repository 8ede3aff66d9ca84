import { endedShare, type ChartTiles } from './chart-tiles'
import { LABEL_SIZE, plotArea, type ChartLayout } from './chart-layout'
import type { ChartTheme } from './chart-theme'
import type { DrawnElement } from './echarts'
import { boxOf, tileEdges, type Box } from './tile-boxes'
import { inksOn, levelOf, LEVELS, tileColours } from './tile-colours'
import { boxesElement, BoxList, hatchesElement } from './tile-shapes'

/** Between tiles that are large enough to spare it. */
const GAP = 1
const GAP_FROM = 8
/** A mark is written where its tile is at least so large, and not more often than this; otherwise it is a dot. */
const WRITTEN_FROM = 10
const MOST_WRITTEN = 1500
const MARK_SIZE = 10

interface Mark {
  box: Box
  text: string
  ink: string
}

/** The heat map in pixels of the plot, one path for each colour. */
export function tileElements(tiles: ChartTiles, layout: ChartLayout, theme: ChartTheme): DrawnElement[] {
  const colours = tileColours(tiles.palette, theme.surface)
  const inks = inksOn(colours)
  const edges = tileEdges(tiles, layout.axes, plotArea(layout))
  const levels: (BoxList | undefined)[] = Array.from({ length: LEVELS })
  const empty = new BoxList()
  const hatched = new Map<string, BoxList>()
  const marks: Mark[] = []
  for (let i = 0; i < tiles.x.length; i++) {
    const box = boxOf(edges, tiles, i)
    if (box === null) continue
    const value = tiles.value[i]!
    const measured = !Number.isNaN(value)
    const level = measured ? levelOf(value, tiles) : 0
    const side = sideOf(box)
    const gap = side >= GAP_FROM ? GAP : 0
    if (measured)
      (levels[level] ??= new BoxList()).addOrExtend(
        box.left,
        box.top,
        box.right - gap,
        box.bottom - gap,
        foldOf(side, endedShare(tiles, i)),
      )
    else empty.add(box.left + 0.5, box.top + 0.5, box.right - gap - 0.5, box.bottom - gap - 0.5, 0)
    const ink = measured ? inks[level]! : theme.textStrong
    if (tiles.inferred[i]) listIn(hatched, ink).add(box.left, box.top, box.right - gap, box.bottom - gap, 0)
    const mark = tiles.mark[i]
    if (mark !== null && mark !== undefined) marks.push({ box, text: mark, ink })
  }
  return [
    ...levels.flatMap((list, level) => (list === undefined ? [] : [boxesElement(list, { fill: colours[level]! })])),
    ...(empty.count > 0 ? [boxesElement(empty, { stroke: theme.lineStrong, lineWidth: 1, opacity: 0.55 })] : []),
    ...[...hatched].map(([ink, list]) => hatchesElement(list, { stroke: ink, lineWidth: 1, opacity: 0.6 })),
    ...markElements(marks, theme),
  ]
}

function listIn(lists: Map<string, BoxList>, key: string): BoxList {
  let list = lists.get(key)
  if (list === undefined) lists.set(key, (list = new BoxList()))
  return list
}

const sideOf = (box: Box) => Math.min(box.right - box.left, box.bottom - box.top)

/** A tile whose runs have not all ended has a corner folded away; its colour stays that of what is known. */
function foldOf(side: number, done: number): number {
  return done < 1 ? Math.max(2, Math.min(9, Math.round(side * 0.4))) : 0
}

function markElements(marks: readonly Mark[], theme: ChartTheme): DrawnElement[] {
  if (marks.length <= MOST_WRITTEN && marks.every(({ box }) => sideOf(box) >= WRITTEN_FROM))
    return marks.map((mark) => markText(mark, theme))
  const dots = new Map<string, BoxList>()
  for (const { box, ink } of marks) {
    const half = Math.max(0.5, Math.round(sideOf(box) / 6))
    const x = (box.left + box.right) / 2
    const y = (box.top + box.bottom) / 2
    listIn(dots, ink).add(x - half, y - half, x + half, y + half, 0)
  }
  return [...dots].map(([ink, list]) => boxesElement(list, { fill: ink }))
}

export function markText({ box, text, ink }: Mark, theme: ChartTheme): DrawnElement {
  return {
    type: 'text',
    silent: true,
    style: {
      text,
      x: (box.left + box.right) / 2,
      y: (box.top + box.bottom) / 2,
      align: 'center',
      verticalAlign: 'middle',
      fill: ink,
      fontSize: Math.min(LABEL_SIZE, MARK_SIZE, sideOf(box)),
      fontFamily: theme.font,
    },
  }
}
