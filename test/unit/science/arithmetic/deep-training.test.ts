import { describe, expect, it } from 'vitest'
import type {
  DeepArray,
  DeepNetwork,
  DeepProblem,
  DeepState,
  DeepTrainer,
  DeepUpdate,
} from '../../../../src-main/science/arithmetic/deep-network'
import {
  fanInVariance,
  initialDeepState,
  initialParameters,
  outputCountOf,
  parameterCount,
  parameterParts,
} from '../../../../src-main/science/deep'
import { RandomStream } from '../../../../src-main/science/random'
import { portable } from '../../../golden/both-arithmetics'
import {
  activationLayer,
  batchNormalisation,
  convolution,
  feedForward,
  layerNormalisation,
  numbers,
  problemOf,
  randomBatch,
  relu,
  residualNetwork,
  sharedBatch,
} from '../../../golden/deep-networks'
import { noPulse } from '../../../golden/train'

function stateOf({ network, precision }: DeepProblem): DeepState {
  const stream = ({ path }: { path: string }): RandomStream => new RandomStream(2, path)
  return initialDeepState(network, initialParameters(network, precision, fanInVariance(2), stream))
}

function copyOf({ step, parameters, velocity, runningStatistics }: DeepState): DeepState {
  return { step, parameters: parameters.slice(), velocity: velocity.slice(), runningStatistics: runningStatistics.slice() }
}

function wholeUpdate(problem: DeepProblem, stepSize = 0.05, weightDecay = 1e-3): DeepUpdate {
  return { momentum: 0.9, groups: [{ first: 0, count: parameterCount(problem.network), stepSize, weightDecay }] }
}

const small = residualNetwork(1, [2, 3, 4], { channels: 1, height: 8, width: 8 })

describe('a step', () => {
  it('moves by momentum and weight decay, group by group', () => {
    const network = feedForward(3, 4, 1, 2, relu)
    const problem = problemOf(network, { loss: 'squared' })
    const state = stateOf(problem)
    const trainer = portable.createDeepTrainer(problem, state)
    const groups = parameterParts(network).map(({ first, count, role }) => ({
      first,
      count,
      stepSize: role === 'weight' ? 0.1 : 0.02,
      weightDecay: role === 'weight' ? 0.3 : 0,
    }))
    const velocity = new Float64Array(state.parameters.length)
    const parameters = Float64Array.from(state.parameters)
    for (const seed of [1, 2, 3]) {
      const batch = randomBatch(problem, 5, seed)
      const { gradient } = trainer.gradient(batch, noPulse)
      for (const { first, count, stepSize, weightDecay } of groups) {
        for (let at = first; at < first + count; at++) {
          velocity[at] = 0.7 * velocity[at]! + (gradient[at]! + weightDecay * parameters[at]!)
          parameters[at]! -= stepSize * velocity[at]!
        }
      }
      trainer.step(batch, { momentum: 0.7, groups }, noPulse)
      expect(trainer.state.parameters).toEqual(parameters)
      expect(trainer.state.velocity).toEqual(velocity)
    }
    expect(trainer.state.step).toBe(3)
  })

  it('moves running statistics by their momentum; gradients and evaluations do not', () => {
    const network: DeepNetwork = {
      input: { channels: 2, height: 1, width: 2 },
      layers: [{ kind: 'batch-normalisation', epsilon: 0, momentum: 0.25 }],
    }
    const problem = problemOf(network, { loss: 'squared' })
    const trainer = portable.createDeepTrainer(problem, stateOf(problem))
    // channel 0 is 1, 2, 3, 6; channel 1 is 0, 0, 0, 4
    const batch = { count: 2, inputs: Float64Array.of(1, 2, 0, 0, 3, 6, 0, 4), targets: new Float64Array(8) }
    trainer.gradient(batch, noPulse)
    trainer.evaluate(batch.inputs, 2, { batchStatistics: true }, noPulse)
    expect([...trainer.state.runningStatistics]).toEqual([0, 0, 1, 1])
    trainer.step(batch, wholeUpdate(problem, 0), noPulse)
    expect([...trainer.state.runningStatistics]).toEqual([0.75, 0.25, 0.75 + 3.5 / 4, 0.75 + 3 / 4])
  })

  it('goes on bit for bit from a copy of the state', () => {
    for (const precision of ['float32', 'float64'] as const) {
      const problem = problemOf(small, { precision, batchSize: 8 })
      const trainer = portable.createDeepTrainer(problem, stateOf(problem))
      const update = wholeUpdate(problem)
      const go = (on: DeepTrainer, seed: number): number => on.step(randomBatch(problem, 7, seed), update, noPulse).loss
      go(trainer, 1)
      const copied = copyOf(trainer.state)
      const losses = [go(trainer, 2), go(trainer, 3)]
      const other = portable.createDeepTrainer(problem, copied)
      expect([go(other, 2), go(other, 3)]).toEqual(losses)
      expect(other.state).toEqual(trainer.state)
      expect(other.state.step).toBe(3)
    }
  })

  it('of float32 is that of float64 but for rounding', () => {
    const [single, double] = (['float32', 'float64'] as const).map((precision) => {
      const problem = problemOf(small, { precision, batchSize: 8 })
      const trainer = portable.createDeepTrainer(problem, stateOf(problem))
      return trainer.step(randomBatch(problem, 7, 1), wholeUpdate(problem), noPulse)
    })
    expect(single!.loss).not.toBe(double!.loss)
    expect(Math.abs(single!.loss / double!.loss - 1)).toBeLessThan(1e-6)
    expect(Math.abs(single!.gradientNorm / double!.gradientNorm - 1)).toBeLessThan(1e-5)
  })
})

