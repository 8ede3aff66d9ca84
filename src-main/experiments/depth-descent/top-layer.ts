import { activationOf } from '../../science/activations'
import { correlationMap, inputCorrelations, kernelsAtDepth, matrixOfPairs, theoremEnvelope } from '../../science/depth'
import type { KernelInputs } from '../../science/kernels/kernel-inputs'
import { RandomStream, uniforms } from '../../science/random'
import { timesVector } from '../../science/symmetric-matrix'
import type { RunContext, Snapshot } from '../experiment'
import type { QuantityId, SeriesId } from './quantities'
import { isRecorded } from './recording'
import { spectralPrediction } from './spectral-prediction'
import type { DepthDescentSpec, DescentOf } from './spec'

export const TARGET = 1e-6
/** Losses below this part of the start are rounding. */
const ROUNDING = 1e-12

export function topKernel({ model }: DepthDescentSpec, inputs: KernelInputs, context: RunContext): Float64Array {
  const map = correlationMap(activationOf(model.activation))
  const { kernel } = kernelsAtDepth(map, inputCorrelations(context.arithmetic, inputs), model.depth, () => context.pulse())
  return matrixOfPairs(kernel.rho, inputs.sampleCount, 1)
}

const squares = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0)

/** Steps residual <- residual - (2 eta / n) K residual, one by one, beside their closed form. */
export function trainTop(
  spec: DepthDescentSpec,
  training: DescentOf<'top'>,
  inputs: KernelInputs,
  labels: Float64Array,
  context: RunContext,
  resumeFrom: Snapshot | null,
): void {
  const kernel = topKernel(spec, inputs, context)
  const prediction = spectralPrediction(kernel, labels, training.stepSize, context)
  const n = labels.length
  const start = squares(labels)
  const residual = resumeFrom === null ? labels.slice() : Float64Array.from(resumeFrom.arrays['residual'] ?? [])
  let { reached, envelopeRatio, predictionError } = (resumeFrom?.numbers ?? { reached: -1, envelopeRatio: 0, predictionError: 0 }) as {
    reached: number
    envelopeRatio: number
    predictionError: number
  }
  const first = resumeFrom?.step ?? 0
  for (let step = first; step <= training.steps; step++) {
    context.boundary(step, () => ({ step, numbers: { reached, envelopeRatio, predictionError }, arrays: { residual: residual.slice() } }))
    const ratio = squares(residual) / start
    const predicted = prediction.ratio(step)
    if (reached < 0 && ratio <= TARGET) reached = step
    const envelope = theoremEnvelope(prediction.conditionNumber, step)
    if (ratio > ROUNDING) {
      envelopeRatio = Math.max(envelopeRatio, ratio / envelope)
      predictionError = Math.max(predictionError, Math.abs(ratio / predicted - 1))
    }
    if (isRecorded(step, training.steps) || step === reached)
      record(context, step, { lossRatio: ratio, predictedLossRatio: predicted, envelope })
    if (reached >= 0) break
    const image = timesVector(kernel, residual)
    const factor = (2 * prediction.stepSize) / n
    for (let i = 0; i < n; i++) residual[i]! -= factor * image[i]!
    context.progress(step / training.steps)
    context.pulse()
  }
  const summary: Partial<Record<QuantityId, number | null>> = {
    conditionNumber: prediction.conditionNumber,
    lambdaMin: prediction.lambdaMin,
    lambdaMax: prediction.lambdaMax,
    stepSize: prediction.stepSize,
    predictedSteps: prediction.stepsTo(TARGET),
    stepsToTarget: reached < 0 ? null : reached,
    envelopeRatio: training.stepSize === 'theorem' ? envelopeRatio : null,
    predictionError,
    startLoss: start / n,
    endLoss: squares(residual) / n,
  }
  context.summarise(summary)
}

function record(context: RunContext, step: number, values: Partial<Record<SeriesId, number>>): void {
  for (const [series, value] of Object.entries(values)) context.recordAt(series, step, value)
}

/**
 * Theorem 45: single points drawn with replacement (stream `batches`), step size 1 / (2 beta) with beta = 2 max K_ii, the smoothness of
 * (f(x_i) - y_i)^2 in the weights; the loss at the average of the iterates.
 */
export function trainStochastic(
  spec: DepthDescentSpec,
  training: DescentOf<'top-stochastic'>,
  inputs: KernelInputs,
  labels: Float64Array,
  seed: number,
  context: RunContext,
): void {
  const kernel = topKernel(spec, inputs, context)
  const { lambdaMin, lambdaMax, conditionNumber } = spectralPrediction(kernel, labels, 'theorem', context)
  const n = labels.length
  const beta = 2
  const stepSize = 1 / (2 * beta)
  const steps = Math.ceil((8 * n * beta) / lambdaMin)
  let total = 0
  for (let pass = 0; pass < training.passes; pass++) {
    const draws = uniforms(new RandomStream(seed, `batches-${pass}`), 0, steps)
    const residual = labels.slice()
    const average = new Float64Array(n)
    for (let step = 0; step < steps; step++) {
      for (let i = 0; i < n; i++) average[i]! += residual[i]! / steps
      const chosen = Math.floor(draws[step]! * n)
      const factor = 2 * stepSize * residual[chosen]!
      for (let i = 0; i < n; i++) residual[i]! -= factor * kernel[chosen * n + i]!
      if (step % 1024 === 0) context.pulse()
    }
    total += squares(average) / squares(labels)
    context.progress((pass + 1) / training.passes)
    context.pulse()
  }
  const summary: Partial<Record<QuantityId, number>> = {
    conditionNumber,
    lambdaMin,
    lambdaMax,
    stepSize,
    stochasticSteps: steps,
    stochasticRatio: total / training.passes,
    startLoss: squares(labels) / n,
  }
  context.summarise(summary)
}
