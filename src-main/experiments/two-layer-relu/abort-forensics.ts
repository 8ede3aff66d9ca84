import type { TwoLayerReluProblem, TwoLayerReluState } from '../../science/arithmetic/arithmetic'
import { countOnes, errorOf, forEachOne, gradientsAt } from '../../science/two-layer-relu'
import type { RunContext } from '../experiment'
import { copyState } from './snapshot'
import type { Measured } from './measured'

const SLICE_MILLISECONDS = 40
const POINTS_NAMED = 5

/**
 * Why the error grew in the last step. Training is replayed, bit for bit, from a kept state to the iterate before; from there the error is
 * computed that the step would have given had no activation changed. When that one is smaller than before, the flips made the error grow;
 * otherwise the step size is too large for the kernel.
 *
 * Artifacts: `abortFlippedPairs` (neuron, point, neuron, point, ...), `abortErrorBefore`, `abortErrorAfter`, `abortErrorLinear` (length m).
 * @param kept a state of this run before the failing step
 * @param failed the state after it
 */
export function reportAbort(
  context: RunContext,
  problem: TwoLayerReluProblem,
  kept: TwoLayerReluState,
  failed: TwoLayerReluState,
  measured: Measured,
): void {
  const pulse = (): void => context.pulse()
  const replay = context.arithmetic.resumeTwoLayerRelu(problem, kept)
  while (replay.state.step < failed.step - 1) {
    replay.advance(failed.step - 1 - replay.state.step, SLICE_MILLISECONDS, pulse)
    pulse()
  }
  const before = copyState(replay.state)
  const errorBefore = errorOf(before.outputs, problem.labels)
  const errorAfter = errorOf(failed.outputs, problem.labels)
  const gradients = gradientsAt(context.arithmetic, problem, before, pulse)
  const errorLinear = errorBefore.map(
    (e, j) =>
      e - problem.hiddenStepSize * (gradients.hiddenResponse[j] ?? NaN) - problem.outputStepSize * (gradients.outputResponse[j] ?? NaN),
  )
  const flips = countOnes(failed.lastFlips)
  measured.set('abortResidualBefore', before.residualNorm)
  measured.set('abortResidualLinear', norm(errorLinear))
  measured.set('abortFlips', flips)

  const pairs: number[] = []
  const flipsOfPoint = new Uint32Array(problem.sampleCount)
  forEachOne(failed.lastFlips, problem.sampleCount, (neuron, point) => {
    pairs.push(neuron, point)
    flipsOfPoint[point] = (flipsOfPoint[point] ?? 0) + 1
  })
  context.artifact('abortFlippedPairs', Uint32Array.from(pairs))
  context.artifact('abortErrorBefore', errorBefore)
  context.artifact('abortErrorAfter', errorAfter)
  context.artifact('abortErrorLinear', errorLinear)

  const cause =
    norm(errorLinear) < before.residualNorm
      ? 'without the flips it would have fallen, so they made it grow'
      : 'it would have grown without them too, so the step size is too large for the kernel'
  context.note(
    `Step ${failed.step} raised the error from ${written(before.residualNorm)} to ${written(failed.residualNorm)}; ${flips} activations ` +
      `flipped in it. Had none flipped, the error would have become ${written(norm(errorLinear))}: ${cause}. ` +
      `Points whose squared error grew most: ${largestGrowth(errorBefore, errorAfter, flipsOfPoint)}.`,
  )
}

function largestGrowth(before: Float64Array, after: Float64Array, flipsOfPoint: Uint32Array): string {
  const growth = after.map((e, j) => e * e - (before[j] ?? NaN) * (before[j] ?? NaN))
  return Array.from(growth.keys())
    .sort((a, b) => (growth[b] ?? 0) - (growth[a] ?? 0))
    .slice(0, POINTS_NAMED)
    .map((j) => `${j} (by ${written(growth[j] ?? NaN)}, ${flipsOfPoint[j] ?? 0} flips)`)
    .join(', ')
}

function norm(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((total, value) => total + value * value, 0))
}

function written(value: number): string {
  return value.toPrecision(6)
}
