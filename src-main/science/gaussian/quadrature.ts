import { gaussLegendre } from './gauss-legendre'

type RealFunction = (x: number) => number

const NODES = 20
/** Halvings that close in on a jump to the last bit. */
const DEEPEST = 55
/** More panels than any smooth function with a few jumps needs; an f with rounding errors above the tolerance would ask for more. */
const MOST_PANELS = 4000

/** Integral of f over [from, to] by one Gauss-Legendre rule. */
export function gaussLegendreIntegral(f: RealFunction, from: number, to: number, count = NODES): number {
  const { nodes, weights } = gaussLegendre(count)
  const middle = (from + to) / 2
  const half = (to - from) / 2
  let total = 0
  for (let k = 0; k < count; k++) total += weights[k]! * f(middle + half * nodes[k]!)
  return half * total
}

/** Points from..to with the breaks between them, and more points until neighbours are at most `widest` apart. */
export function edges(from: number, to: number, breaks: readonly number[], widest: number): number[] {
  const inner = [...new Set(breaks)].filter((x) => x > from && x < to).sort((a, b) => a - b)
  const fixed = [from, ...inner, to]
  return fixed.flatMap((left, index) => {
    const right = fixed[index + 1]
    if (right === undefined) return [left]
    const parts = Math.max(1, Math.ceil((right - left) / widest))
    return Array.from({ length: parts }, (_, k) => left + ((right - left) * k) / parts)
  })
}

export interface Panels {
  /** ends of the panels, ascending: one more than there are panels */
  edges: number[]
  integral: number
}

/**
 * Divides panels in halves until {@link NODES} Gauss-Legendre nodes a panel integrate f: until halving a panel changes its integral by no
 * more than `tolerance` times the integral of |f| over all of them. A jump of f between edges is closed in on.
 */
export function adaptivePanels(f: RealFunction, start: readonly number[], tolerance = 1e-15): Panels {
  const absolute = (x: number): number => Math.abs(f(x))
  let scale = 0
  for (let k = 1; k < start.length; k++) scale += Math.abs(gaussLegendreIntegral(absolute, start[k - 1]!, start[k]!))
  const allowed = tolerance * scale
  const found: number[] = [start[0]!]
  let integral = 0
  const close = (from: number, to: number, whole: number, depth: number): void => {
    const middle = (from + to) / 2
    const left = gaussLegendreIntegral(f, from, middle)
    const right = gaussLegendreIntegral(f, middle, to)
    if (depth < DEEPEST && found.length < MOST_PANELS && Math.abs(left + right - whole) > allowed) {
      close(from, middle, left, depth + 1)
      close(middle, to, right, depth + 1)
    } else {
      found.push(to)
      integral += left + right
    }
  }
  for (let k = 1; k < start.length; k++) close(start[k - 1]!, start[k]!, gaussLegendreIntegral(f, start[k - 1]!, start[k]!), 0)
  return { edges: found, integral }
}

/** Integral of f over [from, to], adaptively, about 1e-15 times the integral of |f| apart from the true one; negative where to < from. */
export function integral(f: RealFunction, from: number, to: number, breaks: readonly number[] = []): number {
  if (from === to) return 0
  if (to < from) return -integral(f, to, from, breaks)
  return adaptivePanels(f, edges(from, to, breaks, Infinity)).integral
}
