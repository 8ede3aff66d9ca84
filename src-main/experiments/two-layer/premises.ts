import { separationConditions } from '../../science/kernels/data-conditions'
import type { RunContext } from '../experiment'
import { effectiveKernel } from './effective-kernel'
import type { Instance } from './instance'
import type { Measured } from './measured'

/** Points up to which the conditions and the kernel of the start are looked at without being asked for: some milliseconds. */
const CHECKED_UP_TO = 1000
/** Step size times largest eigenvalue up to which gradient descent on a frozen kernel is stable. */
const STABILITY_LIMIT = 2
/** All eigenvalues of a smaller kernel are faster than an iteration. */
const DENSE_UP_TO = 300

/** What the theorems assume of the points and of the step size, each with its value; a warning where it is not met, never a repair. */
export function checkPremises(context: RunContext, instance: Instance, measured: Measured): void {
  const { problem, weights } = instance
  const { sampleCount: n, inputs, inputDimension, stepSizes } = problem
  if (n > CHECKED_UP_TO) return
  const pulse = (): void => context.pulse()
  const conditions = separationConditions(context.arithmetic, inputs, n, inputDimension, pulse)
  if (n > 1) measured.set('lineSeparation', conditions.lineSeparation)
  measured.set('unitNormDeviation', conditions.unitNormDeviation)
  const { parallels } = conditions
  if (parallels.count > 0) {
    context.note(
      `${parallels.count} ${parallels.count === 1 ? 'pair' : 'pairs'} of inputs are parallel (the first: ${parallels.listed[0]?.join(' and ') ?? ''}, ` +
        'counted from 0): kernels may be singular by structure, and labels of equal points cannot both be fitted.',
    )
  }
  // with several outputs the kernels of all pairs of them count, with cross-entropy the curvature of the loss as well
  if (stepSizes.hidden + stepSizes.output === 0 || problem.outputCount > 1 || problem.loss !== 'squared') return
  const kernel = effectiveKernel(context, problem, weights)
  const { arithmetic } = context
  const product =
    n <= DENSE_UP_TO
      ? (arithmetic.symmetricEigenvalues(kernel, n, pulse).at(-1) ?? NaN)
      : arithmetic.largestEigenvalue(kernel, n, pulse).value
  measured.set('stabilityProduct', product)
  if (!(product > STABILITY_LIMIT)) return
  const largest = (STABILITY_LIMIT * Math.max(stepSizes.hidden, stepSizes.output)) / product
  context.note(
    `Step size times largest eigenvalue of the kernel is ${product.toPrecision(4)}, above ${STABILITY_LIMIT}: gradient descent is linearly unstable ` +
      `at the start. It would be stable below a step size of ${largest.toPrecision(3)}.`,
  )
}
