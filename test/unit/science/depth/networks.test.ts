import { describe, expect, it } from 'vitest'
import type { ActivationSpec } from '../../../../src-main/contract'
import { activationOf } from '../../../../src-main/science/activations'
import { descend, meanSquaredError, trainable } from '../../../../src-main/science/depth/all-layer-descent'
import { correlationMap, correlationOf } from '../../../../src-main/science/depth/correlation-map'
import { backpropagate, featureKernels, finiteTangentKernel, randomDeepNetwork } from '../../../../src-main/science/depth/finite-width'
import { halfCubeEigenvalues, halfCubePoints, queryAdvantage, queryFloor } from '../../../../src-main/science/depth/half-cube'
import { kernelsAtDepth } from '../../../../src-main/science/depth/kernels'
import { normalisedOutputs } from '../../../../src-main/science/depth/normalisation-layers'
import { normalise } from '../../../../src-main/science/depth/normalised-activation'
import { matrixOfPairs } from '../../../../src-main/science/depth/pair-correlations'
import { correlationPlateau, rescaledLayers } from '../../../../src-main/science/depth/rescaled-network'
import { operatorBound, operatorDepth, sphereOperatorEigenvalues } from '../../../../src-main/science/depth/sphere-operator'
import { bestStepSize, stepsToRatio, theoremStepSize } from '../../../../src-main/science/depth/top-layer-descent'
import { escapeDepth } from '../../../../src-main/science/depth/bounds'
import { normals, RandomStream } from '../../../../src-main/science/random'
import { native, portable } from '../../../golden/both-arithmetics'
import { noPulse } from '../../../golden/train'
import { FAN, NORMRELU, fan } from './sets'

const normalised = (spec: ActivationSpec) => normalise(activationOf(spec))
const FAN_INPUTS = { inputs: fan(), sampleCount: 8, inputDimension: 2 }

describe('finite width', () => {
  it.each<[ActivationSpec]>([[{ kind: 'tanh' }], [NORMRELU], [{ kind: 'selu' }]])(
    'the tangent kernel of %o by central differences',
    (spec) => {
      const s = normalised(spec)
      const network = trainable(randomDeepNetwork(3, 2, 5, 3))
      const inputs = { inputs: fan().slice(0, 6), sampleCount: 3, inputDimension: 2 }
      const state = backpropagate(portable, network, s, inputs, noPulse)
      const kernel = finiteTangentKernel(portable, state, 3)
      const outputs = (): Float64Array => backpropagate(portable, network, s, inputs, noPulse).outputs
      const expected = new Float64Array(9)
      for (const weights of [...network.layers, network.output]) {
        for (const at of weights.keys()) {
          const kept = weights[at]!
          weights[at] = kept + 1e-6
          const above = outputs()
          weights[at] = kept - 1e-6
          const below = outputs()
          weights[at] = kept
          const slopes = above.map((value, i) => (value - below[i]!) / 2e-6)
          for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) expected[i * 3 + j]! += slopes[i]! * slopes[j]!
        }
      }
      kernel.forEach((value, index) => expect(Math.abs(value - expected[index]!)).toBeLessThan(1e-7))
    },
  )

  it('tends to the limits: top-layer kernel and tangent kernel', () => {
    const tanh = normalised({ kind: 'tanh' })
    const network = randomDeepNetwork(1, 2, 2000, 2)
    const state = backpropagate(native, network, tanh, FAN_INPUTS, noPulse)
    const limit = kernelsAtDepth(correlationMap(tanh.activation), FAN, 2, noPulse)
    const top = featureKernels(native, network, tanh, FAN_INPUTS, noPulse)[2]!
    const diagonal = Math.exp(limit.logTangentDiagonal)
    const kernel = matrixOfPairs(limit.kernel.rho, 8, 1)
    const tangent = matrixOfPairs(limit.tangent!, 8, 1)
    top.forEach((value, index) => expect(Math.abs(value - kernel[index]!)).toBeLessThan(0.12))
    finiteTangentKernel(native, state, 8).forEach((value, index) => expect(Math.abs(value - diagonal * tangent[index]!)).toBeLessThan(0.4))
  })

  it('gradient descent follows the gradient of the loss', () => {
    const tanh = normalised({ kind: 'tanh' })
    const network = trainable(randomDeepNetwork(5, 2, 6, 3))
    const labels = Float64Array.of(1, 1, 1, -1, -1, 1, -1, -1)
    const loss = (): number => meanSquaredError(backpropagate(portable, network, tanh, FAN_INPUTS, noPulse).outputs, labels)
    const before = [...network.layers.map((layer) => layer.slice()), network.output.slice()]
    const slopes = [...network.layers, network.output].map((weights) =>
      Float64Array.from(weights.keys(), (at) => {
        const kept = weights[at]!
        weights[at] = kept + 1e-6
        const above = loss()
        weights[at] = kept - 1e-6
        const below = loss()
        weights[at] = kept
        return (above - below) / 2e-6
      }),
    )
    descend(portable, network, backpropagate(portable, network, tanh, FAN_INPUTS, noPulse), labels, 0.01)
    ;[...network.layers, network.output].forEach((weights, k) =>
      weights.forEach((value, at) => expect(Math.abs(value - (before[k]![at]! - 0.01 * slopes[k]![at]!))).toBeLessThan(1e-9)),
    )
  })
})

