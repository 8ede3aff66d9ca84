import { describe, expect, it } from 'vitest'
import type { TrainingProgress, TwoLayerReluState } from '../../../../src-main/science/arithmetic/arithmetic'
import { native, openNative, portable } from '../../../golden/both-arithmetics'
import { razborovInstance, type Instance } from '../../../golden/razborov-instance'
import { noPulse, train } from '../../../golden/train'
import { randomInstance, relativeDifference, shapeName, shapes } from './random-instance'

const rates = [
  { hidden: true, output: false },
  { hidden: false, output: true },
  { hidden: true, output: true },
]

function copy(state: TwoLayerReluState): TwoLayerReluState {
  return structuredClone(state)
}

function withThreads(instance: Instance, threads: number): Instance {
  return { ...instance, problem: { ...instance.problem, threads } }
}

/** Large enough for the kernel to use several threads. */
function wideInstance(): Instance {
  return razborovInstance({ seed: 5, inputDimension: 40, hiddenWidth: 410, sampleCount: 300, hiddenStepSize: 5e-4, outputStepSize: 1e-5 })
}

describe('native training against the portable reference', () => {
  const cases = shapes.flatMap((shape) => rates.map((rate) => ({ shape, rate, name: `${shapeName(shape)}, ${JSON.stringify(rate)}` })))

  it.each(cases)('$name', ({ shape, rate }) => {
    const instance = randomInstance(11 + shape.n, shape, rate)
    const steps = 20
    const expected = train(portable, instance, steps)
    const actual = train(native, instance, steps)
    expect(actual.status).toBe(expected.status)
    expect(actual.state.step).toBe(expected.state.step)
    for (const name of ['activations', 'initialActivations', 'everChanged', 'lastFlips'] as const) {
      expect(actual.state[name], name).toEqual(expected.state[name])
    }
    expect(actual.state.everChangedCount).toBe(expected.state.everChangedCount)
    for (const name of ['hiddenWeights', 'outputWeights', 'outputs'] as const) {
      expect(relativeDifference(actual.state[name], expected.state[name]), name).toBeLessThan(1e-10)
    }
    for (const name of ['hiddenWeightDistance', 'outputWeightDistance'] as const) {
      expect(relativeDifference(Float64Array.of(actual[name]), Float64Array.of(expected[name])), name).toBeLessThan(1e-10)
    }
    expect(relativeDifference(Float64Array.from(actual.residualNorms), Float64Array.from(expected.residualNorms))).toBeLessThan(1e-10)
  })

  it('counts flips and changes like the reference, step by step', () => {
    const instance = wideInstance()
    const collect = (progress: TrainingProgress): number[][] => [[...progress.flips], [...progress.everChangedCount]]
    const trainers = [native, portable].map((arithmetic) =>
      arithmetic.startTwoLayerRelu(instance.problem, instance.hiddenWeights, instance.outputWeights),
    )
    const [actual, expected] = trainers.map((trainer) => collect(trainer.advance(12, 1e6, noPulse)))
    expect(actual).toEqual(expected)
    expect(actual![0]!.some((flips) => flips > 0)).toBe(true)
  })
})

describe('number of threads', () => {
  it('does not change a bit of the result', () => {
    const instance = wideInstance()
    const reference = train(native, withThreads(instance, 1), 60)
    for (const threads of [2, 3, 5]) {
      const run = train(native, withThreads(instance, threads), 60)
      expect(run.state).toEqual(reference.state)
      expect(run.residualNorms).toEqual(reference.residualNorms)
      expect(run.hiddenWeightDistance).toBe(reference.hiddenWeightDistance)
    }
  })
})

