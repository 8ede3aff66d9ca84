import { graphic, type DrawnElement } from './echarts'

/** Left, top, right, bottom and length of the folded upper right corner. */
const BOX = 5
/** Between lines of a hatch. */
const HATCH = 5

/** Rectangles of one look. */
export class BoxList {
  #numbers = new Float32Array(32 * BOX)
  /** not `length`: the library copies whatever looks like an array */
  count = 0

  add(left: number, top: number, right: number, bottom: number, fold: number): this {
    const at = this.count * BOX
    if (at === this.#numbers.length) {
      const longer = new Float32Array(2 * at)
      longer.set(this.#numbers)
      this.#numbers = longer
    }
    this.#numbers[at] = left
    this.#numbers[at + 1] = top
    this.#numbers[at + 2] = right
    this.#numbers[at + 3] = bottom
    this.#numbers[at + 4] = fold
    this.count++
    return this
  }

  /** As {@link add}; a whole rectangle that goes on where the last one ends makes that one longer. */
  addOrExtend(left: number, top: number, right: number, bottom: number, fold: number): void {
    const last = (this.count - 1) * BOX
    const numbers = this.#numbers
    const goesOn = this.count > 0 && fold === 0 && numbers[last + 4] === 0 && numbers[last + 2] === left
    if (goesOn && numbers[last + 1] === top && numbers[last + 3] === bottom) numbers[last + 2] = right
    else this.add(left, top, right, bottom, fold)
  }

  get numbers(): Float32Array {
    return this.#numbers.subarray(0, this.count * BOX)
  }
}

/** The list as it is: of an array the library would make a copy, number by number. */
type Shape = { list?: BoxList }
type Pen = {
  moveTo: (x: number, y: number) => unknown
  lineTo: (x: number, y: number) => unknown
  rect: (x: number, y: number, width: number, height: number) => unknown
}

/** before the library has handed the shape over */
const NOTHING = new Float32Array(0)

/** All rectangles as one path: ten thousand elements of their own would take a tenth of a second. */
function outline(pen: Pen, { list }: Shape): void {
  const boxes = list?.numbers ?? NOTHING
  for (let i = 0; i + BOX <= boxes.length; i += BOX) {
    const left = boxes[i]!
    const top = boxes[i + 1]!
    const right = boxes[i + 2]!
    const bottom = boxes[i + 3]!
    const fold = boxes[i + 4]!
    if (fold === 0) {
      pen.rect(left, top, right - left, bottom - top)
      continue
    }
    pen.moveTo(left, top)
    pen.lineTo(right - fold, top)
    pen.lineTo(right, top + fold)
    pen.lineTo(right, bottom)
    pen.lineTo(left, bottom)
    // a fill needs no closed path, and closing many takes a canvas long
    pen.lineTo(left, top)
  }
}

/** Lines that rise to the right, at the same places in every box. */
function hatch(pen: Pen, { list }: Shape): void {
  const boxes = list?.numbers ?? NOTHING
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

graphic.registerShape('boxes', graphic.extendShape({ type: 'boxes', shape: {}, buildPath: outline }))
graphic.registerShape('hatches', graphic.extendShape({ type: 'hatches', shape: {}, buildPath: hatch }))

type BoxStyle = { fill?: string; stroke?: string; lineWidth?: number; opacity?: number }

function element(type: 'boxes' | 'hatches', list: BoxList, style: BoxStyle): DrawnElement {
  const own: object = { type, silent: true, shape: { list }, style: { fill: 'none', ...style } }
  // the library's types know the shapes it comes with
  return own as DrawnElement
}

export const boxesElement = (list: BoxList, style: BoxStyle) => element('boxes', list, style)
export const hatchesElement = (list: BoxList, style: BoxStyle) => element('hatches', list, style)
