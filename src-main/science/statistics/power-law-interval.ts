import { fitPowerLaw, type PowerLaw } from './power-law'
import { studentInterval95 } from './student'

/** A power law whose exponent comes with its 95 % interval; null with two points, which leave no residual to judge by. */
export interface JudgedPowerLaw extends PowerLaw {
  exponentInterval: { low: number; high: number } | null
}

/**
 * {@link fitPowerLaw} with the interval exponent -+ t s / sqrt(sum (log x - mean)^2), s^2 = residual sum of squares / (n - 2) and t
 * Student's with n - 2 degrees of freedom: right where the errors of log y are independent, of one variance and normal.
 * @returns null with fewer than two different abscissae
 */
export function judgePowerLaw(x: ArrayLike<number>, y: ArrayLike<number>): JudgedPowerLaw | null {
  const fit = fitPowerLaw(x, y)
  if (fit === null) return null
  if (fit.count < 3) return { ...fit, exponentInterval: null }
  const logs: number[] = []
  for (let i = 0; i < x.length; i++) {
    const u = Math.log(x[i] ?? NaN)
    if (Number.isFinite(u) && Number.isFinite(Math.log(y[i] ?? NaN))) logs.push(u)
  }
  const mean = logs.reduce((total, u) => total + u, 0) / fit.count
  const spread = logs.reduce((total, u) => total + (u - mean) * (u - mean), 0)
  const variance = (fit.logResidual * fit.logResidual * fit.count) / (fit.count - 2)
  const half = studentInterval95(fit.count - 2) * Math.sqrt(variance / spread)
  return { ...fit, exponentInterval: { low: fit.exponent - half, high: fit.exponent + half } }
}