describe('gradient descent with a fixed kernel (check A9)', () => {
  const steps = (spec: ActivationSpec, depth: number, rule: 'theorem' | 'best', which: 'kernel' | 'tangent'): number => {
    const kernels = kernelsAtDepth(correlationMap(activationOf(spec)), FAN, depth, noPulse)
    const matrix = matrixOfPairs(which === 'kernel' ? kernels.kernel.rho : kernels.tangent!, 8, 1)
    const { values, vectors } = native.symmetricEigensystem(matrix, 8, noPulse)
    const labels = Float64Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? 1 : -1))
    const coefficients = values.map((_, k) => labels.reduce((sum, y, i) => sum + y * vectors[k * 8 + i]!, 0))
    const [least, most] = [values[0]!, values[7]!]
    const eta = rule === 'theorem' ? theoremStepSize(8, most) : bestStepSize(8, least, most)
    return stepsToRatio(values, coefficients, eta, 1e-6)
  }
  const depths = [1, 2, 4, 8, 16, 32, 64]

  it.each<[ActivationSpec, number[]]>([
    [{ kind: 'relu' }, [8894, 2665, 496, 53, 6, 2, 1]],
    [{ kind: 'tanh' }, [63233, 15565, 2934, 450, 65, 12, 3]],
    [NORMRELU, [85040, 40362, 18197, 7427, 2533, 657, 128]],
  ])('%o at the step size of the theorem', (spec, expected) => {
    expect(depths.map((depth) => steps(spec, depth, 'theorem', 'kernel'))).toEqual(expected)
  })

  it.each<[ActivationSpec, number[]]>([
    [{ kind: 'relu' }, [4449, 1334, 250, 29, 4, 2, 1]],
    [{ kind: 'tanh' }, [31709, 7807, 1473, 228, 35, 7, 3]],
  ])('%o at the best step size', (spec, expected) => {
    expect(depths.map((depth) => steps(spec, depth, 'best', 'kernel'))).toEqual(expected)
  })

  it.each<[ActivationSpec, number[]]>([
    [{ kind: 'relu' }, [301, 113, 32, 7, 2, 1, 1]],
    [NORMRELU, [2519, 1220, 573, 252, 99, 32, 9]],
  ])('%o with the tangent kernel', (spec, expected) => {
    expect(depths.map((depth) => steps(spec, depth, 'best', 'tangent'))).toEqual(expected)
  })
})

describe('statistical queries (check C18)', () => {
  const advantage = (spec: ActivationSpec, depth: number): number => {
    const map = correlationMap(activationOf(spec))
    return queryAdvantage(10, (rho) => {
      let state = correlationOf(rho)
      for (let layer = 0; layer < depth; layer++) state = map.next(state)
      return state.rho
    })
  }

  it.each<[ActivationSpec, [number, number][]]>([
    [
      { kind: 'relu' },
      [
        [0, 0.06786],
        [4, 0.04085],
        [8, 0.0168],
        [16, 0.0034],
        [32, 0.00196],
      ],
    ],
    [
      { kind: 'tanh' },
      [
        [0, 0.06786],
        [4, 0.05344],
        [8, 0.04161],
        [16, 0.02485],
        [32, 0.00927],
      ],
    ],
    [
      NORMRELU,
      [
        [32, 0.05057],
        [64, 0.03495],
      ],
    ],
  ])('%o on the half cube', (spec, rows) => {
    for (const [depth, expected] of rows) expect(advantage(spec, depth)).toBeCloseTo(expected, 5)
    expect(queryFloor(10)).toBe(1 / 512)
  })

  it('the characters diagonalise the matrix of all points', () => {
    const points = halfCubePoints(5)
    const kernel = (rho: number): number => rho * rho * rho + 0.3 * rho + 0.1
    const matrix = Float64Array.from({ length: 256 }, (_, index) => {
      let rho = 0
      for (let k = 0; k < 5; k++) rho += points[Math.floor(index / 16) * 5 + k]! * points[(index % 16) * 5 + k]!
      return kernel(rho)
    })
    const all = portable.symmetricEigenvalues(matrix, 16, noPulse)
    const byCharacter = halfCubeEigenvalues([0, 1, 2, 3, 4].map((h) => kernel(1 - (2 * h) / 5)))
    const expected = [...byCharacter].flatMap((value, k) => new Array<number>([1, 4, 6, 4, 1][k]!).fill(16 * value)).sort((a, b) => a - b)
    expected.forEach((value, k) => expect(Math.abs(all[k]! - value)).toBeLessThan(1e-12))
  })
})

