/** 97.5 % quantile of the normal distribution */
const Z = 1.959963984540054

/** Wilson's 95 % interval of a probability from `successes` of `trials` independent trials; [0, 1] of no trials. */
export function wilsonInterval(successes: number, trials: number): { low: number; high: number } {
  if (trials === 0) return { low: 0, high: 1 }
  const share = successes / trials
  const z2 = (Z * Z) / trials
  const centre = (share + z2 / 2) / (1 + z2)
  const half = (Z / (1 + z2)) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials))
  // exact at the ends, where rounding would leave a trace
  return { low: successes === 0 ? 0 : centre - half, high: successes === trials ? 1 : centre + half }
}
