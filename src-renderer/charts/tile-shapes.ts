import { graphic, type DrawnElement } from './echarts'

/** Rectangles of one look as one path: ten thousand elements of their own would take a tenth of a second. */
type Boxes = {
  /** left, top, right, bottom and length of the folded upper right corner, one after the other */
  boxes: readonly number[]
}
const BOX = 5
const HATCH = 5

type Pen = { moveTo(x: number, y: number): unknown; lineTo(x: number, y: number): unknown; closePath(): unknown }

function outline(pen: Pen, { boxes }: Boxes): void {
  for (let i = 0; i + BOX <= boxes.length; i += BOX) {
    const left = boxes[i]!
    const top = boxes[i + 1]!
    const right = boxes[i + 2]!
    const bottom = boxes[i + 3]!
    const fold = boxes[i + 4]!
    pen.moveTo(left, top)
    pen.lineTo(right - fold, top)
    if (fold > 0) pen.lineTo(right, top + fold)
    pen.lineTo(right, bottom)
    pen.lineTo(left, bottom)
    pen.closePath()
  }
}

/** Lines that rise to the right, at the same places in every box. */
function hatch(pen: Pen, { boxes }: Boxes): void {
  for (let i = 0; i + BOX <= boxes.length; i += BOX) {
    const left = boxes[i]!
    const top = boxes[i + 1]!
    const right = boxes[i + 2]!
    const bottom = boxes[i + 3]!
    for (let sum = Math.ceil((left + top) / HATCH) * HATCH; sum < right + bottom; sum += HATCH) {
      // the piece of the line x + y = sum inside of the box
      const from = Math.max(left, sum - bottom)
      const to = Math.min(right, sum - top)
      if (to <= from) continue
      pen.moveTo(from, sum - from)
      pen.lineTo(to, sum - to)
    }
  }
}

graphic.registerShape('boxes', graphic.extendShape({ type: 'boxes', shape: { boxes: [] }, buildPath: outline }))
graphic.registerShape('hatches', graphic.extendShape({ type: 'hatches', shape: { boxes: [] }, buildPath: hatch }))

type BoxStyle = { fill?: string; stroke?: string; lineWidth?: number; opacity?: number; lineDash?: number[] }

function element(type: 'boxes' | 'hatches', boxes: readonly number[], style: BoxStyle): DrawnElement {
  const own: object = { type, silent: true, shape: { boxes }, style: { fill: 'none', ...style } }
  // the library's types know the shapes it comes with
  return own as DrawnElement
}

export const boxesElement = (boxes: readonly number[], style: BoxStyle) => element('boxes', boxes, style)
export const hatchesElement = (boxes: readonly number[], style: BoxStyle) => element('hatches', boxes, style)
