export interface LogisticFit {
  /** x at which the probability is 1/2 */
  midpoint: number
  slope: number
  /** negative log likelihood, without the binomial coefficients */
  loss: number
}

export interface BinomialCount {
  x: number
  successes: number
  trials: number
}

const ROUNDS = 100
const PRECISION = 1e-12
/** Newton's step is halved until the likelihood does not fall. */
const HALVINGS = 40

/**
 * Maximum likelihood of P(success) = 1 / (1 + exp(-slope (x - midpoint))) by Newton's method.
 * @returns null when the maximum is not attained: fewer than two abscissae, or successes and failures separated by a threshold
 */
export function fitLogistic(counts: readonly BinomialCount[]): LogisticFit | null {
  const used = counts.filter(({ x, trials }) => Number.isFinite(x) && trials > 0)
  const trials = used.reduce((sum, count) => sum + count.trials, 0)
  const mean = used.reduce((sum, count) => sum + count.trials * count.x, 0) / trials
  if (new Set(used.map(({ x }) => x)).size < 2 || separable(used)) return null
  // centred, so that intercept and slope are nearly independent
  let [intercept, slope] = [0, 0]
  let loss = lossOf(used, mean, intercept, slope)
  for (let round = 0; round < ROUNDS; round++) {
    const [g0, g1, h00, h01, h11] = derivatives(used, mean, intercept, slope)
    const determinant = h00 * h11 - h01 * h01
    const step = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant] as const
    let scale = 1
    let next = lossOf(used, mean, intercept + step[0], slope + step[1])
    for (let halving = 0; next > loss && halving < HALVINGS; halving++) {
      scale /= 2
      next = lossOf(used, mean, intercept + scale * step[0], slope + scale * step[1])
    }
    intercept += scale * step[0]
    slope += scale * step[1]
    loss = next
    if (Math.hypot(step[0], step[1]) < PRECISION * (1 + Math.hypot(intercept, slope))) break
  }
  return { midpoint: mean - intercept / slope, slope, loss }
}

/** No x has a success at or beyond which there is a failure, in one direction or the other. */
function separable(counts: readonly BinomialCount[]): boolean {
  const successes = counts.filter((count) => count.successes > 0).map(({ x }) => x)
  const failures = counts.filter((count) => count.successes < count.trials).map(({ x }) => x)
  if (successes.length === 0 || failures.length === 0) return true
  const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b))
  const largest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b))
  return least(successes) >= largest(failures) || largest(successes) <= least(failures)
}

function derivatives(
  counts: readonly BinomialCount[],
  mean: number,
  intercept: number,
  slope: number,
): [number, number, number, number, number] {
  let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0]
  for (const { x, successes, trials } of counts) {
    const u = x - mean
    const p = 1 / (1 + Math.exp(-(intercept + slope * u)))
    const residual = successes - trials * p
    const weight = trials * p * (1 - p)
    g0 += residual
    g1 += residual * u
    h00 += weight
    h01 += weight * u
    h11 += weight * u * u
  }
  return [g0, g1, h00, h01, h11]
}

function lossOf(counts: readonly BinomialCount[], mean: number, intercept: number, slope: number): number {
  return counts.reduce((sum, { x, successes, trials }) => {
    const z = intercept + slope * (x - mean)
    // log(1 + exp(z)) without overflow
    const softplus = Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)))
    return sum + trials * softplus - successes * z
  }, 0)
}
