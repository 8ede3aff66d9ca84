/** dy/dt = f(y) of an autonomous system; writes f(y) into `derivative`. */
export type VectorField = (y: Float64Array, derivative: Float64Array) => void

export interface IntegratorState {
  t: number
  y: Float64Array
  /** f(y) */
  derivative: Float64Array
  /** size of the next step */
  stepSize: number
}

// Coefficients of the 5(4) pair of J. R. Dormand and P. J. Prince, J. Comput. Appl. Math. 6 (1980) 19-26
const A = [
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
] as const
/** fifth-order weights minus fourth-order ones */
const ERROR = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40] as const

const SAFETY = 0.9
const LEAST_FACTOR = 0.2
const GREATEST_FACTOR = 5
/** A step that would have to be smaller than this share of the interval shows a system this method cannot follow. */
const LEAST_SHARE = 1e-14

export class StepTooSmallError extends Error {
  override readonly name = 'StepTooSmallError'
}

/**
 * Integrates to exactly `until` with the Dormand-Prince 5(4) pair, local extrapolation, the error of a step measured by the root mean
 * square of error / (tolerance (|y| scaled by its root mean square)). `afterStep` is called after every accepted step and may throw.
 * What it does depends on the state alone.
 * @throws StepTooSmallError
 */
export function integrate(field: VectorField, state: IntegratorState, until: number, tolerance: number, afterStep: () => void): void {
  const size = state.y.length
  const stages = Array.from({ length: 7 }, () => new Float64Array(size))
  const trial = new Float64Array(size)
  const span = until - state.t
  while (state.t < until) {
    // the planned step is kept for the time after `until`
    const remaining = until - state.t
    const isLast = state.stepSize >= remaining
    const h = isLast ? remaining : state.stepSize
    if (h < LEAST_SHARE * span && !isLast) throw new StepTooSmallError(`The integrator needs steps below ${h} at time ${state.t}`)
    stages[0]!.set(state.derivative)
    A.forEach((row, index) => {
      trial.set(state.y)
      row.forEach((coefficient, stage) => addScaled(trial, stages[stage]!, h * coefficient))
      field(trial, stages[index + 1]!)
    })
    const error = (h * weightedNorm(stages)) / (tolerance * (rootMeanSquare(state.y) + rootMeanSquare(trial)) * 0.5)
    const factor = error === 0 ? GREATEST_FACTOR : SAFETY * Math.exp(-Math.log(error) / 5)
    const next = h * Math.min(GREATEST_FACTOR, Math.max(LEAST_FACTOR, Number.isFinite(factor) ? factor : LEAST_FACTOR))
    if (!(error <= 1)) {
      state.stepSize = next
      continue
    }
    state.t = isLast ? until : state.t + h
    state.y.set(trial)
    // first same as last
    state.derivative.set(stages[6]!)
    if (!isLast || next < state.stepSize) state.stepSize = next
    afterStep()
  }
}

function addScaled(target: Float64Array, values: Float64Array, factor: number): void {
  if (factor === 0) return
  for (let i = 0; i < target.length; i++) target[i] = (target[i] ?? NaN) + factor * (values[i] ?? NaN)
}

function weightedNorm(stages: readonly Float64Array[]): number {
  const size = stages[0]!.length
  let sum = 0
  for (let i = 0; i < size; i++) {
    let error = 0
    for (let stage = 0; stage < 7; stage++) error += (ERROR[stage] ?? 0) * (stages[stage]![i] ?? NaN)
    sum += error * error
  }
  return Math.sqrt(sum / size)
}

function rootMeanSquare(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value * value
  return Math.sqrt(sum / values.length)
}
