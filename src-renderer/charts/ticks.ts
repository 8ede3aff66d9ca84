import { groupThousands, THIN_SPACE } from '../components/format-number'
import { raised, upright, type Piece } from './rich-text'
import { symlogScale, symlogThreshold, toCoordinate, type AxisScale, type Range } from './scale'

export interface Tick {
  /** where it stands, see {@link Range} */
  coordinate: number
  value: number
  label: Piece[]
}

export interface AxisTicks {
  major: Tick[]
  /** coordinates of unlabelled ticks */
  minor: number[]
  /** power of ten that all labels leave out and the axis names once; 0 when there is none */
  commonPower: number
}

export interface TickRequest {
  range: Range
  scale: AxisScale
  /** how many labels fit */
  room: number
  /** only whole numbers have a meaning on this axis */
  integer?: boolean
}

const MINUS = '\u2212'
const signed = (text: string) => (text.startsWith('-') ? MINUS + text.slice(1) : text)

/** Ticks of an axis: round numbers inside its range, as many as there is room for. */
export function axisTicks(request: TickRequest): AxisTicks {
  const { range, scale } = request
  if (!(range.high > range.low) || !Number.isFinite(range.low) || !Number.isFinite(range.high))
    return { major: [], minor: [], commonPower: 0 }
  const room = Math.max(2, Math.floor(request.room))
  const threshold = symlogThreshold(scale)
  if (threshold !== null) return symlogTicks(range, room, threshold)
  return scale === 'linear' ? linearTicks(range, room, request.integer === true) : logTicks(range, room)
}

/** Step of the form 1, 2 or 5 times a power of ten. */
interface Step {
  figure: 1 | 2 | 5
  power: number
}

function stepFor(span: number, room: number): Step {
  const least = span / room
  let power = Math.floor(Math.log10(least))
  // subnormal spans have no power of ten to divide by
  if (!Number.isFinite(power)) power = -324
  for (const figure of [1, 2, 5] as const) {
    if (Number(`${figure}e${power}`) >= least * (1 - 1e-9)) return { figure, power }
  }
  return { figure: 1, power: power + 1 }
}

/** Multiples of a step inside a range, each the double nearest to its decimal writing (0.3, not 0.30000000000000004). */
function multiples(range: Range, step: Step): { multiple: number; value: number }[] {
  const size = Number(`${step.figure}e${step.power}`)
  if (size === 0) return []
  const slack = 1e-9
  const first = Math.ceil(range.low / size - slack)
  const last = Math.floor(range.high / size + slack)
  const found: { multiple: number; value: number }[] = []
  for (let multiple = first; multiple <= last && found.length < 1000; multiple++) {
    found.push({ multiple: multiple * step.figure, value: Number(`${multiple * step.figure}e${step.power}`) })
  }
  return found
}

function linearTicks(range: Range, room: number, integer: boolean): AxisTicks {
  const span = range.high - range.low
  let step = stepFor(Number.isFinite(span) ? span : Number.MAX_VALUE, room)
  if (integer && step.power < 0) step = { figure: 1, power: 0 }
  const commonPower = commonPowerOf(range, step)
  const major = multiples(range, step).map(({ multiple, value }) => ({
    coordinate: value,
    value,
    label: upright(decimalLabel(multiple, step.power - commonPower)),
  }))
  const finer: Step =
    step.figure === 2
      ? { figure: 5, power: step.power - 1 }
      : step.figure === 5
        ? { figure: 1, power: step.power }
        : { figure: 2, power: step.power - 1 }
  const taken = new Set(major.map((tick) => tick.value))
  const minor = integer && finer.power < 0 ? [] : multiples(range, finer).flatMap(({ value }) => (taken.has(value) ? [] : [value]))
  return { major, minor, commonPower }
}

/** Labels share a power of ten when they would be long without it. */
function commonPowerOf(range: Range, step: Step): number {
  const size = Math.max(Math.abs(range.low), Math.abs(range.high))
  const leading = Math.floor(Math.log10(size) + 1e-9)
  if (leading >= 6) return leading
  if (leading <= -4) return leading
  return step.power < -12 && leading < 0 ? leading : 0
}

/** `multiple` x 10^`power` written out. */
function decimalLabel(multiple: number, power: number): string {
  if (multiple === 0) return '0'
  const digits = String(Math.abs(multiple))
  const sign = multiple < 0 ? MINUS : ''
  if (power >= 0) return sign + groupThousands(digits + '0'.repeat(power))
  const padded = digits.padStart(-power + 1, '0')
  return sign + groupThousands(`${padded.slice(0, power)}.${padded.slice(power)}`)
}

/** Powers of ten up to here are written as plain numbers when the whole axis stays within them. */
const PLAIN = { least: -2, greatest: 5 }

function logTicks(range: Range, room: number): AxisTicks {
  const first = Math.ceil(range.low - 1e-9)
  const last = Math.floor(range.high + 1e-9)
  const decades = last - first + 1
  if (decades >= 3 || (decades === 2 && room < 4)) return decadeTicks(range, first, last, room)
  return figureTicks(range, room)
}

