/** Degrees of polynomials that approximate an activation on an interval, as arXiv 1908.05660 states them (appendices F.2 and G). */

/** Degree for the logistic function on [-radius, radius] within `tolerance` (theorem F.4). */
export function logisticDegree(radius: number, tolerance: number): number {
  return degree(4 * Math.PI + 2 * radius, radius, tolerance)
}

/** Degree for tanh on [-radius, radius] as printed (equation 8). Too small: tanh x = 2 s(2x) - 1 asks for {@link tanhDegree}. */
export function printedTanhDegree(radius: number, tolerance: number): number {
  return logisticDegree(radius, tolerance)
}

/** Degree for tanh on [-radius, radius] within `tolerance` that follows from theorem F.4: twice the interval, half the error. */
export function tanhDegree(radius: number, tolerance: number): number {
  return logisticDegree(2 * radius, tolerance / 2)
}

/** Degree for the derivative of swish on [-radius, radius] within `tolerance` (theorem G.1). */
export function swishDerivativeDegree(radius: number, tolerance: number): number {
  return degree(4 * Math.PI * radius + 2 * radius * radius, radius, tolerance)
}

function degree(factor: number, radius: number, tolerance: number): number {
  return Math.ceil(Math.log(factor / (Math.PI * Math.PI * tolerance)) / Math.log1p(Math.PI / radius))
}
