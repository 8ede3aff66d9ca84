/** P(K <= successes) for K binomial with the given number of trials and chance of success, summed exactly term by term. */
export function binomialLowerTail(successes: number, trials: number, chance: number): number {
  if (chance <= 0) return 1
  if (chance >= 1) return successes >= trials ? 1 : 0
  let logTerm = trials * Math.log1p(-chance)
  let total = 0
  for (let k = 0; k <= Math.min(successes, trials); k++) {
    total += Math.exp(logTerm)
    logTerm += Math.log((trials - k) / (k + 1)) + Math.log(chance) - Math.log1p(-chance)
  }
  return Math.min(1, total)
}