function decadeTicks(range: Range, first: number, last: number, room: number): AxisTicks {
  let stride = 1
  for (const candidate of [1, 2, 3, 5, 10, 20, 50, 100]) {
    stride = candidate
    if (Math.floor((last - first) / stride) + 1 <= room) break
  }
  const plain = first >= PLAIN.least && last <= PLAIN.greatest
  const major: Tick[] = []
  const minor: number[] = []
  for (let power = Math.ceil(first / stride) * stride; power <= last; power += stride) {
    major.push({ coordinate: power, value: Number(`1e${power}`), label: powerLabel(power, plain) })
  }
  if (stride > 1) {
    for (let power = first; power <= last; power++) if (power % stride !== 0) minor.push(power)
    return { major, minor, commonPower: 0 }
  }
  for (let power = first - 1; power <= last; power++) {
    for (let figure = 2; figure <= 9; figure++) {
      const coordinate = power + Math.log10(figure)
      if (coordinate >= range.low && coordinate <= range.high) minor.push(coordinate)
    }
  }
  return { major, minor, commonPower: 0 }
}

/** Zero, and the powers of ten beyond the threshold on both sides, as many as there is room for. */
function symlogTicks(range: Range, room: number, threshold: number): AxisTicks {
  const scale = symlogScale(threshold)
  const least = Math.ceil(Math.log10(threshold) - 1e-9)
  const reach = Math.max(Math.abs(range.low), Math.abs(range.high))
  const most = Math.floor(Math.log10(threshold) + reach - 1 + 1e-9)
  const sides = (range.low < -1 ? 1 : 0) + (range.high > 1 ? 1 : 0)
  const powers = Math.max(0, most - least + 1)
  const stride = Math.max(1, Math.ceil((powers * Math.max(1, sides)) / Math.max(1, room - 1)))
  const major: Tick[] = []
  const minor: number[] = []
  const add = (value: number, label: Piece[] | null) => {
    const coordinate = toCoordinate(value, scale)
    if (coordinate < range.low - 1e-9 || coordinate > range.high + 1e-9) return
    if (label === null) minor.push(coordinate)
    else major.push({ coordinate, value, label })
  }
  add(0, upright('0'))
  for (let power = least; power <= most; power++) {
    const labelled = (power - least) % stride === 0
    const label = [...upright('10'), ...raised(signed(String(power)))]
    add(Number(`1e${power}`), labelled ? label : null)
    add(-Number(`1e${power}`), labelled ? [...upright(MINUS), ...label] : null)
  }
  return { major: major.toSorted((a, b) => a.coordinate - b.coordinate), minor, commonPower: 0 }
}

function powerLabel(power: number, plain: boolean): Piece[] {
  if (plain) return upright(power < 0 ? decimalLabel(1, power) : groupThousands('1' + '0'.repeat(power)))
  return [...upright('10'), ...raised(signed(String(power)))]
}

/** Less than three decades: figures between the powers carry labels too, or, over a small part of one decade, ticks of even distance. */
function figureTicks(range: Range, room: number): AxisTicks {
  const firstPower = Math.floor(range.low)
  const lastPower = Math.floor(range.high)
  const candidates = [
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 2, 3, 5, 7],
    [1, 2, 5],
    [1, 3],
  ]
  const plain = firstPower >= PLAIN.least - 1 && range.high <= PLAIN.greatest
  const inside = (figures: readonly number[]) => {
    const ticks: Tick[] = []
    for (let power = firstPower; power <= lastPower; power++) {
      for (const figure of figures) {
        const value = Number(`${figure}e${power}`)
        const coordinate = toCoordinate(value, 'log')
        if (coordinate < range.low - 1e-9 || coordinate > range.high + 1e-9) continue
        ticks.push({ coordinate, value, label: figureLabel(figure, power, plain) })
      }
    }
    return ticks
  }
  const all = inside(candidates[0] ?? [])
  if (all.length < 3) return evenTicks(range, room)
  const chosen = candidates.map(inside).find((ticks) => ticks.length <= room && ticks.length >= 2) ?? inside([1])
  const major = chosen.length >= 2 ? chosen : inside([1, 3])
  const taken = new Set(major.map((tick) => tick.value))
  return { major, minor: all.flatMap((tick) => (taken.has(tick.value) ? [] : [tick.coordinate])), commonPower: 0 }
}

function figureLabel(figure: number, power: number, plain: boolean): Piece[] {
  if (plain) return upright(decimalLabel(figure, power))
  const powerText = [...upright('10'), ...raised(signed(String(power)))]
  return figure === 1 ? powerText : [...upright(`${figure}${THIN_SPACE}×${THIN_SPACE}`), ...powerText]
}

/** So small a part of a decade that the logarithm is nearly straight: ticks of a linear axis at their logarithmic places. */
function evenTicks(range: Range, room: number): AxisTicks {
  const values = { low: 10 ** range.low, high: 10 ** range.high }
  const { major, minor, commonPower } = linearTicks(values, room, false)
  return {
    major: major.filter((tick) => tick.value > 0).map((tick) => ({ ...tick, coordinate: toCoordinate(tick.value, 'log') })),
    minor: minor.filter((value) => value > 0).map((value) => toCoordinate(value, 'log')),
    commonPower,
  }
}
