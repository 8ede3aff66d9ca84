import { describe, expect, it } from 'vitest'
import {
  circlePoints,
  coordinatesInFrame,
  liftedPoints,
  orthonormalPoints,
  pointNorms,
  reducedToSpan,
  signLabels,
  type PointSet,
} from '../../../src-main/datasets'
import { neverStop, type ActivationKernel, type TwoLayerProblem } from '../../../src-main/science/arithmetic/two-layer'
import { normals, orthonormalFrame, RandomStream } from '../../../src-main/science/random'
import { portable } from '../../fixtures/arithmetic'
import { innerProduct } from '../../fixtures/separation'

const reduced = (points: PointSet) => reducedToSpan(points, portable, () => undefined)
const largest = (values: Iterable<number>): number => Math.max(...Array.from(values, Math.abs))

/** U S V^T with the given singular values, in R^dimension. */
function withSingularValues(values: number[], sampleCount: number, dimension: number): PointSet {
  const left = orthonormalFrame(new RandomStream(1, 'left'), sampleCount, values.length)
  const coordinates = left.map((value, k) => value * values[k % values.length]!)
  return liftedPoints({ inputs: coordinates, inputDimension: values.length, sampleCount }, dimension, 2)
}

describe('points reduced to their span', () => {
  const lifted = liftedPoints(circlePoints('half', 20, 1), 10, 3)

  it('on a lifted circle have two coordinates and the same inner products', () => {
    const { points, residual } = reduced(lifted)
    expect(points.inputDimension).toBe(2)
    expect(residual).toBeLessThan(1e-15)
    for (let i = 0; i < 20; i++)
      for (let j = 0; j <= i; j++) expect(Math.abs(innerProduct(points, i, j) - innerProduct(lifted, i, j))).toBeLessThan(1e-15)
  })

  it('have orthogonal coordinates of descending norms, the singular values', () => {
    const { points, singularValues } = reduced(withSingularValues([5, 1e-3, 2], 12, 40))
    expect(points.inputDimension).toBe(3)
    expect(largest([singularValues[0]! - 5, singularValues[1]! - 2, singularValues[2]! - 1e-3])).toBeLessThan(1e-14)
    const columns = { inputs: new Float64Array(36), inputDimension: 12, sampleCount: 3 }
    points.inputs.forEach((value, k) => (columns.inputs[(k % 3) * 12 + Math.floor(k / 3)] = value))
    expect(largest(pointNorms(columns).map((norm, k) => norm - singularValues[k]!))).toBeLessThan(1e-14)
    expect(largest([innerProduct(columns, 0, 1), innerProduct(columns, 0, 2), innerProduct(columns, 1, 2)])).toBeLessThan(1e-14)
  })

  it('keep directions far below the square root of the rounding, and leave out rounding itself', () => {
    const small = reduced(withSingularValues([1, 1e-11], 12, 40))
    expect(small.singularValues[1]! / 1e-11).toBeCloseTo(1, 3)
    expect(small.residual).toBeLessThan(1e-15)
    expect(reduced(withSingularValues([1, 1e-18], 12, 40)).points.inputDimension).toBe(1)
  })

  it('that span the space are turned into their principal axes', () => {
    const { points, frame, singularValues } = reduced(orthonormalPoints(4, 4))
    expect(points.inputDimension).toBe(4)
    expect(singularValues).toEqual(Float64Array.of(1, 1, 1, 1))
    expect(largest(coordinatesInFrame(orthonormalPoints(4, 4), frame, 4).inputs.map((value, k) => value - points.inputs[k]!))).toBe(0)
  })

  it('have axes whose largest entry is positive', () => {
    const { frame } = reduced(lifted)
    for (const axis of [0, 1]) {
      const entries = frame.filter((_, k) => k % 2 === axis)
      expect(Math.max(...entries)).toBe(largest(entries))
    }
  })

  it('that are all 0 have no coordinates', () => {
    const { points, residual } = reduced({ inputs: new Float64Array(6), inputDimension: 3, sampleCount: 2 })
    expect(points).toEqual({ inputs: new Float64Array(0), inputDimension: 0, sampleCount: 2 })
    expect(residual).toBe(0)
  })
})

describe('gradient descent in the span', () => {
  const width = 60
  const lifted = liftedPoints(circlePoints('half', 10, 1), 10, 3)
  const weights = normals(new RandomStream(4, 'hidden-weights'), 0, width * 10)
  const outputWeights = normals(new RandomStream(4, 'output-weights'), 0, width)

  function outputs(points: PointSet, hiddenWeights: Float64Array, activation: ActivationKernel, steps: number): Float64Array {
    const problem: TwoLayerProblem = {
      inputs: points.inputs,
      inputDimension: points.inputDimension,
      sampleCount: points.sampleCount,
      hiddenWidth: width,
      outputCount: 1,
      targets: signLabels(4, points.sampleCount),
      activation,
      preactivationScale: 1,
      nodeScales: new Float64Array(width).fill(1 / Math.sqrt(width)),
      biases: false,
      loss: 'squared',
      lossFactor: 1,
      stepSizes: { hidden: 0.05, bias: 0, output: 0 },
      stop: neverStop,
      threads: 1,
    }
    const trainer = portable.startTwoLayer(problem, { hiddenWeights, biases: new Float64Array(0), outputWeights })
    while (trainer.state.step < steps) trainer.advance(steps - trainer.state.step, 1000, () => undefined)
    return trainer.state.outputs
  }

  it.each<[string, ActivationKernel]>([
    ['tanh', { kind: 'built-in', id: 'tanh', parameters: [1, 1] }],
    ['ReLU', { kind: 'built-in', id: 'piecewise-linear', parameters: [0, 0, 0, 1] }],
  ])('has the outputs of gradient descent in the whole space: %s', (_, activation) => {
    const { points, frame } = reduced(lifted)
    const projected = coordinatesInFrame({ inputs: weights, inputDimension: 10, sampleCount: width }, frame, 2).inputs
    const whole = outputs(lifted, weights, activation, 200)
    const inSpan = outputs(points, projected, activation, 200)
    expect(largest(whole.map((value, i) => value - inSpan[i]!))).toBeLessThan(1e-12)
    // they have moved
    expect(largest(whole.map((value, i) => value - outputs(lifted, weights, activation, 0)[i]!))).toBeGreaterThan(0.1)
  })
})
