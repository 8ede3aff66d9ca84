import { programFunction } from '../program'
import type { Smoothness } from '../activation'
import { compile } from './compile'
import { derivative, switches } from './derivative'
import { nodes, type Expression } from './expression'
import { refusedExpression } from './refuse'

type RealFunction = (x: number) => number

/** Formulas are examined on [-RANGE, RANGE]: a standard normal value is never outside. */
export const RANGE = 40
/** Distance of the points that are looked at; a power of two, so that 0 and all integers are among them. */
const SPACING = 1 / 64
const STEPS = RANGE / SPACING
/** A jump in a derivative of higher order than this is not looked for. */
const HIGHEST_ORDER = 8
/** Two formulas whose limits at a point are this close have no jump there. */
const JUMP_TOLERANCE = 1e-6

/** @throws LabError `invalid-spec` naming the first x in [-RANGE, RANGE] where a function is not finite */
export function requireFinite(functions: readonly { name: string; f: RealFunction }[]): void {
  for (let step = -STEPS; step <= STEPS; step++) {
    const x = step * SPACING
    for (const { name, f } of functions)
      if (!Number.isFinite(f(x))) throw refusedExpression(`${name} is not finite on [-${RANGE}, ${RANGE}], first at x = ${x}`)
  }
}

/**
 * Where the conditions of a formula change: the zeros of what `abs`, `sign`, `max`, `min` and comparisons decide by, as far as they change
 * their sign between points {@link SPACING} apart or are 0 at one.
 */
function switchPoints(expression: Expression): number[] {
  const points = new Set<number>()
  for (const difference of switches(nodes([expression]))) {
    const f = programFunction(compile(difference))
    let before = f(-RANGE)
    for (let step = 1 - STEPS; step <= STEPS; step++) {
      const x = step * SPACING
      const here = f(x)
      // where it is 0 all along, nothing switches
      if (here === 0 && (before !== 0 || f(x + SPACING) !== 0)) points.add(x)
      else if (before * here < 0) points.add(signChange(f, x - SPACING, x))
      before = here
    }
  }
  return [...points].map((x) => (x === 0 ? 0 : x)).sort((a, b) => a - b)
}

function signChange(f: RealFunction, from: number, to: number): number {
  const sign = Math.sign(f(from))
  for (;;) {
    const middle = (from + to) / 2
    if (middle <= from || middle >= to) return to
    const value = f(middle)
    if (value === 0) return middle
    if (Math.sign(value) === sign) from = middle
    else to = middle
  }
}

/** Jump of f at x, by extrapolation of its values on either side. */
function jumpAt(f: RealFunction, x: number): number {
  const h = 2 ** -20 * Math.max(1, Math.abs(x))
  return 2 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))
}

export interface Kinks {
  kinks: number[]
  /** Least order of a derivative that jumps, and the largest jump of it; null when none does */
  jump: Extract<Smoothness, { kind: 'jump' }> | null
}

/**
 * Kinks of a formula with the least order of a derivative that jumps at one of them.
 * @param declared points taken for kinks; found from the formula when absent
 */
export function findKinks(expression: Expression, declared: readonly number[] | undefined): Kinks {
  let undecided = declared ? [...new Set(declared)].sort((a, b) => a - b) : switchPoints(expression)
  const kinks = declared ? undecided : []
  let jump: Kinks['jump'] = null
  let current = expression
  for (let order = 0; order <= HIGHEST_ORDER && undecided.length > 0; order++) {
    const f = programFunction(compile(current))
    const jumps = undecided.map((x) => ({ x, size: Math.abs(jumpAt(f, x)), scale: Math.max(1, Math.abs(f(x))) }))
    const found = jumps.filter(({ size, scale }) => size > JUMP_TOLERANCE * scale)
    if (found.length > 0 && !jump) jump = { kind: 'jump', order, size: Math.max(...found.map(({ size }) => size)) }
    if (!declared) kinks.push(...found.map(({ x }) => x))
    undecided = jumps.filter((entry) => !found.includes(entry)).map(({ x }) => x)
    current = derivative(current)
  }
  return { kinks: kinks.sort((a, b) => a - b), jump }
}

/** Points far out that tell a bounded function from a growing one. */
const FAR = [1e2, 1e3, 1e6, 1e12]
const GROWTH = 1.5

/**
 * sup |f| over the real line: the largest value on a grid with both sides of each kink, refined by golden-section search around the
 * largest, or Infinity when f keeps growing beyond [-RANGE, RANGE].
 */
export function supremum(f: RealFunction, kinks: readonly number[]): number {
  const size = (x: number): number => Math.abs(f(x))
  const sides = kinks.flatMap((x) => [x, x + 2 ** -40 * Math.max(1, Math.abs(x))])
  const points = [...sides, ...Array.from({ length: 2 * STEPS + 1 }, (_, k) => -RANGE + k * SPACING)].sort((a, b) => a - b)
  const values = points.map(size)
  const largest = values.reduce((best, value, index) => (value > values[best]! ? index : best), 0)
  const far = FAR.flatMap((x) => [size(x), size(-x)]).filter((value) => !Number.isNaN(value))
  const inside = values[largest]!
  if (!Number.isFinite(inside) || far.some((value) => value > GROWTH * inside)) return Infinity
  const refined = goldenSection(size, points[Math.max(0, largest - 1)]!, points[Math.min(points.length - 1, largest + 1)]!)
  return Math.max(inside, refined, ...far)
}

const GOLDEN = (Math.sqrt(5) - 1) / 2

function goldenSection(f: RealFunction, from: number, to: number): number {
  let [left, right] = [to - GOLDEN * (to - from), from + GOLDEN * (to - from)]
  let [atLeft, atRight] = [f(left), f(right)]
  for (let k = 0; k < 60; k++) {
    if (atLeft > atRight) {
      ;[to, right, atRight] = [right, left, atLeft]
      left = to - GOLDEN * (to - from)
      atLeft = f(left)
    } else {
      ;[from, left, atLeft] = [left, right, atRight]
      right = from + GOLDEN * (to - from)
      atRight = f(right)
    }
  }
  return Math.max(atLeft, atRight)
}