describe.each([native, portable])('slices and checkpoints, $id arithmetic', (arithmetic) => {
  const instance = razborovInstance({
    seed: 7,
    inputDimension: 20,
    hiddenWidth: 50,
    sampleCount: 40,
    hiddenStepSize: 1e-3,
    outputStepSize: 1e-3,
  })
  const steps = 60

  it('goes on from a copied state bit for bit', () => {
    const whole = train(arithmetic, instance, steps)
    const first = arithmetic.startTwoLayerRelu(instance.problem, instance.hiddenWeights, instance.outputWeights)
    let done = 0
    while (done < 23) done += first.advance(23 - done, 5, noPulse).count
    const checkpoint = copy(first.state)
    first.advance(3, 50, noPulse)
    const resumed = arithmetic.resumeTwoLayerRelu(instance.problem, checkpoint)
    expect(resumed.state).toEqual(checkpoint)
    const residualNorms: number[] = []
    while (done < steps) {
      const progress = resumed.advance(Math.min(7, steps - done), 50, noPulse)
      expect(progress.firstStep).toBe(done + 1)
      residualNorms.push(...progress.residualNorm)
      done += progress.count
    }
    expect(residualNorms).toEqual(whole.residualNorms.slice(23))
    expect(resumed.state).toEqual(whole.state)
    expect(checkpoint.step).toBe(23)
  })

  it('does nothing once it has ended', () => {
    const easy = { ...instance, problem: { ...instance.problem, stopResidual: 1e6 } }
    const trainer = arithmetic.startTwoLayerRelu(easy.problem, easy.hiddenWeights, easy.outputWeights)
    const before = copy(trainer.state)
    const progress = trainer.advance(5, 50, noPulse)
    expect([progress.status, progress.count, progress.firstStep]).toEqual(['converged', 0, 1])
    expect(trainer.state).toEqual(before)
    expect(arithmetic.resumeTwoLayerRelu(easy.problem, before).advance(5, 50, noPulse).status).toBe('converged')
  })

  it('ends as not finite when the error overflows, before any other rule', () => {
    const wild = { ...instance, problem: { ...instance.problem, hiddenStepSize: 1e200, safetyValve: true } }
    const run = train(arithmetic, wild)
    expect(run.status).toBe('not-finite')
    const trainer = arithmetic.startTwoLayerRelu(
      instance.problem,
      instance.hiddenWeights.map(() => NaN),
      instance.outputWeights,
    )
    expect(trainer.advance(5, 50, noPulse).status).toBe('not-finite')
    expect(trainer.state.activations.every((word) => word === 0)).toBe(true)
  })

  it('keeps going past an increase without the safety valve', () => {
    const risky = { ...instance, problem: { ...instance.problem, hiddenStepSize: 0.05, outputStepSize: 0 } }
    const valve = { ...risky, problem: { ...risky.problem, safetyValve: true } }
    const stopped = train(arithmetic, valve, 10)
    expect(stopped.status).toBe('residual-increased')
    expect(train(arithmetic, { ...risky, problem: { ...risky.problem, safetyValve: false } }, 10).residualNorms).toHaveLength(10)
  })

  it('a pre-activation of exactly zero is not active', () => {
    const dead = instance.hiddenWeights.map((w, index) => (index < 7 * 20 ? 0 : w))
    const { state } = arithmetic.startTwoLayerRelu(instance.problem, dead, instance.outputWeights)
    expect(state.activations.subarray(0, 14).every((word) => word === 0)).toBe(true)
    expect(state.activations.subarray(14).every((word, index) => index % 2 === 1 || word !== 0)).toBe(true)
  })

  it('refuses shapes that do not fit', () => {
    const { problem, hiddenWeights, outputWeights } = instance
    expect(() => arithmetic.startTwoLayerRelu(problem, hiddenWeights.subarray(1), outputWeights)).toThrow(RangeError)
    expect(() => arithmetic.startTwoLayerRelu({ ...problem, labels: new Float64Array(3) }, hiddenWeights, outputWeights)).toThrow(
      RangeError,
    )
    expect(() => arithmetic.startTwoLayerRelu({ ...problem, hiddenWidth: 0 }, hiddenWeights, outputWeights)).toThrow(RangeError)
    expect(() => arithmetic.startTwoLayerRelu({ ...problem, hiddenStepSize: NaN }, hiddenWeights, outputWeights)).toThrow(RangeError)
  })
})

describe.each([native, portable])('a step longer than a slice, $id arithmetic', (arithmetic) => {
  // long against the slice of the native kernel, and against the pulse interval of the portable one
  const instance = randomInstance(3, { n: 300, width: 700, samples: 600 }, { hidden: true, output: true })

  it('calls the pulse inside the step and gives the same result', () => {
    const sliced = arithmetic.startTwoLayerRelu(instance.problem, instance.hiddenWeights, instance.outputWeights)
    let pulses = 0
    expect(sliced.advance(1, 0, () => pulses++).count).toBe(1)
    expect(sliced.advance(1, 0, () => pulses++).firstStep).toBe(2)
    expect(pulses).toBeGreaterThan(0)
    expect(sliced.state).toEqual(train(arithmetic, instance, 2).state)
  })

  it('leaves the last iterate in the state when the pulse throws, and can go on', () => {
    const trainer = arithmetic.startTwoLayerRelu(instance.problem, instance.hiddenWeights, instance.outputWeights)
    trainer.advance(1, 0, noPulse)
    const before = copy(trainer.state)
    expect(() =>
      trainer.advance(2, 0, () => {
        throw new Error('cancelled')
      }),
    ).toThrow('cancelled')
    expect(trainer.state).toEqual(before)
    while (trainer.state.step < 3) trainer.advance(1, 1000, noPulse)
    expect(trainer.state).toEqual(train(arithmetic, instance, 3).state)
  })
})

it('returns to the pulse when the cancel flag is set', () => {
  const cancelFlag = new Int32Array(new SharedArrayBuffer(4))
  const instance = randomInstance(3, { n: 300, width: 700, samples: 600 }, { hidden: true, output: false })
  const trainer = openNative(2, cancelFlag).startTwoLayerRelu(instance.problem, instance.hiddenWeights, instance.outputWeights)
  cancelFlag[0] = 1
  expect(() =>
    trainer.advance(1000, 60_000, () => {
      throw new Error('cancelled')
    }),
  ).toThrow('cancelled')
  expect(trainer.state.step).toBe(0)
})