describe('the cross-entropy of shares of classes', () => {
  it('is the mean of those of the classes, in their shares, and so is its gradient', () => {
    const problem = problemOf(feedForward(3, 4, 1, 5, relu))
    const trainer = portable.createDeepTrainer(problem, stateOf(problem))
    const count = 7
    const { inputs } = randomBatch(problem, count, 4)
    const [one, other] = [
      [0, 1, 2, 3, 4, 0, 1],
      [3, 1, 0, 0, 2, 4, 1],
    ].map((labels) => Uint32Array.from(labels))
    const share = 0.3
    const targets = new Float64Array(count * 5)
    for (let k = 0; k < count; k++) {
      targets[5 * k + one![k]!]! += share
      targets[5 * k + other![k]!]! += 1 - share
    }
    const of = (given: Uint32Array | Float64Array) => trainer.gradient({ count, inputs, targets: given }, noPulse)
    const [mixed, first, second] = [of(targets), of(one!), of(other!)]
    expect(mixed.loss).toBeCloseTo(share * first.loss + (1 - share) * second.loss, 14)
    expect(mixed.correct).toBeCloseTo(share * first.correct + (1 - share) * second.correct, 14)
    expect(first.correct).not.toBe(second.correct)
    mixed.gradient.forEach((value, at) => {
      expect(value).toBeCloseTo(share * first.gradient[at]! + (1 - share) * second.gradient[at]!, 14)
    })
  })

  it('of shares 0 and 1 is that of labels, to the bit', () => {
    const problem = problemOf(small, { batchSize: 8, precision: 'float32' })
    const trainer = portable.createDeepTrainer(problem, stateOf(problem))
    const labelled = randomBatch(problem, 8, 5)
    const targets = new Float32Array(80)
    labelled.targets.forEach((label, k) => (targets[10 * k + label] = 1))
    expect(trainer.gradient({ ...labelled, targets }, noPulse)).toEqual(trainer.gradient(labelled, noPulse))
    const shared = trainer.gradient(sharedBatch(problem, 8, 5), noPulse)
    expect(shared.loss).not.toBe(trainer.gradient(labelled, noPulse).loss)
  })
})

describe('what is not finite', () => {
  const network = feedForward(3, 4, 2, 2, relu)
  const first = (path: string): number => parameterParts(network).find((part) => part.path === path)!.first

  it('is reported with the first layer, and the step is not taken', () => {
    const problem = problemOf(network)
    const state = stateOf(problem)
    // an infinite output that ReLU makes 0 again
    state.parameters[first('layers.2')] = -Infinity
    const before = copyOf(state)
    const trainer = portable.createDeepTrainer(problem, state)
    const batch = randomBatch(problem, 5, 1)
    expect(trainer.step(batch, wholeUpdate(problem), noPulse).notFiniteLayer).toBe(2)
    expect(trainer.state).toEqual(before)
    const { layers } = trainer.gradient(batch, noPulse)
    expect(layers.outputRms[0]).toBeGreaterThan(0)
    expect(layers.gradientRms.every(Number.isNaN)).toBe(true)
  })

  it('is reported for a gradient that overflows where outputs do not', () => {
    const problem = problemOf(network, { loss: 'squared' })
    const state = stateOf(problem)
    // the way back multiplies by 1e120 twice, the way there meets 1e-250 first
    for (const [place, count, value] of [
      [0, 12, 1e-250],
      [2, 16, 1e120],
      [4, 8, 1e120],
    ] as const)
      state.parameters.fill(value, first(`layers.${place}`), first(`layers.${place}`) + count)
    const inputs = new Float64Array(3).fill(1)
    const trainer = portable.createDeepTrainer(problem, state)
    const result = trainer.step({ count: 1, inputs, targets: Float64Array.of(1e100, 1e100) }, wholeUpdate(problem), noPulse)
    expect(result.loss).toBeLessThan(Infinity)
    expect(result.notFiniteLayer).toBe(1)
    expect(trainer.state.step).toBe(0)
  })
})

