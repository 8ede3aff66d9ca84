import { LabError, type Importance } from '../../contract'
import type { LabelledPoints } from '../../datasets/point-set'
import type { TwoLayerProblem, TwoLayerWeights } from '../../science/arithmetic/two-layer'
import { importanceByHiddenWeights, importanceByOutputWeights } from '../../science/two-layer'
import type { RunContext } from '../experiment'
import { drawInstance } from '../two-layer/instance'
import type { TwoLayerSpec } from '../two-layer/spec'

/** A network as its training left it, with the points it was trained and tested on. */
export interface FinishedNetwork {
  problem: TwoLayerProblem
  weights: TwoLayerWeights
  test: LabelledPoints | null
}

/**
 * The network of a run that has ended, from the weights it left.
 * @param seed of that run
 * @throws LabError `not-found` when it left none
 */
export function openFinishedNetwork(spec: TwoLayerSpec, seed: number, context: RunContext): FinishedNetwork {
  const { problem, test } = drawInstance(spec, seed, context)
  const weights = {
    hiddenWeights: finalWeights(context, 'hiddenWeights', problem.hiddenWidth * problem.inputDimension),
    biases: finalWeights(context, 'biases', problem.biases ? problem.hiddenWidth : 0),
    outputWeights: finalWeights(context, 'outputWeights', problem.hiddenWidth * problem.outputCount),
  }
  return { problem, weights, test }
}

export function importanceOf(importance: Importance, { problem, weights }: FinishedNetwork): Float64Array {
  return importance === 'hidden-weights'
    ? importanceByHiddenWeights(problem.nodeScales, weights.hiddenWeights)
    : importanceByOutputWeights(problem.nodeScales, weights.outputWeights)
}

function finalWeights(context: RunContext, name: string, length: number): Float64Array {
  if (length === 0) return new Float64Array(0)
  const values = context.sourceArtifact(name)
  if (values instanceof Float64Array && values.length === length) return values
  throw new LabError('not-found', `The run this one starts from has left no ${name} of ${length} numbers. Nothing was computed.`)
}
