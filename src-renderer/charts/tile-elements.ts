import type { ChartTiles } from './chart-tiles'
import { LABEL_SIZE, plotArea, type ChartLayout } from './chart-layout'
import type { ChartTheme } from './chart-theme'
import type { DrawnElement } from './echarts'
import { tileBoxes, type Box } from './tile-boxes'
import { inkOn, levelOf, tileColours } from './tile-colours'
import { boxesElement, hatchesElement } from './tile-shapes'

/** Between tiles that are large enough to spare it. */
const GAP = 1
const GAP_FROM = 8
/** A mark is written where its tile is at least so large, and not more often than this; otherwise it is a dot. */
const WRITTEN_FROM = 10
const MOST_WRITTEN = 1500
const MARK_SIZE = 10

/** The heat map in pixels of the plot, one path for each colour. */
export function tileElements(tiles: ChartTiles, layout: ChartLayout, theme: ChartTheme): DrawnElement[] {
  const colours = tileColours(tiles.palette, theme.surface)
  const boxOf = tileBoxes(tiles, layout.axes, plotArea(layout))
  const byLevel = new Map<number, number[]>()
  const empty: number[] = []
  const hatched = new Map<string, number[]>()
  const marks: { box: Box; text: string; ink: string }[] = []
  for (let i = 0; i < tiles.x.length; i++) {
    const box = boxOf(i)
    if (box === null) continue
    const value = tiles.value[i]!
    const measured = !Number.isNaN(value)
    const level = measured ? levelOf(value, tiles) : 0
    const drawn = spaced(box)
    if (measured) listIn(byLevel, level).push(...drawn, foldOf(box, tiles.done[i]!))
    else empty.push(drawn[0] + 0.5, drawn[1] + 0.5, drawn[2] - 0.5, drawn[3] - 0.5, 0)
    const ink = measured ? inkOn(colours[level]!) : theme.textStrong
    if (tiles.inferred[i]) listIn(hatched, ink).push(...drawn, 0)
    const mark = tiles.mark[i]
    if (mark !== null && mark !== undefined) marks.push({ box, text: mark, ink })
  }
  return [
    ...[...byLevel].map(([level, list]) => boxesElement(list, { fill: colours[level]! })),
    ...(empty.length > 0 ? [boxesElement(empty, { stroke: theme.line, lineWidth: 1 })] : []),
    ...[...hatched].map(([ink, list]) => hatchesElement(list, { stroke: ink, lineWidth: 1, opacity: 0.6 })),
    ...markElements(marks, theme),
  ]
}

function listIn<Key>(lists: Map<Key, number[]>, key: Key): number[] {
  let list = lists.get(key)
  if (list === undefined) lists.set(key, (list = []))
  return list
}

const sideOf = (box: Box) => Math.min(box.right - box.left, box.bottom - box.top)

function spaced(box: Box): [left: number, top: number, right: number, bottom: number] {
  const gap = sideOf(box) >= GAP_FROM ? GAP : 0
  return [box.left, box.top, box.right - gap, box.bottom - gap]
}

/** A tile whose runs have not all ended has a corner folded away; its colour stays that of what is known. */
function foldOf(box: Box, done: number): number {
  return done < 1 ? Math.max(2, Math.min(9, Math.round(sideOf(box) * 0.4))) : 0
}

function markElements(marks: readonly { box: Box; text: string; ink: string }[], theme: ChartTheme): DrawnElement[] {
  const written = marks.length <= MOST_WRITTEN && marks.every(({ box }) => sideOf(box) >= WRITTEN_FROM)
  if (written) return marks.map((mark) => markText(mark, theme))
  const dots = new Map<string, number[]>()
  for (const { box, ink } of marks) {
    const half = Math.max(0.5, Math.round(sideOf(box) / 6))
    const x = (box.left + box.right) / 2
    const y = (box.top + box.bottom) / 2
    listIn(dots, ink).push(x - half, y - half, x + half, y + half, 0)
  }
  return [...dots].map(([ink, list]) => boxesElement(list, { fill: ink }))
}

export function markText({ box, text, ink }: { box: Box; text: string; ink: string }, theme: ChartTheme): DrawnElement {
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
