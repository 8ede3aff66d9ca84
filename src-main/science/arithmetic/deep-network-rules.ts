import { parameterCount, runningStatisticsCount } from '../deep/parameters'
import { outputCountOf, sizeOf } from '../deep/shapes'
import type { DeepArray, DeepBatch, DeepProblem, DeepState, DeepUpdate } from './deep-network'

function requireCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name} is ${value}, a positive integer is needed.`)
}

function requireFinite(name: string, value: number): void {
  if (!Number.isFinite(value)) throw new RangeError(`${name} is ${value}, a finite number is needed.`)
}

function requireArray(name: string, array: DeepArray, precision: DeepProblem['precision'], length: number): void {
  const wanted = precision === 'float32' ? Float32Array : Float64Array
  if (!(array instanceof wanted)) throw new RangeError(`${name} is no ${wanted.name}, as the precision ${precision} needs.`)
  if (array.length !== length) throw new RangeError(`${name} has ${array.length} entries, ${length} are needed.`)
}

/**
 * @throws LabError naming the layer when shapes do not fit
 * @throws RangeError when a size is no positive integer, or an array of the state has another length or precision than the problem says
 */
export function checkDeepProblem(problem: DeepProblem, state: DeepState): void {
  const { network, precision } = problem
  const count = parameterCount(network)
  requireCount('batchSize', problem.batchSize)
  requireCount('threads', problem.threads)
  requireArray('parameters', state.parameters, precision, count)
  requireArray('velocity', state.velocity, precision, count)
  requireArray('runningStatistics', state.runningStatistics, precision, runningStatisticsCount(network))
}

/** Sums of shares that were rounded to float32. */
const SHARE_ROUNDING = 1e-5

function requireShares(targets: DeepArray, precision: DeepProblem['precision'], count: number, outputCount: number): void {
  requireArray('targets', targets, precision, count * outputCount)
  for (let example = 0; example < count; example++) {
    let sum = 0
    for (const share of targets.subarray(example * outputCount, (example + 1) * outputCount)) {
      if (!(share >= 0)) throw new RangeError(`targets of example ${example} have the share ${share} of a class.`)
      sum += share
    }
    if (!(Math.abs(sum - 1) <= SHARE_ROUNDING))
      throw new RangeError(
        `targets of example ${example} are shares of classes with the sum ${sum}; labels or shares with the sum 1 are needed.`,
      )
  }
}

/** @throws RangeError when a batch is empty, larger than the problem says, or not of its shape, or a label is no class, or shares of classes do not sum to 1 */
export function checkDeepBatch(problem: DeepProblem, { count, inputs, targets }: DeepBatch): void {
  const { network, precision, batchSize, loss } = problem
  requireCount('count', count)
  if (count > batchSize) throw new RangeError(`count is ${count}, more than the batch size ${batchSize}.`)
  requireArray('inputs', inputs, precision, count * sizeOf(network.input))
  const outputCount = outputCountOf(network)
  if (loss === 'squared') {
    if (targets instanceof Uint32Array) throw new RangeError('targets are labels, but the squared loss needs numbers.')
    requireArray('targets', targets, precision, count * outputCount)
    return
  }
  if (!(targets instanceof Uint32Array)) return requireShares(targets, precision, count, outputCount)
  if (targets.length !== count) throw new RangeError(`targets has ${targets.length} entries, ${count} are needed.`)
  const wrong = targets.find((label) => label >= outputCount)
  if (wrong !== undefined) throw new RangeError(`the label ${wrong} is none of the ${outputCount} classes.`)
}

/** @throws RangeError when groups leave parameters out or a number is not finite */
export function checkDeepUpdate({ groups, momentum }: DeepUpdate, parameters: number): void {
  requireFinite('momentum', momentum)
  let next = 0
  for (const { first, count, stepSize, weightDecay } of groups) {
    if (first !== next || !Number.isSafeInteger(count) || count < 0)
      throw new RangeError(`a group of parameters starts at ${first} with ${count} entries; the next one starts at ${next}.`)
    requireFinite('stepSize', stepSize)
    requireFinite('weightDecay', weightDecay)
    next += count
  }
  if (next !== parameters) throw new RangeError(`the groups hold ${next} of ${parameters} parameters.`)
}

/** @throws RangeError when inputs are not `count` examples, or a layer to return does not exist */
export function checkDeepInputs({ network, precision }: DeepProblem, inputs: DeepArray, count: number, layers: readonly number[]): void {
  requireCount('count', count)
  requireArray('inputs', inputs, precision, count * sizeOf(network.input))
  const wrong = layers.find((place) => network.layers[place] === undefined)
  if (wrong !== undefined) throw new RangeError(`there is no layer ${wrong}: the network has ${network.layers.length}.`)
}
