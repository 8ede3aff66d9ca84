import { cosine } from '../activations'
import { gaussLegendre, gaussianExpectation } from '../gaussian'

/** A function with the points where it or a derivative of it jumps. */
export interface KinkedFunction {
  value(x: number): number
  readonly kinks: readonly number[]
}

/** The weight r exp(-r^2 / 2) is below 1e-30 beyond. */
const RADIUS = 12
const RADIAL_PANEL = 1
const RADIAL_NODES = 16
const ANGULAR_NODES = { kinksAtZero: 32, otherwise: 16 }
/** Narrowest panel at an angle where an argument is 0. */
const NARROWEST = 2 ** -9

/**
 * E psi(s u) psi(t v) for standard normal u, v of correlation rho, by Gauss-Legendre panels in polar coordinates that are split, radially, where
 * an argument meets a kink and, in the angle, where an argument changes its sign or both meet a kink at once. About 1e-12 of E psi^2 apart
 * from the true value for functions that are smooth in between. Takes about a millisecond when all kinks are at 0, some tens otherwise.
 */
export function pairExpectation(psi: KinkedFunction, rho: number, s: number, t: number): number {
  if (Math.abs(rho) === 1) {
    const breaks = [kinksAt(psi, s), kinksAt(psi, rho * t)].flat().sort((a, b) => a - b)
    return gaussianExpectation((u) => psi.value(s * u) * psi.value(rho * t * u), breaks)
  }
  const theta = Math.acos(rho)
  // u = r cos(b + theta / 2), v = r cos(b - theta / 2)
  const ends = angularBreaks(psi, theta, s, t)
  const nodes = ANGULAR_NODES[psi.kinks.every((kink) => kink === 0) ? 'kinksAtZero' : 'otherwise']
  const rule = gaussLegendre(nodes)
  let total = 0
  for (let panel = 1; panel < ends.length; panel++) {
    const middle = (ends[panel]! + ends[panel - 1]!) / 2
    const half = (ends[panel]! - ends[panel - 1]!) / 2
    for (let node = 0; node < nodes; node++) {
      const b = middle + half * rule.nodes[node]!
      total += half * rule.weights[node]! * alongRay(psi, s * cosine(b + theta / 2), t * cosine(b - theta / 2))
    }
  }
  return total / (2 * Math.PI)
}

function kinksAt(psi: KinkedFunction, scale: number): number[] {
  return scale === 0 ? [] : psi.kinks.map((kink) => kink / scale)
}

function angularBreaks(psi: KinkedFunction, theta: number, s: number, t: number): number[] {
  const signChanges = [-1, 1].flatMap((side) => [(side * Math.PI - theta) / 2, (side * Math.PI + theta) / 2])
  const breaks = [...signChanges]
  // a kink away from 0 is met ever further out as its argument turns to 0, faster and faster
  if (psi.kinks.some((kink) => kink !== 0)) {
    for (let width = Math.PI / 4; width > NARROWEST; width /= 2) breaks.push(...signChanges.flatMap((b) => [b - width, b + width]))
  }
  for (const k of psi.kinks) {
    for (const l of psi.kinks) {
      if (k === 0 || l === 0) continue
      // k / (s cos(b + theta/2)) = l / (t cos(b - theta/2))
      const b = Math.atan2((l * s - k * t) * cosine(theta / 2), (k * t + l * s) * cosine((Math.PI - theta) / 2))
      breaks.push(b, b > 0 ? b - Math.PI : b + Math.PI)
    }
  }
  const turns = breaks.map((b) => (b < -Math.PI ? b + 2 * Math.PI : b > Math.PI ? b - 2 * Math.PI : b))
  return [-Math.PI, ...turns.sort((a, b) => a - b), Math.PI]
}

/** int_0^infinity r exp(-r^2/2) psi(a r) psi(b r) dr. */
function alongRay(psi: KinkedFunction, a: number, b: number): number {
  const crossings = [...kinksAt(psi, a), ...kinksAt(psi, b)].filter((r) => r > 0 && r < RADIUS).sort((x, y) => x - y)
  const rule = gaussLegendre(RADIAL_NODES)
  let total = 0
  let from = 0
  while (from < RADIUS) {
    const next = crossings.find((r) => r > from) ?? RADIUS
    const to = Math.min(next, from + RADIAL_PANEL)
    const half = (to - from) / 2
    for (let node = 0; node < RADIAL_NODES; node++) {
      const r = from + half * (1 + rule.nodes[node]!)
      total += half * rule.weights[node]! * r * Math.exp((-r * r) / 2) * psi.value(a * r) * psi.value(b * r)
    }
    from = to
  }
  return total
}
