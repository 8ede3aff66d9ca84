import { Pace } from '../../science/arithmetic/pace'
import { expectedKernelVelocity, expectedWeightVelocity } from '../../science/kernels/asymmetric-derivatives'
import { innerProducts } from '../../science/kernels/gram'
import { RunningMoments } from '../../science/statistics'
import type { RunContext, Snapshot } from '../experiment'
import { momentsFrom, takeMoments } from './moments-snapshot'
import { drawnSigns, drawnWeights, scalesOf, weightDeviation, type Setting } from './network'
import type { QuantityId } from './quantities'

/** Weights that are drawn at once. */
const WEIGHTS_AT_ONCE = 100_000

/** Whether theorem 4.4 speaks of an activation: it needs phi''. */
export const hasKernelVelocity = ({ activation }: Setting): boolean => activation.smoothness.kind !== 'jump'

/**
 * Velocities of w_1 and of the tangent kernel at the start of gradient flow on the half-sum, averaged over weights and signs, beside
 * theorems 4.3 and 4.4 of arXiv 2302.01002. A projection on the prediction is averaged too, so that one number with one standard error says by
 * which factor theory is off.
 */
export function velocityStatistics(setting: Setting, draws: number, context: RunContext, resumeFrom: Snapshot | null): void {
  const { activation, inputs, model } = setting
  const { sampleCount: n, inputDimension: d } = inputs
  const scales = scalesOf(model)
  const squareSum = scales.reduce((sum, weight) => sum + weight * weight, 0)
  const deviation = weightDeviation(model)
  const pace = new Pace(() => context.pulse())
  const weightTheory = expectedWeightVelocity(activation, inputs, deviation).map((value) => (scales[0] ?? NaN) * value)
  const kernelTheory = hasKernelVelocity(setting)
    ? expectedKernelVelocity(activation, inputs, () => pace.beat(), deviation).map((value) => squareSum * value)
    : new Float64Array(0)

  // the components of both velocities, then their projections
  const size = d + kernelTheory.length + 2
  const projections = [projectionOn(weightTheory), projectionOn(kernelTheory)] as const
  const moments = resumeFrom === null ? RunningMoments.ofSize(size) : momentsFrom(resumeFrom, size).moments
  const velocities = velocityOf(setting, scales, innerProducts(context.arithmetic, inputs.inputs, n, d), kernelTheory.length > 0)
  const perDraw = scales.length * d
  const atOnce = Math.max(1, Math.floor(WEIGHTS_AT_ONCE / perDraw))
  while (moments.count < draws) {
    const first = moments.count
    context.boundary(first, () => takeMoments(moments, new Float64Array(0)))
    const count = Math.min(atOnce, draws - first)
    const weights = drawnWeights(setting, first * perDraw, count * perDraw)
    const signs = drawnSigns(setting, first * scales.length, count * scales.length)
    for (let draw = 0; draw < count; draw++) {
      const { weight, kernel } = velocities(
        weights.subarray(draw * perDraw, (draw + 1) * perDraw),
        signs.subarray(draw * scales.length, (draw + 1) * scales.length),
      )
      moments.add([...weight, ...kernel, projections[0](weight), projections[1](kernel)])
      pace.beat()
    }
    context.progress(moments.count / draws)
  }
  report(context, moments, weightTheory, kernelTheory, d)
}

const squaredNorm = (vector: Float64Array): number => vector.reduce((sum, value) => sum + value * value, 0)

/** (value . theory) / |theory|^2. */
function projectionOn(theory: Float64Array): (value: Float64Array) => number {
  const square = squaredNorm(theory)
  if (square === 0) return () => 0
  return (value) => value.reduce((sum, each, index) => sum + each * (theory[index] ?? NaN), 0) / square
}

interface Velocities {
  /** dw_1/dt */
  weight: Float64Array
  /** dTheta/dt, n x n; empty for activations with a kink */
  kernel: Float64Array
}

