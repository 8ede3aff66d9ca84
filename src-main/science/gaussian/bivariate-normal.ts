import { cosine, normalCdf, sine } from '../activations'
import { angleOf } from './angle'
import { integral } from './quadrature'

/**
 * P(u <= h, v <= k) for u, v standard normal with correlation r in [-1, 1], about 1e-16 apart from the true value:
 * Phi(h) Phi(k) + (1 / 2 pi) int_0^(arcsin r) exp(-(h^2 + k^2 - 2 h k sin t) / (2 cos^2 t)) dt.
 */
export function bivariateNormalCdf(h: number, k: number, r: number): number {
  const sign = r < 0 ? -1 : 1
  const difference = h - sign * k
  // in the angle from the end pi/2 or -pi/2, where cos t is 0; the square is split off so that the rest stays finite there
  const density = (angle: number): number => {
    const ratio = difference === 0 ? 0 : difference / sine(angle)
    return Math.exp((-ratio * ratio) / 2 - (sign * h * k) / (1 + cosine(angle)))
  }
  return normalCdf(h) * normalCdf(k) + (sign * integral(density, angleOf(sign * r), Math.PI / 2)) / (2 * Math.PI)
}
