import type { Arithmetic, TwoLayerReluProblem } from '../../science/arithmetic/arithmetic'
import { sphereInputs } from '../../datasets'
import { normals, RandomStream, signs } from '../../science/random'
import type { RunContext } from '../experiment'
import { resolvedDimensions } from './dimensions'
import { InitialHiddenKernel } from './initial-hidden-kernel'
import type { TwoLayerReluSpec } from './spec'
import { effectiveStepSizes } from './step-sizes'

/** One drawn instance: everything that is fixed before the first step. */
export interface Instance {
  problem: TwoLayerReluProblem
  /** W_0, S x n */
  hiddenWeights: Float64Array
  /** z_0, length S */
  outputWeights: Float64Array
  /** shared by labels, first spectrum and predictor, so that it is made once */
  hiddenKernel: InitialHiddenKernel
}

/**
 * Draws an instance from the named streams `data`, `labels`, `hidden-weights` and `output-weights` of the seed: values in the row-major
 * order of the array. Labels that fix the initial error e_0 (arXiv 2212.02323, section 4) become y = f_0 - e_0.
 */
export function drawInstance(spec: TwoLayerReluSpec, seed: number, context: RunContext): Instance {
  const { inputDimension: n, hiddenWidth: S, sampleCount: m } = resolvedDimensions(spec)
  const hiddenWeights =
    spec.model.hiddenWeights.kind === 'gaussian'
      ? normals(new RandomStream(seed, 'hidden-weights'), 0, S * n)
      : context.storedArray(resolved(spec.model.hiddenWeights))
  const outputWeights = drawOutputWeights(spec, seed, context)
  const unlabelled = problemOf(spec, seed, context, new Float64Array(m))
  const hiddenKernel = new InitialHiddenKernel(context.arithmetic, unlabelled, hiddenWeights, outputWeights)
  const labels = drawLabels(spec, seed, context, unlabelled, hiddenKernel)
  return { problem: { ...unlabelled, labels }, hiddenWeights, outputWeights, hiddenKernel }
}

/** The training problem of a spec with given labels; draws the inputs. */
export function problemOf(spec: TwoLayerReluSpec, seed: number, context: RunContext, labels: Float64Array): TwoLayerReluProblem {
  const dimensions = resolvedDimensions(spec)
  const stepSizes = effectiveStepSizes(spec, dimensions)
  return {
    ...dimensions,
    inputs: drawInputs(spec, seed, context),
    labels,
    hiddenStepSize: stepSizes.hidden,
    outputStepSize: stepSizes.output,
    stopResidual: spec.training.stopResidual,
    safetyValve: spec.training.safetyValve,
    threads: context.threads,
  }
}

/** X with a row for each point. */
function drawInputs(spec: TwoLayerReluSpec, seed: number, context: RunContext): Float64Array {
  if (spec.data.kind === 'sphere') return sphereInputs(seed, spec.data.inputDimension, spec.data.sampleCount)
  return context.storedArray(resolved(spec.data))
}

function drawOutputWeights(spec: TwoLayerReluSpec, seed: number, context: RunContext): Float64Array {
  const { outputWeights, hiddenWidth } = spec.model
  const stream = new RandomStream(seed, 'output-weights')
  switch (outputWeights.kind) {
    case 'signs':
      return signs(stream, 0, hiddenWidth)
    case 'gaussian':
      return normals(stream, 0, hiddenWidth)
    default:
      return context.storedArray(resolved(outputWeights))
  }
}

function drawLabels(
  spec: TwoLayerReluSpec,
  seed: number,
  context: RunContext,
  problem: TwoLayerReluProblem,
  hiddenKernel: InitialHiddenKernel,
): Float64Array {
  const { hiddenWidth: S, sampleCount: m } = problem
  switch (spec.labels.kind) {
    case 'gaussian': {
      const scale = Math.sqrt(spec.labels.variance === 'hiddenWidth' ? S : spec.labels.variance)
      return normals(new RandomStream(seed, 'labels'), 0, m).map((value) => scale * value)
    }
    case 'low-spectrum': {
      const scale = spec.labels.sign * Math.sqrt(m * S)
      const direction = hiddenKernel.smallestEigenvector(spec.measurements.frozenKernelPredictor, context.pulse.bind(context))
      return labelsForError(
        hiddenKernel.outputs,
        direction.map((value) => scale * value),
      )
    }
    case 'high-spectrum':
      return labelsForError(hiddenKernel.outputs, highSpectrumError(context.arithmetic, problem))
    case 'local':
      return labelsForError(
        hiddenKernel.outputs,
        Float64Array.from({ length: m }, (_, j) => (j === 0 ? Math.sqrt(m * S) : 0)),
      )
    default:
      return context.storedArray(resolved(spec.labels))
  }
}

/** e_0 = sqrt(nS) X^T X^1. */
function highSpectrumError(arithmetic: Arithmetic, problem: TwoLayerReluProblem): Float64Array {
  const { inputDimension: n, hiddenWidth, sampleCount: m, inputs } = problem
  const scale = Math.sqrt(n * hiddenWidth)
  return arithmetic.multiply(inputs, inputs.subarray(0, n), m, n, 1).map((value) => scale * value)
}

function labelsForError(outputs: Float64Array, error: Float64Array): Float64Array {
  return outputs.map((f, j) => f - (error[j] ?? NaN))
}

function resolved<Given extends { kind: string }>(given: Given): Extract<Given, { kind: 'stored' }> {
  if (!isStored(given)) throw new TypeError(`An array of the spec is still a ${given.kind}`)
  return given
}

function isStored<Given extends { kind: string }>(given: Given): given is Extract<Given, { kind: 'stored' }> {
  return given.kind === 'stored'
}
