import type { ExperimentSpec } from '../contract'
import type { TwoLayerProblem, TwoLayerWeights } from '../science/arithmetic/two-layer'
import type { RunContext } from './experiment'
import { effectiveKernel } from './two-layer/effective-kernel'
import { drawInstance } from './two-layer/instance'
import { keptSteps, keptWeightsName, type WeightsName } from './two-layer/kept-weights'
import { lossOfPoints } from './two-layer/loss'
import type { TwoLayerSpec } from './two-layer/spec'
import { hiddenKernel, outputKernel, tangentKernels } from './two-layer/tangent-kernels'
import { drawInstance as drawReluInstance } from './two-layer-relu/instance'

/** A kernel matrix of a run, made again from its spec, its seed and the weights that were kept. */
export interface RunKernel {
  /** order x order, row-major */
  matrix: Float64Array
  order: number
  /** of its points, order x input dimension: kernels of different points have nothing to do with each other, entry by entry */
  inputs: Float64Array
}

/** Steps at which the kernels of a run can be made again, ascending: the start, and where its weights were kept. */
export function kernelSteps(spec: ExperimentSpec, artifacts: readonly string[], end: number): number[] {
  if (spec.experiment === 'two-layer-relu') return [0]
  if (spec.experiment !== 'two-layer') return []
  const last = artifacts.includes(keptWeightsName('hiddenWeights', null)) ? [end] : []
  return [...new Set([0, ...keptSteps(artifacts), ...last])]
}

/** How many points the kernels of a run have; null for experiments without such kernels. */
export function kernelOrder(spec: ExperimentSpec, sampleCount: number): number | null {
  if (spec.experiment === 'two-layer-relu') return sampleCount
  return spec.experiment === 'two-layer' ? Math.min(spec.measurements.kernelPoints ?? sampleCount, sampleCount) : null
}

/**
 * A kernel as the run itself took it, bit for bit with the same arithmetic.
 * @param name `hiddenKernel`, `outputKernel` or `tangentKernel`, as its spectra are called
 * @param step one of {@link kernelSteps}
 * @param end last step of the run
 * @param context its `sourceArtifact` answers what the run itself has left
 * @returns null where the experiment has no such kernel
 */
export function runKernel(
  spec: ExperimentSpec,
  seed: number,
  name: string,
  { step, end }: { step: number; end: number },
  context: RunContext,
): RunKernel | null {
  if (spec.experiment === 'two-layer-relu') {
    if (step !== 0) return null
    const { problem, hiddenKernel: initial, hiddenWeights } = drawReluInstance(spec, seed, context)
    const pulse = (): void => context.pulse()
    const { inputs, sampleCount: order } = problem
    if (name === 'hiddenKernel') return { matrix: initial.matrix(pulse), order, inputs }
    return name === 'outputKernel' ? { matrix: context.arithmetic.outputGram(problem, hiddenWeights, pulse), order, inputs } : null
  }
  if (spec.experiment !== 'two-layer') return null
  const { problem, weights } = networkAt(spec, seed, { step, end }, context)
  const order = kernelOrder(spec, problem.sampleCount) ?? problem.sampleCount
  const inputs = problem.inputs.subarray(0, order * problem.inputDimension)
  if (name === 'hiddenKernel') return { matrix: hiddenKernel(context, problem, weights, order), order, inputs }
  if (name === 'outputKernel') return { matrix: outputKernel(context, problem, weights, order), order, inputs }
  return name === 'tangentKernel' ? { matrix: tangentKernels(context, problem, weights, order).tangent, order, inputs } : null
}

/** What the frozen kernel of the start says of the error along its eigenvectors, and what the error was. */
export interface ModeDecay {
  step: number
  /** of kappa sum_l eta_l K_l at the start, largest first: what a step takes from the error along each eigenvector */
  eigenvalues: Float64Array
  /** v_k . (f_0 - y) */
  start: Float64Array
  /** v_k . (f_t - y) */
  measured: Float64Array
}

/**
 * The error along the eigenvectors of the kernel of the start, at the start and at a later step, for one output and a squared loss.
 * @returns null where the experiment or its loss has no such modes
 */
export function modeDecay(
  spec: ExperimentSpec,
  seed: number,
  { step, end }: { step: number; end: number },
  context: RunContext,
): ModeDecay | null {
  if (spec.experiment !== 'two-layer' || !hasModes(spec)) return null
  const { problem, weights: initial } = drawInstance(spec, seed, context)
  const { weights } = networkAt(spec, seed, { step, end }, context)
  const n = problem.sampleCount
  const { values, vectors } = context.arithmetic.symmetricEigensystem(effectiveKernel(context, problem, initial), n, () => context.pulse())
  const along = (at: TwoLayerWeights): Float64Array => {
    const outputs = context.arithmetic.evaluateTwoLayer(problem, at, problem.inputs, () => context.pulse())
    const errors = outputs.map((value, i) => value - (problem.targets[i] ?? NaN))
    return context.arithmetic.multiply(vectors, errors, n, n, 1).reverse()
  }
  return { step, eigenvalues: values.slice().reverse(), start: along(initial), measured: along(weights) }
}

/** Methods that a frozen kernel predicts, of a squared error of one output, with no trained biases. */
function hasModes({ training, loss, labels, model }: TwoLayerSpec): boolean {
  const { method, stepSizes } = training
  const withBiases = model.biases.kind !== 'none' && stepSizes.kind === 'given' && stepSizes.bias > 0
  const single = labels.kind !== 'classes' && labels.kind !== 'data-classes'
  return method.kind !== 'output-least-squares' && single && !withBiases && lossOfPoints(loss, 1, 1).kind !== 'cross-entropy'
}

function networkAt(
  spec: TwoLayerSpec,
  seed: number,
  { step, end }: { step: number; end: number },
  context: RunContext,
): { problem: TwoLayerProblem; weights: TwoLayerWeights } {
  const { problem, weights } = drawInstance(spec, seed, context)
  if (step === 0) return { problem, weights }
  const kept = (name: WeightsName, initial: Float64Array): Float64Array => {
    const found = context.sourceArtifact(keptWeightsName(name, step)) ?? (step === end ? context.sourceArtifact(name) : null)
    return found instanceof Float64Array && found.length === initial.length ? found : initial.map(() => NaN)
  }
  return {
    problem,
    weights: {
      hiddenWeights: kept('hiddenWeights', weights.hiddenWeights),
      biases: kept('biases', weights.biases),
      outputWeights: kept('outputWeights', weights.outputWeights),
    },
  }
}
