import { describe, expect, it } from 'vitest'
import { activationWords, type TwoLayerReluProblem } from '../../../../src-main/science/arithmetic/arithmetic'
import { PortableArithmetic } from '../../../../src-main/science/arithmetic/portable/portable'
import { normals, RandomStream, spherePoints } from '../../../../src-main/science/random'
import { timesVector } from '../../../../src-main/science/symmetric-matrix'
import {
  countOnes,
  differingBits,
  errorOf,
  forEachOne,
  gradientsAt,
  invariantStep,
  neuronInvariants,
  onesPerNeuron,
  onesPerPoint,
  type Iterate,
} from '../../../../src-main/science/two-layer-relu'

const arithmetic = new PortableArithmetic()
const pulse = (): void => undefined

function instance(
  n: number,
  S: number,
  m: number,
  hiddenStepSize: number,
  outputStepSize: number,
): { problem: TwoLayerReluProblem; W: Float64Array; z: Float64Array } {
  return {
    problem: {
      inputDimension: n,
      hiddenWidth: S,
      sampleCount: m,
      inputs: spherePoints(new RandomStream(21, 'data'), n, 0, m),
      labels: normals(new RandomStream(21, 'labels'), 0, m),
      hiddenStepSize,
      outputStepSize,
      stopResidual: 1e-9,
      safetyValve: true,
      threads: 1,
    },
    W: normals(new RandomStream(21, 'hidden-weights'), 0, S * n),
    z: normals(new RandomStream(21, 'output-weights'), 0, S),
  }
}

/** Half the squared error, by plain loops. */
function loss(
  { inputDimension: n, hiddenWidth: S, sampleCount: m, inputs, labels }: TwoLayerReluProblem,
  W: Float64Array,
  z: Float64Array,
): number {
  let total = 0
  for (let j = 0; j < m; j++) {
    let output = 0
    for (let nu = 0; nu < S; nu++) {
      let activation = 0
      for (let i = 0; i < n; i++) activation += W[nu * n + i]! * inputs[j * n + i]!
      output += z[nu]! * Math.max(0, activation)
    }
    total += (output - labels[j]!) ** 2 / 2
  }
  return total
}

describe('gradientsAt', () => {
  it('of the hand instance', () => {
    // X = (.6, .8), (.8, -.6) as columns, W = I, z = (1, -1), y = (1, 0)
    const problem: TwoLayerReluProblem = {
      ...instance(2, 2, 2, 0.1, 0.1).problem,
      inputs: Float64Array.of(0.6, 0.8, 0.8, -0.6),
      labels: Float64Array.of(1, 0),
    }
    const trainer = arithmetic.startTwoLayerRelu(problem, Float64Array.of(1, 0, 0, 1), Float64Array.of(1, -1))
    const gradients = gradientsAt(arithmetic, problem, trainer.state, pulse)
    expectClose(errorOf(trainer.state.outputs, problem.labels), [-1.2, 0.8])
    expectClose(gradients.output, [-0.08, -0.96])
    expectClose(gradients.hidden, [-0.08, -1.44, 0.72, 0.96])
    // H = diag(2, 1), G = [[1, .48], [.48, .64]]
    expectClose(gradients.hiddenResponse, [-2.4, 0.8])
    expectClose(gradients.outputResponse, [-1.2 + 0.48 * 0.8, -1.2 * 0.48 + 0.64 * 0.8])
  })

  it('agrees with central differences of the loss', () => {
    const { problem, W, z } = instance(7, 300, 40, 1e-3, 1e-3)
    const { state } = arithmetic.startTwoLayerRelu(problem, W, z)
    const gradients = gradientsAt(arithmetic, problem, state, pulse)
    const step = 1e-6
    const difference = (array: Float64Array, index: number): number => {
      const kept = array[index]!
      array[index] = kept + step
      const above = loss(problem, W, z)
      array[index] = kept - step
      const below = loss(problem, W, z)
      array[index] = kept
      return (above - below) / (2 * step)
    }
    // entries spread over the three blocks of neurons
    for (const index of [0, 13, 700, 1799, 1800, 2099]) expect(Math.abs(difference(W, index) - gradients.hidden[index]!)).toBeLessThan(1e-6)
    for (const index of [0, 255, 256, 299]) expect(Math.abs(difference(z, index) - gradients.output[index]!)).toBeLessThan(1e-6)
  })

  it('responds with the kernels applied to the error: J_w^T grad_W = H e, J_z^T grad_z = G e', () => {
    const { problem, W, z } = instance(6, 290, 33, 1e-3, 1e-3)
    const { state } = arithmetic.startTwoLayerRelu(problem, W, z)
    const gradients = gradientsAt(arithmetic, problem, state, pulse)
    const error = errorOf(state.outputs, problem.labels)
    const hidden = arithmetic.hiddenGram(problem, z, state.activations, pulse)
    const output = arithmetic.outputGram(problem, W, pulse)
    expectClose(gradients.hiddenResponse, timesVector(hidden, error), 1e-11)
    expectClose(gradients.outputResponse, timesVector(output, error), 1e-11)
  })

  it('predicts a step without flips exactly: e_1 = (I - eta_w H_0) e_0', () => {
    const { problem, W, z } = instance(6, 20, 5, 1e-6, 0)
    const trainer = arithmetic.startTwoLayerRelu(problem, W, z)
    const error = errorOf(trainer.state.outputs, problem.labels)
    const { hiddenResponse } = gradientsAt(arithmetic, problem, trainer.state, pulse)
    trainer.advance(1, 1000, pulse)
    expect(countOnes(trainer.state.lastFlips)).toBe(0)
    expectClose(
      errorOf(trainer.state.outputs, problem.labels),
      error.map((e, j) => e - 1e-6 * hiddenResponse[j]!),
      1e-14,
    )
  })

  it('the invariant of every neuron changes by exactly the predicted amount', () => {
    const stepSizes = { hidden: 1e-3, output: 2e-3 }
    const { problem, W, z } = instance(20, 40, 30, stepSizes.hidden, stepSizes.output)
    const trainer = arithmetic.startTwoLayerRelu(problem, W, z)
    const gradients = gradientsAt(arithmetic, problem, trainer.state, pulse)
    const expected = invariantStep(gradients.hidden, gradients.output, stepSizes)
    trainer.advance(1, 1000, pulse)
    const before = neuronInvariants(W, z, stepSizes)
    const after = neuronInvariants(trainer.state.hiddenWeights, trainer.state.outputWeights, stepSizes)
    const worst = Math.max(...after.map((value, neuron) => Math.abs(value - before[neuron]! - expected[neuron]!)))
    expect(worst).toBeLessThan(1e-16)
    // the change itself is far larger, so the identity is tested and not the smallness of both sides
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(1e-6)
  })
})

