import { describe, expect, it } from 'vitest'
import type { DeepNetwork, DeepProblem } from '../../../../src-main/science/arithmetic/deep-network'
import { nativeActivation } from '../../../../src-main/science/arithmetic/native/activation'
import { describeDeepNetwork } from '../../../../src-main/science/arithmetic/native/deep-network'
import { deepMemory, parameterCount } from '../../../../src-main/science/deep'
import { native, nativeKernels, openNative } from '../../../golden/both-arithmetics'
import { batchNormalisation, feedForward, normRelu, problemOf, randomBatch, relu } from '../../../golden/deep-networks'
import { copyOf, randomState, relativeDifference, sameBits, trainersOf, unevenNetworks, updateOf } from '../../../golden/deep-trainers'
import { noPulse } from '../../../golden/train'

describe('native training of a deep network', () => {
  const cases: [DeepNetwork, DeepProblem['precision']][] = [
    [unevenNetworks['a residual network'], 'float32'],
    [unevenNetworks['a residual network'], 'float64'],
    [feedForward(40, 96, 3, 5, relu, [batchNormalisation]), 'float32'],
    [feedForward(40, 96, 3, 5, relu, [batchNormalisation]), 'float64'],
    // wide enough for its layers to be cut into rows
    [feedForward(20, 1300, 2, 3, normRelu), 'float32'],
  ]

  it.each(cases)('has the same bits with any number of threads, and from a copied state (case %#)', (network, precision) => {
    // drawn once: of wide layers that takes longer than the steps
    const start = randomState(problemOf(network, { precision }), 9)
    const states = [1, 2, 3].map((threads) => {
      const problem = problemOf(network, { precision, batchSize: 100, threads })
      let trainer = native.createDeepTrainer(problem, copyOf(start))
      const losses: number[] = []
      for (let step = 1; step <= 3; step++) {
        losses.push(trainer.step(randomBatch(problem, 90, step), updateOf(problem), noPulse).loss)
        if (threads === 2 && step === 2) trainer = native.createDeepTrainer(problem, copyOf(trainer.state))
      }
      return { state: trainer.state, losses }
    })
    for (const other of states.slice(1)) {
      expect(other.losses).toEqual(states[0]!.losses)
      expect(sameBits(other.state, states[0]!.state)).toBe(true)
    }
  })

  /** a few rows of weights, for each thread */
  const scratch = 1 << 16

  it.each(Object.entries(unevenNetworks))('holds no more memory than stated, for %s', (_, network) => {
    for (const [precision, batchSize] of [
      ['float32', 128],
      ['float64', 70],
    ] as const) {
      const { operations, activations } = describeDeepNetwork(network)
      const single = precision === 'float32' ? 1 : 0
      const trainer = nativeKernels.deepCreate(operations, activations.map(nativeActivation), single, batchSize, 1, 1)
      const stated = deepMemory({ network, precision, batchSize })
      expect(nativeKernels.deepBytes(trainer)).toBeLessThan(stated.activations + stated.gradient + scratch)
    }
  })

  it('does not depend on when a step is interrupted for a pulse, and a pulse that throws leaves an iterate', () => {
    // wide enough for its layers to be cut into rows
    const network = feedForward(20, 1300, 2, 3, relu)
    const problem = problemOf(network, { precision: 'float32', batchSize: 64, threads: 2 })
    // set, it makes every call return after the units in hand
    const flag = new Int32Array(new SharedArrayBuffer(4)).fill(1)
    const batch = randomBatch(problem, 64, 1)
    const untouched = randomState(problem, 9)
    const whole = native.createDeepTrainer(problem, copyOf(untouched))
    whole.step(batch, updateOf(problem), noPulse)
    const interrupted = (threads: number): number => {
      let pulses = 0
      const cut = openNative(threads, flag).createDeepTrainer({ ...problem, threads }, copyOf(untouched))
      cut.step(batch, updateOf(problem), () => pulses++)
      expect(sameBits(cut.state, whole.state)).toBe(true)
      return pulses
    }
    // how many units two threads have in hand is theirs to say; one thread has one
    expect(interrupted(2)).toBeGreaterThan(20)
    const pulses = interrupted(1)
    const steps: number[] = []
    for (let allowed = 0; allowed < pulses; allowed += Math.ceil(pulses / 6)) {
      const trainer = openNative(1, flag).createDeepTrainer({ ...problem, threads: 1 }, copyOf(untouched))
      let count = 0
      expect(() =>
        trainer.step(batch, updateOf(problem), () => {
          if (count++ === allowed) throw new Error('enough')
        }),
      ).toThrow('enough')
      steps.push(trainer.state.step)
      expect(sameBits(trainer.state, trainer.state.step === 0 ? untouched : whole.state)).toBe(true)
    }
    expect(new Set(steps)).toEqual(new Set([0, 1]))
  })

  it('moves parameters of several groups in one layer each by its own', () => {
    const network = feedForward(13, 20, 1, 3, relu)
    const problem = problemOf(network, { batchSize: 16 })
    const count = parameterCount(network)
    const cuts = [0, 100, 101, 265, 300, count]
    const groups = cuts
      .slice(1)
      .map((to, index) => ({ first: cuts[index]!, count: to - cuts[index]!, stepSize: 0.01 * (index + 1), weightDecay: 0.1 * index }))
    const [fast, reference] = trainersOf(problem, 5)
    for (const trainer of [fast, reference]) trainer.step(randomBatch(problem, 16, 3), { momentum: 0.5, groups }, noPulse)
    expect(relativeDifference(fast.state.parameters, reference.state.parameters)).toBeLessThan(1e-14)
  })
})
