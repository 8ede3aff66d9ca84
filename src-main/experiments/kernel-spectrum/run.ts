import { dataConditions } from '../../science/kernels/data-conditions'
import type { ResolvedSpectrum } from '../../science/spectra/resolved-spectrum'
import type { Outcome, RunContext } from '../experiment'
import { drawPoints } from '../points/draw-points'
import { computeSpectrum } from './compute'
import type { QuantityId } from './quantities'
import type { KernelSpectrumSpec } from './spec'
import { measureTheorems } from './theorem-measurements'

/** Name of the spectrum a run records. */
export const KERNEL_SPECTRUM = 'kernel'

/** Computes one spectrum and checks the inputs. Nothing is trained: a run that is stopped starts again. */
export function runKernelSpectrum(spec: KernelSpectrumSpec, seed: number, context: RunContext): Outcome {
  const { train } = drawPoints(spec, spec.dataSeed ?? seed, context)
  const { inputs, sampleCount, inputDimension } = train
  const conditions = dataConditions(context.arithmetic, inputs, sampleCount, inputDimension, () => context.pulse())
  const checked: Partial<Record<QuantityId, number>> = {
    sampleCount,
    lineSeparation: conditions.lineSeparation,
    distanceSeparation: conditions.distanceSeparation,
    spanDimension: conditions.spanDimension,
    inputNorm: conditions.spectralNorm,
    unitNormDeviation: conditions.unitNormDeviation,
    duplicatePairs: conditions.duplicates.count,
    antipodalPairs: conditions.antipodes.count,
  }
  context.summarise(checked)
  if (conditions.parallels.count > 0)
    context.note(
      `${conditions.parallels.count} pairs of inputs are parallel (the first: ${conditions.parallels.listed[0]?.join(' and ') ?? ''}, counted from 0): ` +
        'kernels may be singular by structure.',
    )
  if (spec.model.width.kind === 'finite' && inputDimension > sampleCount)
    context.note(
      `Neurons are drawn in the span of the ${sampleCount} inputs: kernels have the same law as with weights drawn in all ${inputDimension} dimensions, but ` +
        'these are not the weights that training draws from this seed.',
    )
  const spectrum = computeSpectrum(spec, seed, train, context)
  record(spectrum, context)
  measureTheorems(spec, seed, train, context)
  context.progress(1)
  return { state: 'finished', stopReason: 'computed' }
}

function record(spectrum: ResolvedSpectrum, context: RunContext): void {
  const { order, values, complete, health, unresolved } = spectrum
  context.recordSpectrum({ name: KERNEL_SPECTRUM, step: 0, order, values, complete, health })
  const smallest = values[0] ?? NaN
  const largest = values.at(-1) ?? NaN
  const summary: Partial<Record<QuantityId, number>> = {
    lambdaMin: smallest,
    lambdaMax: largest,
    conditionNumber: unresolved > 0 ? Infinity : largest / smallest,
    noiseFloor: health.noiseFloor,
    ...(complete ? { trace: values.reduce((sum, value) => sum + value, 0), resolvedCount: order - unresolved } : {}),
  }
  context.summarise(summary)
}
