/** A correlation within [-1, 1], where rounding may have put it a little outside. */
export function clampCorrelation(rho: number): number {
  return Math.max(-1, Math.min(1, rho))
}

/** arccos of a correlation in [-1, 1], to full relative accuracy near 1; angleOf(-rho) is pi minus it. */
export function angleOf(rho: number): number {
  if (rho > 0.5) return 2 * Math.asin(Math.sqrt((1 - rho) / 2))
  return rho < -0.5 ? Math.PI - 2 * Math.asin(Math.sqrt((1 + rho) / 2)) : Math.acos(rho)
}
