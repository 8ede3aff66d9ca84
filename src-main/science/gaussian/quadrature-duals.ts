import { normalDensity, sine, cosine } from '../activations'
import { angleOf } from './angle'
import { gaussianExpectation } from './expectation'
import { gaussLegendre } from './gauss-legendre'
import { adaptivePanels, edges, gaussLegendreIntegral } from './quadrature'

type RealFunction = (x: number) => number
type Dual = (rho: number) => number

/** Where a quadrature and a one-dimensional one differ by more than this, relative to E psi^2, the next finer one is taken. */
const ALLOWED = 1e-13
/** What lies beyond contributes less than this, relative to E psi^2. */
const TAIL = 1e-20

/** E psi(u) psi(v) by the first quadrature that gives the right values at the correlations -1, 0 and 1, where one-dimensional ones do. */
export function quadratureDual(psi: RealFunction, kinks: readonly number[]): Dual {
  const allBreaks = [...kinks, ...kinks.map((kink) => -kink)]
  const mean = gaussianExpectation(psi, kinks)
  const meanSquare = gaussianExpectation((x) => psi(x) * psi(x), kinks)
  const known: readonly (readonly [rho: number, value: number])[] = [
    [-1, gaussianExpectation((x) => psi(x) * psi(-x), allBreaks)],
    [0, mean * mean],
    [1, meanSquare],
  ]
  const isRight = (dual: Dual): boolean => known.every(([rho, value]) => Math.abs(dual(rho) - value) <= ALLOWED * meanSquare)
  const radius = tailRadius(psi, meanSquare)
  if (kinks.every((kink) => kink === 0)) {
    const dual = polarDual(psi, radius)
    if (isRight(dual)) return dual
  }
  const dual = panelDual(psi, kinks, radius, gaussLegendreSum)
  return isRight(dual) ? dual : panelDual(psi, kinks, radius, (f, ends) => adaptivePanels(f, ends).integral)
}

function tailRadius(psi: RealFunction, meanSquare: number): number {
  for (let x = 37; x > 8; x--) {
    const size = Math.max(Math.abs(psi(x)), Math.abs(psi(-x)))
    if (size * size * Math.exp((-x * x) / 2) > TAIL * meanSquare) return x + 1
  }
  return 9
}

const RADIAL_PANEL = 1
const RADIAL_NODES = 16
const ANGULAR_NODES = 32

/**
 * In polar coordinates u = r cos(b + theta/2), v = r cos(b - theta/2): for psi whose only kink is at 0, so that the integrand is smooth
 * between the angles where u or v changes its sign.
 */
function polarDual(psi: RealFunction, radius: number): Dual {
  const radii: number[] = []
  const factors: number[] = []
  const rule = gaussLegendre(RADIAL_NODES)
  for (let from = 0; from < radius; from += RADIAL_PANEL) {
    rule.nodes.forEach((node, k) => {
      const r = from + (RADIAL_PANEL * (1 + node)) / 2
      radii.push(r)
      factors.push(((RADIAL_PANEL * rule.weights[k]!) / 2) * r * Math.exp((-r * r) / 2))
    })
  }
  return (rho) => {
    const theta = angleOf(rho)
    const rest = angleOf(-rho)
    const along = (b: number): number => {
      const [u, v] = [cosine(b + theta / 2), cosine(b - theta / 2)]
      let total = 0
      for (let k = 0; k < radii.length; k++) total += factors[k]! * psi(radii[k]! * u) * psi(radii[k]! * v)
      return total
    }
    // measured from the angles where v or u is 0, which cosines would not hit exactly
    const nearV = (b: number): number => {
      const [u, v] = [sine(theta + b), sine(b)]
      let total = 0
      for (let k = 0; k < radii.length; k++) total += factors[k]! * psi(-radii[k]! * u) * psi(-radii[k]! * v)
      return total
    }
    return (
      (gaussLegendreIntegral(along, 0, rest / 2, ANGULAR_NODES) +
        gaussLegendreIntegral(along, rest / 2, (Math.PI + theta) / 2, ANGULAR_NODES) +
        gaussLegendreIntegral(nearV, 0, rest / 2, ANGULAR_NODES)) /
      Math.PI
    )
  }
}

type PanelIntegral = (f: RealFunction, ends: readonly number[]) => number

function gaussLegendreSum(f: RealFunction, ends: readonly number[]): number {
  let total = 0
  for (let k = 1; k < ends.length; k++) total += gaussLegendreIntegral(f, ends[k - 1]!, ends[k]!)
  return total
}

/** Below this conditional deviation a grid in u and v would have to be very fine. */
const LEAST_GRID_DEVIATION = 0.02

