import type { TwoLayerProblem, TwoLayerWeights } from '../../science/arithmetic/two-layer'
import { frozenKernelDistance, frozenKernelNorm } from '../../science/frozen-kernel'
import type { RunContext } from '../experiment'
import { effectiveKernel } from './effective-kernel'

/** What gradient descent would do if the tangent kernel stayed as it is at the start: r_t = (I - kappa sum_l eta_l K_l)^t r_0. */
export class LazyPrediction {
  private constructor(
    /** of kappa sum_l eta_l K_l, ascending */
    readonly eigenvalues: Float64Array,
    /** of r_0 along the unit eigenvectors */
    private readonly coefficients: Float64Array,
    private readonly distanceStepSize: number | null,
  ) {}

  static of(context: RunContext, problem: TwoLayerProblem, weights: TwoLayerWeights, residual: Float64Array): LazyPrediction {
    const { sampleCount: n, stepSizes, lossFactor } = problem
    const kernel = effectiveKernel(context, problem, weights)
    const { values, vectors } = context.arithmetic.symmetricEigensystem(kernel, n, () => context.pulse())
    const coefficients = context.arithmetic.multiply(vectors, residual, n, n, 1)
    const single = stepSizes.output === 0 ? stepSizes.hidden : stepSizes.hidden === 0 ? stepSizes.output : null
    return new LazyPrediction(values, coefficients, single === null ? null : lossFactor * single)
  }

  residualNorm(step: number): number {
    return frozenKernelNorm(this.eigenvalues, this.coefficients, step)
  }

  /** Distance to the nearest interpolating weights of the linearised network when one layer is trained; null otherwise. */
  distance(): number | null {
    return this.distanceStepSize === null ? null : frozenKernelDistance(this.eigenvalues, this.coefficients, this.distanceStepSize)
  }
}
