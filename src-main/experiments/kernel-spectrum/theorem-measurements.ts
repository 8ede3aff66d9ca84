import { activationOf } from '../../science/activations'
import { activationHermite } from '../../science/gaussian'
import { crossEntropyRateMatrix, multipleOutputLimit } from '../../science/kernels/cross-entropy'
import { largeGradientShare } from '../../science/kernels/direction-probability'
import { printedMultipleOutputKernel, timesInputProducts } from '../../science/kernels/finite-width'
import { rowNorms, unitInnerProducts } from '../../science/kernels/gram'
import { hiddenLimitMatrix } from '../../science/kernels/infinite-width'
import type { KernelInputs } from '../../science/kernels/kernel-inputs'
import { hermiteBounds } from '../../science/kernels/khatri-rao'
import { averagedPart, preactivationDual } from '../../science/kernels/preactivation-dual'
import { triangularCoordinates } from '../../science/kernels/triangular-coordinates'
import { RandomStream } from '../../science/random'
import { spectralNormOf } from '../../science/spectra/drift'
import { noiseFloor } from '../../science/symmetric-matrix'
import type { RunContext } from '../experiment'
import { kernelMatrix, limitMatrix, neurons, weightLaw } from './compute'
import type { QuantityId, SeriesId } from './quantities'
import type { KernelSpectrumSpec } from './spec'

type Measured = Partial<Record<QuantityId, number>>

/** Norms this close to 1 are 1 up to rounding. */
const UNIT = 1e-12

/** What a spec asks for besides the spectrum. */
export function measureTheorems(spec: KernelSpectrumSpec, seed: number, inputs: KernelInputs, context: RunContext): void {
  const { hermiteBounds: orders, directionSamples, classes, comparisons } = spec.measurements
  if (orders !== undefined) context.summarise(bounds(spec, orders, inputs, context))
  if (directionSamples !== undefined) context.summarise(direction(spec, directionSamples, seed, inputs, context))
  if (classes !== undefined) context.summarise(allOutputs(spec, classes, seed, inputs, context))
  if (comparisons === true) context.summarise(compared(spec, seed, inputs, context))
}

/** Lemma I.1. */
function bounds(spec: KernelSpectrumSpec, orders: number, inputs: KernelInputs, context: RunContext): Measured {
  const { arithmetic } = context
  if (!rowNorms(inputs.inputs, inputs.sampleCount, inputs.inputDimension).every((norm) => Math.abs(norm - 1) <= UNIT)) {
    context.note('Lemma I.1 is for unit inputs; its bounds were left out.')
    return {}
  }
  const { coefficients } = activationHermite(activationOf(spec.model.activation), 'derivative', orders)
  const products = unitInnerProducts(arithmetic, inputs.inputs, inputs.sampleCount, inputs.inputDimension)
  const all = hermiteBounds(arithmetic, products, inputs.sampleCount, coefficients, 'hidden', () => context.pulse())
  const record = (series: SeriesId, order: number, value: number): void => context.recordAt(series, order, value)
  for (const { order, bound, powerEigenvalue } of all) {
    record('hermiteBound', order, bound)
    record('powerEigenvalue', order, powerEigenvalue)
  }
  const best = all.reduce((most, each) => (each.bound > most.bound ? each : most))
  return { hermiteBound: best.bound, hermiteBoundOrder: best.order }
}

/** Lemma K.2 for the eigenvector of the smallest eigenvalue of the limit, of which rounding leaves some unit vector where it is not resolved. */
function direction(spec: KernelSpectrumSpec, samples: number, seed: number, inputs: KernelInputs, context: RunContext): Measured {
  const { arithmetic } = context
  const { sampleCount } = inputs
  const activation = activationOf(spec.model.activation)
  const pulse = (): void => context.pulse()
  const limit = hiddenLimitMatrix(arithmetic, activation, inputs, weightLaw(spec, inputs.inputDimension), pulse)
  const { vectors } = arithmetic.symmetricEigensystem(limit, sampleCount, pulse)
  const weakest = vectors.subarray(0, sampleCount)
  const stream = new RandomStream(seed, 'directions')
  const directionProbability = largeGradientShare(
    arithmetic,
    activation,
    inputs,
    weakest,
    0.1 / Math.sqrt(sampleCount),
    samples,
    stream,
    pulse,
  )
  return { directionProbability }
}

