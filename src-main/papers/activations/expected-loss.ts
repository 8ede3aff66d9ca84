import type { ActivationSpec } from '../../contract'
import { circlePoints } from '../../datasets/circle'
import { activationOf } from '../../science/activations'
import { PortableArithmetic } from '../../science/arithmetic/portable/portable'
import { infiniteWidthKernels } from '../../science/kernels/infinite-width'
import { UNIT_LAW } from '../../science/kernels/weight-law'
import { expectedHalfSumLoss, outputVariances } from '../../science/spectra/linear-prediction'

const ignorePulse = (): void => undefined

interface Modes {
  eigenvalues: Float64Array
  variances: Float64Array
}

/** They depend on nothing but the activation and n, and a study is presented many times while it runs. */
const known = new Map<string, Modes>()

function modesOf(activation: ActivationSpec, sampleCount: number): Modes {
  const key = `${JSON.stringify(activation)} ${sampleCount}`
  const found = known.get(key)
  if (found !== undefined) return found
  const arithmetic = new PortableArithmetic()
  const { hidden, output } = infiniteWidthKernels(
    arithmetic,
    activationOf(activation),
    circlePoints('half', sampleCount, 0),
    UNIT_LAW,
    ignorePulse,
  )
  const { values, vectors } = arithmetic.symmetricEigensystem(hidden, sampleCount, ignorePulse)
  const modes = { eigenvalues: values, variances: outputVariances(vectors, output) }
  known.set(key, modes)
  return modes
}

/**
 * Expected half-sum loss at infinite width over labels +1, -1 and the start: 1/2 sum_k (1 - eta lambda_k)^(2t) (1 + q_k) (arXiv 1908.05660,
 * theorem 4.6, in expectation), for n points on the half circle.
 */
export function expectedLoss(
  activation: ActivationSpec,
  sampleCount: number,
  stepSize: number,
  steps: readonly number[],
): { x: number; y: number }[] {
  const { eigenvalues, variances } = modesOf(activation, sampleCount)
  return steps.map((x) => ({ x, y: expectedHalfSumLoss(eigenvalues, variances, stepSize, x) }))
}