describe('rescaled layers (check C17)', () => {
  it('the signed correlation falls, the absolute one levels off', () => {
    const step = normalised({ kind: 'step' })
    const predicted = correlationPlateau(64, step.nonlinearity)
    expect(predicted).toBeCloseTo(0.129, 3)
    const inputs = { inputs: Float64Array.of(1, 0, 0.9, Math.sqrt(0.19)), sampleCount: 2, inputDimension: 2 }
    let [absolute, signed] = [0, 0]
    const draws = 120
    for (let seed = 0; seed < draws; seed++) {
      const top = [...rescaledLayers(native, randomDeepNetwork(seed, 2, 64, 16), step, inputs, noPulse)].at(-1)!
      let rho = 0
      for (let j = 0; j < 64; j++) rho += top[2 * j]! * top[2 * j + 1]!
      absolute += Math.abs(rho) / draws
      signed += rho / draws
    }
    expect(Math.abs(absolute / predicted - 1)).toBeLessThan(0.15)
    expect(Math.abs(signed)).toBeLessThan(0.04)
  })
})

describe('the operator on the sphere (check C19)', () => {
  it('has the eigenvalues of powers in closed form', () => {
    const linear = sphereOperatorEigenvalues((t) => t, 10, 4)
    ;[0, 0.1, 0, 0].forEach((value, k) => expect(Math.abs(linear[k]! - value)).toBeLessThan(1e-14))
    // t^2 = 1/d + (1 - 1/d) P_2; the eigenvalue of P_2 is one over the number of harmonics, 54
    const square = sphereOperatorEigenvalues((t) => t * t, 10, 3)
    expect(square[0]).toBeCloseTo(0.1, 14)
    expect(square[2]).toBeCloseTo(0.9 / 54, 14)
  })

  it.each([
    [64, 0.102, 43, 2.8e-7, 0.52],
    [1024, 0.102, NaN, NaN, 0.054],
  ])('N = %d', (count, delta, depth, norm, bound) => {
    expect(operatorBound(count)).toBeCloseTo(bound, 2)
    if (Number.isNaN(depth)) return
    const mu = normalised({ kind: 'relu' }).nonlinearity
    expect(operatorDepth(count, mu, escapeDepth(delta, mu))).toBe(depth)
    const map = correlationMap(activationOf({ kind: 'relu' }))
    const kernel = (rho: number): number => {
      let state = correlationOf(rho)
      for (let layer = 0; layer < depth; layer++) state = map.next(state)
      return state.rho
    }
    expect(Math.max(...sphereOperatorEigenvalues(kernel, 10, 6)) / norm).toBeCloseTo(1, 1)
  })
})

describe('normalisation layers (lemma 1, check A14)', () => {
  it('batch and layer normalisation do not see whether the activation is normalised, except before the activation', () => {
    const [units, batch] = [128, 64]
    const z = normals(new RandomStream(1, 'preactivations'), 0, units * batch)
    const weights = normals(new RandomStream(1, 'weights'), 0, 100 * units)
    const relu = normalised({ kind: 'relu' })
    const multiply = portable.multiply.bind(portable)
    const plain = normalisedOutputs(multiply, z, batch, weights, relu.activation.value)
    const centred = normalisedOutputs(multiply, z, batch, weights, relu.value)
    const difference = (key: 'batch' | 'layerAfter' | 'layerBefore', transform: (x: number) => number): number =>
      plain[key].reduce((most, value, index) => Math.max(most, Math.abs(transform(value) - centred[key][index]!)), 0)
    const same = (x: number): number => x
    expect(difference('batch', (x) => (x - relu.mean) / relu.scale)).toBeLessThan(1e-12)
    expect(difference('layerAfter', same)).toBeLessThan(1e-12)
    expect(difference('layerBefore', (x) => (x - relu.mean) / relu.scale)).toBeGreaterThan(0.5)
  })
})