describe('Khatri-Rao identity', () => {
  it('H = (X^T X) o (B^T B) = (B * X)^T (B * X), with trace the number of active pairs for signs', () => {
    const { problem, W } = instance(5, 11, 9, 1e-3, 0)
    const z = Float64Array.from({ length: 11 }, (_, nu) => (nu % 3 === 0 ? -1 : 1))
    const { state } = arithmetic.startTwoLayerRelu(problem, W, z)
    const gram = arithmetic.hiddenGram(problem, z, state.activations, pulse)
    const product = khatriRao(problem, state, z)
    for (let j = 0; j < 9; j++) {
      for (let k = 0; k < 9; k++) {
        let entry = 0
        for (let row = 0; row < 55; row++) entry += product[row * 9 + j]! * product[row * 9 + k]!
        expect(Math.abs(entry - gram[j * 9 + k]!)).toBeLessThan(1e-12)
      }
    }
    let diagonal = 0
    for (let j = 0; j < 9; j++) diagonal += gram[10 * j]!
    expect(diagonal).toBeCloseTo(countOnes(state.activations), 12)
  })

  /** B * X, (Sn) x m. */
  function khatriRao(
    { inputDimension: n, hiddenWidth: S, sampleCount: m, inputs }: TwoLayerReluProblem,
    { activations }: Iterate,
    z: Float64Array,
  ): Float64Array {
    const product = new Float64Array(S * n * m)
    forEachOne(activations, m, (neuron, point) => {
      for (let i = 0; i < n; i++) product[(neuron * n + i) * m + point] = z[neuron]! * inputs[point * n + i]!
    })
    return product
  }
})

describe('activation bits', () => {
  const points = 70
  const words = activationWords(points)
  const bits = new Uint32Array(3 * words)
  const set = (neuron: number, point: number): void => {
    bits[neuron * words + (point >>> 5)]! |= 1 << (point & 31)
  }
  const pairs: [number, number][] = [
    [0, 0],
    [0, 31],
    [0, 32],
    [1, 69],
    [2, 31],
    [2, 63],
    [2, 64],
  ]
  for (const [neuron, point] of pairs) set(neuron, point)

  it('are counted in all, by neuron and by point', () => {
    expect(countOnes(bits)).toBe(7)
    expect([...onesPerNeuron(bits, points)]).toEqual([3, 1, 3])
    const perPoint = onesPerPoint(bits, points)
    expect(perPoint).toHaveLength(points)
    expect([perPoint[0], perPoint[31], perPoint[32], perPoint[63], perPoint[64], perPoint[69], perPoint[1]]).toEqual([1, 2, 1, 1, 1, 1, 0])
  })

  it('are visited in order', () => {
    const visited: [number, number][] = []
    forEachOne(bits, points, (neuron, point) => visited.push([neuron, point]))
    expect(visited).toEqual(pairs)
  })

  it('differ where they differ', () => {
    const other = bits.slice()
    other[0]! ^= 0x8000_0001
    other[5]! ^= 1
    expect(countOnes(differingBits(bits, other))).toBe(3)
    expect(countOnes(differingBits(bits, bits))).toBe(0)
  })
})

function expectClose(values: Float64Array, expected: ArrayLike<number>, tolerance = 1e-15): void {
  expect(values).toHaveLength(expected.length)
  values.forEach((value, index) => {
    expect(Math.abs(value - expected[index]!)).toBeLessThanOrEqual(tolerance)
  })
}