/** Appendix M.3: the kernel of all outputs, as printed and corrected, and the rates under cross-entropy at equal probabilities. */
function allOutputs(spec: KernelSpectrumSpec, classes: number, seed: number, inputs: KernelInputs, context: RunContext): Measured {
  const { arithmetic } = context
  const pulse = (): void => context.pulse()
  const activation = activationOf(spec.model.activation)
  const law = weightLaw(spec, inputs.inputDimension)
  const order = inputs.sampleCount * classes
  const drawn = triangularCoordinates(arithmetic, inputs, pulse)
  const printed =
    spec.model.width.kind === 'finite'
      ? printedMultipleOutputKernel(arithmetic, neurons(spec, seed, law, drawn.inputDimension, classes), classes, drawn, activation, pulse)
      : multipleOutputLimit(
          preactivationDual(arithmetic, averagedPart(activation, 'derivative'), inputs, law, pulse),
          inputs.sampleCount,
          classes,
        )
  const kernel = timesInputProducts(arithmetic, printed, classes, inputs)
  const equal = new Float64Array(order).fill(1 / classes)
  const rates = arithmetic.symmetricEigenvalues(crossEntropyRateMatrix(arithmetic, kernel, equal, classes), order, pulse)
  const floor = noiseFloor(order, rates[order - 1] ?? NaN)
  const zeroRates = rates.filter((rate) => rate <= floor).length
  const between = kernel.reduce((most, value, index) => {
    const [row, column] = [Math.floor(index / order), index % order]
    return row % classes === column % classes ? most : Math.max(most, Math.abs(value))
  }, 0)
  return {
    classLambdaMin: arithmetic.symmetricEigenvalues(kernel, order, pulse)[0] ?? NaN,
    classLambdaMinPrinted: arithmetic.symmetricEigenvalues(printed, order, pulse)[0] ?? NaN,
    classOffDiagonal: between,
    zeroRates,
    smallestRate: rates[zeroRates] ?? NaN,
  }
}

/** Gershgorin's discs and, at finite width, Weyl's inequality against infinite width (lemmas C.10 and C.11). */
function compared(spec: KernelSpectrumSpec, seed: number, inputs: KernelInputs, context: RunContext): Measured {
  const { arithmetic } = context
  const { sampleCount: order } = inputs
  const pulse = (): void => context.pulse()
  const activation = activationOf(spec.model.activation)
  const law = weightLaw(spec, inputs.inputDimension)
  const limit = limitMatrix(spec, activation, law, inputs, context)
  const finite = spec.model.width.kind === 'finite'
  const kernel = finite ? kernelMatrix(spec, seed, activation, law, inputs, context) : limit
  const discs = gershgorin(kernel, order)
  if (!finite) return discs
  const values = arithmetic.symmetricEigenvalues(kernel, order, pulse)
  const limitValues = arithmetic.symmetricEigenvalues(limit, order, pulse)
  const difference = kernel.map((value, index) => value - limit[index]!)
  return {
    ...discs,
    limitDistance: spectralNormOf(arithmetic, difference, order, pulse),
    limitNorm: limitValues[order - 1] ?? NaN,
    eigenvalueShift: values.reduce((most, value, k) => Math.max(most, Math.abs(value - limitValues[k]!)), 0),
  }
}

function gershgorin(matrix: Float64Array, order: number): Measured {
  let [below, above] = [Infinity, -Infinity]
  for (let i = 0; i < order; i++) {
    const row = matrix.subarray(i * order, (i + 1) * order)
    const diagonal = row[i]!
    const radius = row.reduce((sum, value) => sum + Math.abs(value), 0) - Math.abs(diagonal)
    below = Math.min(below, diagonal - radius)
    above = Math.max(above, diagonal + radius)
  }
  return { gershgorinBelow: below, gershgorinAbove: above }
}
