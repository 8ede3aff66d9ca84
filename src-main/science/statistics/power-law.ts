export interface PowerLaw {
  coefficient: number
  exponent: number
  /** root mean square of the residuals of log y */
  logResidual: number
  count: number
}

/**
 * Least squares of log y on log x: y = coefficient x^exponent. Points where x or y is not positive and finite are left out.
 * @returns null with fewer than two different abscissae
 */
export function fitPowerLaw(x: ArrayLike<number>, y: ArrayLike<number>): PowerLaw | null {
  const points: [number, number][] = []
  for (let i = 0; i < x.length; i++) {
    const point: [number, number] = [Math.log(x[i] ?? NaN), Math.log(y[i] ?? NaN)]
    if (point.every(Number.isFinite)) points.push(point)
  }
  const count = points.length
  const meanX = points.reduce((total, [u]) => total + u, 0) / count
  const meanY = points.reduce((total, [, v]) => total + v, 0) / count
  const varianceX = points.reduce((total, [u]) => total + (u - meanX) * (u - meanX), 0)
  if (count < 2 || varianceX === 0) return null
  const exponent = points.reduce((total, [u, v]) => total + (u - meanX) * (v - meanY), 0) / varianceX
  const intercept = meanY - exponent * meanX
  const residuals = points.reduce((total, [u, v]) => {
    const residual = v - intercept - exponent * u
    return total + residual * residual
  }, 0)
  return { coefficient: Math.exp(intercept), exponent, logResidual: Math.sqrt(residuals / count), count }
}