/** d/dt of w_1 and of Theta for given weights and signs: dw_j/dt = sqrt(lambda_j) a_j / sqrt d sum_i (y_i - f_i) phi'(z_ji) x_i. */
function velocityOf(
  { activation, inputs: { inputs, sampleCount: n, inputDimension: d }, targets }: Setting,
  scales: Float64Array,
  products: Float64Array,
  withKernel: boolean,
): (weights: Float64Array, signs: Float64Array) => Velocities {
  const width = scales.length
  const roots = scales.map(Math.sqrt)
  const scale = 1 / Math.sqrt(d)
  const [slopes, curvatures] = [new Float64Array(width * n), new Float64Array(width * n)]
  return (weights, signs) => {
    const residual = targets.slice()
    for (let j = 0; j < width; j++) {
      for (let i = 0; i < n; i++) {
        let z = 0
        for (let q = 0; q < d; q++) z += (weights[j * d + q] ?? NaN) * (inputs[i * d + q] ?? NaN)
        z *= scale
        slopes[j * n + i] = activation.derivative(z)
        if (withKernel) curvatures[j * n + i] = activation.secondDerivative(z)
        residual[i] = (residual[i] ?? NaN) - (roots[j] ?? NaN) * (signs[j] ?? NaN) * activation.value(z)
      }
    }
    const weight = new Float64Array(d)
    for (let i = 0; i < n; i++) {
      const factor = scale * (roots[0] ?? NaN) * (signs[0] ?? NaN) * (residual[i] ?? NaN) * (slopes[i] ?? NaN)
      for (let q = 0; q < d; q++) weight[q] = (weight[q] ?? NaN) + factor * (inputs[i * d + q] ?? NaN)
    }
    if (!withKernel) return { weight, kernel: new Float64Array(0) }
    const kernel = new Float64Array(n * n)
    const moved = new Float64Array(n)
    for (let j = 0; j < width; j++) {
      // lambda_j phi''(z_k) dz_k/dt
      for (let k = 0; k < n; k++) {
        let sum = 0
        for (let i = 0; i < n; i++) sum += (residual[i] ?? NaN) * (slopes[j * n + i] ?? NaN) * (products[i * n + k] ?? NaN)
        moved[k] = (((scales[j] ?? NaN) * (roots[j] ?? NaN) * (signs[j] ?? NaN) * sum) / d) * (curvatures[j * n + k] ?? NaN)
      }
      for (let k = 0; k < n; k++)
        for (let l = 0; l < n; l++)
          kernel[k * n + l] =
            (kernel[k * n + l] ?? NaN) + (moved[k] ?? NaN) * (slopes[j * n + l] ?? NaN) + (slopes[j * n + k] ?? NaN) * (moved[l] ?? NaN)
    }
    for (let index = 0; index < kernel.length; index++) kernel[index] = ((products[index] ?? NaN) / d) * (kernel[index] ?? NaN)
    return { weight, kernel }
  }
}

function report(
  context: RunContext,
  moments: RunningMoments,
  weightTheory: Float64Array,
  kernelTheory: Float64Array,
  inputDimension: number,
): void {
  const [means, errors] = [moments.means(), moments.standardErrors()]
  const end = means.length
  const largest = (theory: Float64Array, from: number): number =>
    theory.reduce((most, value, index) => {
      const difference = Math.abs((means[from + index] ?? NaN) - value)
      // a coordinate that is 0 at all points
      return difference === 0 ? most : Math.max(most, difference / (errors[from + index] ?? NaN))
    }, 0)
  const root = Math.sqrt(inputDimension)
  const [ratio, ratioError] = [means[end - 1] ?? NaN, errors[end - 1] ?? NaN]
  const summary: Partial<Record<QuantityId, number>> = {
    draws: moments.count,
    ...(squaredNorm(weightTheory) > 0
      ? { weightVelocityRatio: means[end - 2] ?? NaN, weightVelocityRatioError: errors[end - 2] ?? NaN }
      : {}),
    weightVelocityDeviation: largest(weightTheory, 0),
    ...(kernelTheory.length > 0
      ? {
          kernelVelocityRatio: ratio,
          kernelVelocityRatioError: ratioError,
          kernelVelocityDeviation: largest(kernelTheory, inputDimension),
          // the printed prediction is sqrt d times the corrected one
          kernelVelocityPrintedRatio: ratio / root,
          kernelVelocityPrintedRatioError: ratioError / root,
        }
      : {}),
  }
  context.summarise(summary)
  context.artifact('weightVelocity', means.slice(0, inputDimension))
  context.artifact('weightVelocityError', errors.slice(0, inputDimension))
  context.artifact('weightVelocityTheory', weightTheory)
  if (kernelTheory.length === 0) return
  context.artifact('kernelVelocity', means.slice(inputDimension, end - 2))
  context.artifact('kernelVelocityError', errors.slice(inputDimension, end - 2))
  context.artifact('kernelVelocityTheory', kernelTheory)
}
