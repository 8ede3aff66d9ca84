import { describe, expect, it } from 'vitest'
import { activationKernel, activationOf } from '../../src-main/science/activations'
import type { TwoLayerWeights } from '../../src-main/science/arithmetic/two-layer'
import { meanTangentGram } from '../../src-main/science/kernels/asymmetric-kernels'
import { hiddenKernel } from '../../src-main/science/kernels/finite-width'
import { closedFormInstance, sineRegression } from './asymmetric-instance'
import { native } from './both-arithmetics'
import type { TwoLayerInstance } from './moderate-instance'
import { noPulse } from './train'

const swish = activationOf({ kind: 'swish' })
const relu = activationOf({ kind: 'relu' })
const sineTarget = (input: Float64Array): number => (5 / input.length) * input.reduce((sum, x) => sum + Math.sin(Math.PI * x), 0)
const relative = (value: number, expected: number): number => Math.abs(value / expected - 1)

function kernelOf(activation: typeof swish, { problem }: TwoLayerInstance, weights: TwoLayerWeights): Float64Array {
  const { hiddenWidth, nodeScales, preactivationScale } = problem
  const network = { ...weights, neurons: hiddenWidth, outputCount: 1, biases: null, nodeScales, preactivationScale }
  return hiddenKernel(native, [network], problem, activation, noPulse)
}

/** Smallest eigenvalues of the kernel at start and end, and the spectral norm of its change. */
function kernelsOver(activation: typeof swish, instance: TwoLayerInstance, steps: number): { start: number; end: number; change: number } {
  const { sampleCount } = instance.problem
  const trainer = native.startTwoLayer(instance.problem, instance.initial)
  for (let done = 0; done < steps;) done += trainer.advance(steps - done, 50, noPulse).count
  const [before, after] = [instance.initial, trainer.state].map((weights) => kernelOf(activation, instance, weights)) as [
    Float64Array,
    Float64Array,
  ]
  const smallest = (matrix: Float64Array): number => native.symmetricEigenvalues(matrix, sampleCount, noPulse)[0]!
  const difference = native.symmetricEigenvalues(
    after.map((value, k) => value - before[k]!),
    sampleCount,
    noPulse,
  )
  return { start: smallest(before), end: smallest(after), change: Math.max(Math.abs(difference[0]!), difference.at(-1)!) }
}

describe('arXiv 2302.01002, kernels of the closed-form instance while training', () => {
  it.each([
    { gamma: 1, alpha: 1, at10: 0.0121178907, at100: 0.0327637187, smallest: 0.0162956637 },
    { gamma: 0.2, alpha: 0.5, at10: 0.0844252227, at100: 0.1802236041, smallest: 0.0125416165 },
  ])('swish, gamma $gamma', ({ gamma, alpha, at10, at100, smallest }) => {
    const instance = closedFormInstance(activationKernel(swish), gamma, alpha)
    expect(relative(kernelsOver(swish, instance, 10).change, at10)).toBeLessThan(1e-8)
    const { change, end } = kernelsOver(swish, instance, 100)
    expect(relative(change, at100)).toBeLessThan(1e-8)
    expect(relative(end, smallest)).toBeLessThan(1e-8)
  })

  it.each([
    { gamma: 1, alpha: 1 },
    { gamma: 0.5, alpha: 0.7 },
    { gamma: 0.2, alpha: 0.5 },
  ])('ReLU, gamma $gamma: every node is dead on the second point, and the kernel singular', ({ gamma, alpha }) => {
    const instance = closedFormInstance(activationKernel(relu), gamma, alpha)
    const trainer = native.startTwoLayer(instance.problem, instance.initial)
    for (let done = 0; done < 1000;) done += trainer.advance(1000 - done, 50, noPulse).count
    expect(trainer.state.outputs[1]).toBe(0)
    expect(relative(trainer.state.loss, Math.cos(4) ** 2 / 2)).toBeLessThan(1e-9)
    expect(Math.abs(kernelsOver(relu, instance, 1000).end)).toBeLessThan(1e-15)
  })
})

describe('arXiv 2302.01002, kernels of the seeded regression over 2000 steps', () => {
  it.each([
    { gamma: 1, alpha: 1, change: 0.030866656, start: 0.00058444323, end: 0.0021871377 },
    { gamma: 0.5, alpha: 0.5, change: 0.070129939, start: 0.00042709285, end: 0.0021630375 },
    { gamma: 0.2, alpha: 0.5, change: 0.17930697, start: 0.00030667056, end: 0.0020148623 },
  ])('swish, half-sum, gamma $gamma', ({ gamma, alpha, change, start, end }) => {
    const activation = activationKernel(swish)
    const instance = sineRegression({ activation, gamma, alpha, noise: 1, weightDeviation: 1, target: sineTarget, lossFactor: 1 })
    const found = kernelsOver(swish, instance, 2000)
    expect(relative(found.change, change)).toBeLessThan(1e-6)
    expect(relative(found.start, start)).toBeLessThan(1e-6)
    expect(relative(found.end, end)).toBeLessThan(1e-6)
  })

  it.each([
    { gamma: 1, alpha: 1, change: 0.026878312, start: 0.011090785 },
    { gamma: 0.5, alpha: 0.7, change: 0.04498897, start: 0.0086736828 },
    { gamma: 0.2, alpha: 0.5, change: 0.1139466, start: 0.0050062927 },
  ])('ReLU, mean, gamma $gamma', ({ gamma, alpha, change, start }) => {
    const activation = activationKernel(relu)
    const given = { activation, gamma, alpha, noise: 0.1, weightDeviation: Math.SQRT2, target: sineTarget, lossFactor: 2 / 20 }
    const instance = sineRegression(given)
    const found = kernelsOver(relu, instance, 2000)
    expect(relative(found.change, change)).toBeLessThan(1e-6)
    expect(relative(found.start, start)).toBeLessThan(1e-6)
    const mean = meanTangentGram(native, relu, instance.problem, noPulse)
    expect(relative(native.symmetricEigenvalues(mean, 20, noPulse)[0]!, 0.0116529762)).toBeLessThan(1e-6)
  })
})
