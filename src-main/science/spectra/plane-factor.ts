import type { Activation } from '../activations'
import type { Arithmetic, Pulse } from '../arithmetic/arithmetic'
import type { KernelInputs } from '../kernels/kernel-inputs'
import { spanCoordinates } from '../kernels/span'
import type { WeightLaw } from '../kernels/weight-law'
import { timesCoordinates } from './streamed-factor'

/** Spacing and radius of the grid of weights: with h = 0.1 the error for tanh and swish is below that of float64 (arXiv 1908.05660, spec 5.1). */
const SPACING = 0.1
const RADIUS = 12

/**
 * Triangular factor R of an infinite-width kernel for inputs in a plane, R^T R = G^inf, H^inf or their sum: the Gaussian weights are
 * replaced by the trapezoidal rule on a square grid, whose error falls faster than any power for a smooth activation; each grid point
 * gives rows sqrt(density) phi'(w.x_i) x_ic and sqrt(density) phi(w.x_i).
 * @throws RangeError when the span of the inputs is not a plane, the activation has kinks, or the law has biases
 * @returns row-major upper triangular, sampleCount x sampleCount
 */
export function planeLimitFactor(
  arithmetic: Arithmetic,
  activation: Pick<Activation, 'value' | 'derivative' | 'smoothness' | 'name'>,
  inputs: KernelInputs,
  law: WeightLaw,
  trained: { hidden: boolean; output: boolean },
  pulse: Pulse,
): Float64Array {
  const { sampleCount } = inputs
  const { dimension, coordinates } = spanCoordinates(inputs.inputs, sampleCount, inputs.inputDimension)
  if (dimension !== 2) throw new RangeError(`The inputs span ${dimension} dimensions; the grid of weights is for 2.`)
  if (activation.smoothness.kind === 'jump')
    throw new RangeError(`${activation.name} has kinks, on which the grid of weights is not accurate.`)
  if (law.biasVariance !== 0) throw new RangeError('The grid of weights is for networks without biases.')
  const deviation = Math.sqrt(law.weightVariance)
  const triangle = new Float64Array(sampleCount * sampleCount)
  const steps = Math.floor(RADIUS / SPACING)
  for (let a = -steps; a <= steps; a++) {
    const points: { b: number; root: number }[] = []
    for (let b = -steps; b <= steps; b++) {
      const square = (a * a + b * b) * SPACING * SPACING
      if (square <= RADIUS * RADIUS) points.push({ b, root: (SPACING * Math.exp(-square / 4)) / Math.sqrt(2 * Math.PI) })
    }
    const derivatives = new Float64Array(points.length * sampleCount)
    const values = new Float64Array(points.length * sampleCount)
    for (const [row, { b, root }] of points.entries()) {
      for (let i = 0; i < sampleCount; i++) {
        const z = deviation * SPACING * (a * coordinates[2 * i]! + b * coordinates[2 * i + 1]!)
        derivatives[row * sampleCount + i] = root * activation.derivative(z)
        values[row * sampleCount + i] = root * activation.value(z)
      }
    }
    if (trained.hidden) {
      const rows = timesCoordinates(derivatives, points.length, coordinates, 2)
      arithmetic.addToTriangle(triangle, sampleCount, rows, 2 * points.length, pulse)
    }
    if (trained.output) arithmetic.addToTriangle(triangle, sampleCount, values, points.length, pulse)
  }
  return triangle
}
