import type { Arithmetic, Pulse } from '../../science/arithmetic/arithmetic'
import { hiddenKernel } from '../../science/kernels/finite-width'
import type { PointSet } from '../../datasets/point-set'
import type { Instance } from './instance'

/** What is left of the error along an eigenvector of eigenvalue lambda after a time: exp(-lambda t), or (1 - eta lambda)^t. */
export type Decay = (lambda: number, time: number) => number

/**
 * The network linearised at the start: u_t = y - D_t (y - u_0) on the training points, f_t(x) = f_0(x) + Theta(x, X) Theta_0^-1 (I - D_t)(y - u_0)
 * elsewhere, with D_t = exp(-Theta_0 t) for the flow (arXiv 2302.01002, section 2).
 */
export class FrozenPrediction {
  private constructor(
    private readonly values: Float64Array,
    /** row k is the unit eigenvector of eigenvalue k */
    private readonly vectors: Float64Array,
    /** of u_0 - y along them */
    private readonly coefficients: Float64Array,
    /** Theta(x', x_i), test points x training points; empty without test points */
    private readonly across: Float64Array,
    private readonly decay: Decay,
    /** limit of (1 - decay) / lambda for lambda -> 0 over t */
    private readonly rate: number,
  ) {}

  /** @param residual u_0 - y @param rate 1 for the flow, eta for gradient descent */
  static of(
    arithmetic: Arithmetic,
    instance: Instance,
    kernel: Float64Array,
    residual: Float64Array,
    decay: Decay,
    rate: number,
    pulse: Pulse,
  ): FrozenPrediction {
    const n = instance.problem.sampleCount
    const { values, vectors } = arithmetic.symmetricEigensystem(kernel, n, pulse)
    const coefficients = arithmetic.multiply(vectors, residual, n, n, 1)
    return new FrozenPrediction(values, vectors, coefficients, acrossKernel(arithmetic, instance, pulse), decay, rate)
  }

  /** u_t - y as predicted. */
  residual(time: number): Float64Array {
    return this.along((lambda) => this.decay(lambda, time))
  }

  /** f_t - f_0 on the test points as predicted. */
  testChange(time: number): Float64Array {
    const weights = this.along((lambda) => {
      const gone = 1 - this.decay(lambda, time)
      return lambda > 0 ? gone / lambda : this.rate * time
    })
    const n = weights.length
    return Float64Array.from({ length: this.across.length / n }, (_, i) => {
      let sum = 0
      for (let k = 0; k < n; k++) sum -= (this.across[i * n + k] ?? NaN) * (weights[k] ?? NaN)
      return sum
    })
  }

  private along(factor: (lambda: number) => number): Float64Array {
    const n = this.values.length
    const result = new Float64Array(n)
    for (let k = 0; k < n; k++) {
      const weight = (this.coefficients[k] ?? NaN) * factor(this.values[k] ?? NaN)
      for (let i = 0; i < n; i++) result[i] = (result[i] ?? NaN) + weight * (this.vectors[k * n + i] ?? NaN)
    }
    return result
  }
}

/** The block of the kernel of all points between test and training points. */
function acrossKernel(arithmetic: Arithmetic, instance: Instance, pulse: Pulse): Float64Array {
  const { test, problem, weights, activation } = instance
  if (test === null) return new Float64Array(0)
  const { sampleCount: n, inputDimension, inputs } = problem
  const all = joined({ inputs, sampleCount: n, inputDimension }, test)
  const network = { neurons: problem.hiddenWidth, outputCount: 1, ...weights, biases: null, nodeScales: problem.nodeScales }
  const block = { ...network, preactivationScale: problem.preactivationScale }
  const kernel = hiddenKernel(arithmetic, [block], { ...all, threads: problem.threads }, activation, pulse)
  const order = all.sampleCount
  return Float64Array.from({ length: test.sampleCount * n }, (_, index) => {
    const [row, column] = [n + Math.floor(index / n), index % n]
    return kernel[row * order + column] ?? NaN
  })
}

function joined(a: PointSet, b: PointSet): PointSet {
  const inputs = new Float64Array(a.inputs.length + b.inputs.length)
  inputs.set(a.inputs)
  inputs.set(b.inputs, a.inputs.length)
  return { inputs, inputDimension: a.inputDimension, sampleCount: a.sampleCount + b.sampleCount }
}