describe('evaluation', () => {
  it('uses running statistics, or those of the examples, and returns layers of any number of examples', () => {
    const network: DeepNetwork = {
      input: { channels: 2, height: 3, width: 3 },
      layers: [convolution(3), batchNormalisation, activationLayer(relu), { kind: 'linear', outputs: 2, bias: true }],
    }
    const problem = problemOf(network, { batchSize: 4 })
    const trainer = portable.createDeepTrainer(problem, stateOf(problem))
    const { inputs } = randomBatch({ ...problem }, 10, 5)
    const running = trainer.evaluate(inputs, 10, { layers: [0, 1] }, noPulse)
    const [convolved, normalised] = running.layers
    // running mean 0 and variance 1
    expect(Math.max(...normalised!.map((value, at) => Math.abs(value - convolved![at]! / Math.sqrt(1 + 1e-5))))).toBeLessThan(1e-15)
    const batch = trainer.evaluate(inputs, 10, { layers: [1], batchStatistics: true }, noPulse)
    const part = trainer.evaluate(inputs.subarray(4 * 18, 8 * 18), 4, { batchStatistics: true }, noPulse)
    expect(batch.outputs.subarray(4 * 2, 8 * 2)).toEqual(part.outputs)
    const channel = (example: number): DeepArray => batch.layers[0]!.subarray(example * 27, example * 27 + 9)
    let sum = 0
    for (const example of [4, 5, 6, 7]) for (const value of channel(example)) sum += value
    expect(Math.abs(sum)).toBeLessThan(1e-13)
    expect(running.outputs).toHaveLength(20)
    expect(running.outputs).not.toEqual(batch.outputs)
  })
})

describe('statistics of layers', () => {
  it('are root mean squares and norms of what the layers pass on and hold', () => {
    const network: DeepNetwork = {
      input: { channels: 3, height: 1, width: 1 },
      layers: [{ kind: 'linear', outputs: 4, bias: true }, layerNormalisation, { kind: 'linear', outputs: 2, bias: false }],
    }
    const problem = problemOf(network, { loss: 'squared' })
    const trainer = portable.createDeepTrainer(problem, stateOf(problem))
    const batch = randomBatch(problem, 6, 2)
    const { gradient, layers, loss } = trainer.gradient(batch, noPulse)
    const values = trainer.evaluate(batch.inputs, 6, { layers: [0, 1, 2] }, noPulse).layers
    const rms = (array: DeepArray): number => Math.hypot(...array) / Math.sqrt(array.length)
    for (const place of [0, 1, 2]) expect(layers.outputRms[place]).toBeCloseTo(rms(values[place]!), 13)
    // the gradient of half the squared distance is the distance, divided by the examples
    const difference = numbers('float64', 12, () => 0).map((_, at) => values[2]![at]! - (batch.targets[at] ?? NaN))
    expect(layers.gradientRms[2]).toBeCloseTo(rms(difference), 13)
    expect(loss).toBeCloseTo(Math.hypot(...difference) ** 2 / 12, 13)
    expect(layers.parameterGradientNorm[2]).toBeCloseTo(Math.hypot(...gradient.subarray(24)), 13)
    expect(layers.parameterNorm[1]).toBe(2)
  })
})

describe('input', () => {
  it('of the wrong shape is refused with its name', () => {
    const problem = problemOf(small, { batchSize: 4 })
    const state = stateOf(problem)
    expect(() => portable.createDeepTrainer(problem, { ...state, velocity: new Float64Array(3) })).toThrow('velocity has 3 entries')
    expect(() => portable.createDeepTrainer({ ...problem, precision: 'float32' }, state)).toThrow('parameters is no Float32Array')
    const trainer = portable.createDeepTrainer(problem, state)
    const batch = randomBatch(problem, 4, 1)
    const refuse = (change: Partial<typeof batch>, message: string): void =>
      expect(() => trainer.step({ ...batch, ...change }, wholeUpdate(problem), noPulse)).toThrow(message)
    refuse({ count: 5 }, 'more than the batch size 4')
    refuse({ count: 3 }, 'inputs has 256 entries, 192 are needed')
    refuse({ targets: new Uint32Array(4).fill(outputCountOf(small)) }, 'the label 10 is none of the 10 classes')
    refuse({ targets: new Float64Array(40) }, 'targets of example 0 are shares of classes with the sum 0')
    refuse({ targets: new Float64Array(40).fill(0.1).fill(-0.1, 17, 18) }, 'targets of example 1 have the share -0.1 of a class')
    refuse({ targets: new Float32Array(40) }, 'targets is no Float64Array')
    const gap = { momentum: 0, groups: [{ first: 1, count: 2, stepSize: 1, weightDecay: 0 }] }
    expect(() => trainer.step(batch, gap, noPulse)).toThrow('the next one starts at 0')
    expect(() => trainer.evaluate(batch.inputs, 4, { layers: [99] }, noPulse)).toThrow('there is no layer 99')
  })
})