/** For psi with kinks anywhere. */
function panelDual(psi: RealFunction, kinks: readonly number[], radius: number, innerIntegral: PanelIntegral): Dual {
  const grid = gridDual(psi, kinks, radius)
  const rotated = rotatedDual(psi, kinks, radius, innerIntegral)
  return (rho) => ((1 - rho) * (1 + rho) >= LEAST_GRID_DEVIATION * LEAST_GRID_DEVIATION ? grid(rho) : rotated(rho))
}

/** A psi that is no smoother than tanh(x) is resolved by panels this wide, and the normal density by panels three deviations wide. */
const WIDEST_PANEL = 1.5
const WIDEST_IN_DEVIATIONS = 3
const GRID_NODES = 20
const REACH = 9

/** On the product of two divisions of the line that split at the kinks of psi, which then lie along the edges of the cells. */
function gridDual(psi: RealFunction, kinks: readonly number[], radius: number): Dual {
  const base = adaptivePanels((x) => psi(x) * Math.exp((-x * x) / 4), edges(-radius, radius, kinks, WIDEST_PANEL)).edges
  const { nodes, weights } = gaussLegendre(GRID_NODES)
  return (rho) => {
    const deviation = Math.sqrt((1 - rho) * (1 + rho))
    const ends = edges(-radius, radius, base, Math.min(WIDEST_PANEL, WIDEST_IN_DEVIATIONS * deviation))
    const points = new Float64Array((ends.length - 1) * GRID_NODES)
    const masses = points.map((_, index) => {
      const panel = Math.floor(index / GRID_NODES)
      const half = (ends[panel + 1]! - ends[panel]!) / 2
      const x = ends[panel]! + half * (1 + nodes[index % GRID_NODES]!)
      points[index] = x
      return half * weights[index % GRID_NODES]! * psi(x)
    })
    let total = 0
    points.forEach((u, i) => {
      if (masses[i] === 0) return
      let inner = 0
      for (let j = lowerBound(points, rho * u - REACH * deviation); j < points.length; j++) {
        const standardised = (points[j]! - rho * u) / deviation
        if (standardised > REACH) break
        inner += masses[j]! * Math.exp((-standardised * standardised) / 2)
      }
      total += masses[i]! * normalDensity(u) * inner
    })
    return (total * normalDensity(0)) / deviation
  }
}

/** Index of the first of ascending values that is at least `least`. */
function lowerBound(values: Float64Array, least: number): number {
  let [from, to] = [0, values.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (values[middle]! < least) from = middle + 1
    else to = middle
  }
  return from
}

/** Ends of panels about a kink, in deviations of q. */
const LAYER = [-9, -6, -3, 3, 6, 9]

/** The normal density alone is resolved by panels this wide. */
const WIDEST_NORMAL_PANEL = 5

/**
 * In the coordinates u = a p + b q, v = a p - b q with a^2 = (1 + rho)/2, b^2 = (1 - rho)/2: the inner integral over q splits at the kinks,
 * and the outer one closes in on where they meet.
 */
function rotatedDual(psi: RealFunction, kinks: readonly number[], radius: number, innerIntegral: PanelIntegral): Dual {
  return (rho) => {
    const a = Math.sqrt((1 + rho) / 2)
    const b = Math.sqrt((1 - rho) / 2)
    const innerEnds = edges(0, radius, [], Math.min(WIDEST_NORMAL_PANEL, WIDEST_PANEL / b))
    const inner = (p: number): number => {
      const breaks = b === 0 ? [] : kinks.map((kink) => Math.abs((kink - a * p) / b)).filter((q) => q < radius)
      const product = (q: number): number => psi(a * p + b * q) * psi(a * p - b * q) * normalDensity(q)
      const ends = breaks.length === 0 ? innerEnds : edges(0, radius, [...innerEnds, ...breaks], Infinity)
      return 2 * innerIntegral(product, ends) * normalDensity(p)
    }
    // Where the lines of two kinks cross, the inner integral is not smooth, and about where a kink meets itself it changes within b / a,
    // which wide panels would not see.
    const crossings = a === 0 ? [] : kinks.flatMap((k) => kinks.map((l) => (k + l) / (2 * a)))
    const layers = a === 0 ? [] : kinks.flatMap((k) => LAYER.map((deviations) => (k + deviations * b) / a))
    const ends = edges(-radius, radius, [...crossings, ...layers], Math.min(WIDEST_NORMAL_PANEL, WIDEST_PANEL / a))
    return adaptivePanels(inner, ends, 1e-14).integral
  }
}
