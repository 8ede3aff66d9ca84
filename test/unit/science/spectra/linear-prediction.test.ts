import { describe, expect, it } from 'vitest'
import { activationOf } from '../../../../src-main/science/activations'
import { infiniteWidthKernels, outputLimitMatrix } from '../../../../src-main/science/kernels/infinite-width'
import { hiddenKernel } from '../../../../src-main/science/kernels/finite-width'
import { UNIT_LAW } from '../../../../src-main/science/kernels/weight-law'
import {
  expectedHalfSumLoss,
  kernelRegression,
  kernelRegressionWeights,
  largestStableStepSize,
  modeFactor,
  outputVariances,
  predictedDistance,
  predictedFlowResidual,
  predictedModes,
  stepsToLossFraction,
} from '../../../../src-main/science/spectra/linear-prediction'
import { planeLimitFactor } from '../../../../src-main/science/spectra/plane-factor'
import { timesVector } from '../../../../src-main/science/symmetric-matrix'
import { closedFormInstance } from '../../../golden/asymmetric-instance'
import { native } from '../../../golden/both-arithmetics'
import { swish as swishKernel } from '../../../golden/moderate-instance'
import { noPulse } from '../../../golden/train'
import { fullCircle, halfCircle } from '../kernels/circle-inputs'

type Kind = 'relu' | 'elu' | 'tanh' | 'swish'
const relative = (value: number, expected: number): number => Math.abs(value / expected - 1)

interface Modes {
  values: Float64Array
  variances: Float64Array
}

/** Eigenvalues of G^inf and the variances q of the half circle: smooth activations by the factor, kinked ones by the matrix. */
function computeModes(kind: Kind, n: number): Modes {
  const activation = activationOf({ kind })
  const inputs = halfCircle(n)
  if (kind === 'relu' || kind === 'elu') {
    const { hidden, output } = infiniteWidthKernels(native, activation, inputs, UNIT_LAW, noPulse)
    const { values, vectors } = native.symmetricEigensystem(hidden, n, noPulse)
    return { values, variances: outputVariances(vectors, output) }
  }
  const output = outputLimitMatrix(native, activation, inputs, UNIT_LAW, noPulse)
  const factor = planeLimitFactor(native, activation, inputs, UNIT_LAW, { hidden: true, output: false }, noPulse)
  const { values, vectors } = native.factorEigensystem(factor, n, n, noPulse)
  return { values, variances: outputVariances(vectors, output) }
}

const known = new Map<string, Modes>()
function halfCircleModes(kind: Kind, n: number): Modes {
  const modes = known.get(`${kind} ${n}`) ?? computeModes(kind, n)
  known.set(`${kind} ${n}`, modes)
  return modes
}

describe('expected training curve of the half circle, step size 1e-3', () => {
  // loss after 0, 1e2, ..., 1e7 epochs, then epochs to 50 %, 10 % and 1 % (arXiv 1908.05660, section 7, computed from the kernels)
  const published: [number, Kind, (number | null)[], number[]][] = [
    [10, 'relu', [7.5, 6.291, 3.397, 1.326, 0.005039, 7e-24, null], [695, 1.76e4, 5.36e4]],
    [10, 'elu', [8.225, 6.241, 3.802, 2.935, 1.813, 0.3605, 2.4e-5], [492, 4.54e5, 2.19e6]],
    [10, 'tanh', [6.971, 5.906, 3.804, 2.795, 1.708, 0.5741, 0.002308], [2.35e3, 7.62e5, 4.39e6]],
    [10, 'swish', [6.779, 5.971, 3.833, 3.038, 2.42, 1.685, 0.9974], [2.91e3, 2.88e7, 5.6e8]],
    [50, 'relu', [37.5, 25.94, 21.83, 16.07, 3.826, 1.8e-4, 4e-44], [4.5e3, 1.02e5, 2.92e5]],
    [50, 'elu', [41.12, 24.91, 23.27, 22.16, 20.33, 17.17, 11.64], [7.9e4, 8.2e7, 3.4e8]],
    [50, 'tanh', [34.86, 25.23, 23.18, 22.07, 20.89, 19.63, 18.3], [4.1e7, 6e15]],
    [50, 'swish', [33.89, 26.03, 23.27, 22.61, 21.77, 21.02, 20.24], [1.1e11]],
  ]
  it.each(published)('%i points, %s', (n, kind, losses, epochs) => {
    const { values, variances } = halfCircleModes(kind, n)
    for (const [k, loss] of losses.entries()) {
      if (loss === null) continue
      const digits = `${loss}`
        .replace(/e.*/, '')
        .replace(/[^0-9]/g, '')
        .replace(/^0+/, '').length
      const predicted = expectedHalfSumLoss(values, variances, 1e-3, k === 0 ? 0 : 10 ** (k + 1))
      // half a unit of the last digit printed
      expect(relative(predicted, loss), `after 1e${k + 1}`).toBeLessThan(0.51 * 10 ** (1 - digits))
    }
    for (const [k, fraction] of [0.5, 0.1, 0.01].entries()) {
      if (epochs[k] === undefined) continue
      expect(relative(stepsToLossFraction(values, variances, 1e-3, fraction), epochs[k]), `to ${fraction}`).toBeLessThan(0.1)
    }
  })

  it.each([
    ['relu', 7.5, 37.5],
    ['elu', 8.2247, 41.1236],
    ['tanh', 6.9715, 34.8574],
    ['swish', 6.7789, 33.8944],
  ] as const)('at the start, %s', (kind, ten, fifty) => {
    for (const [n, loss] of [
      [10, ten],
      [50, fifty],
    ] as const) {
      const { values, variances } = halfCircleModes(kind, n)
      expect(Math.abs(expectedHalfSumLoss(values, variances, 1e-3, 0) - loss)).toBeLessThan(6e-5)
    }
  })

  it('full circle of ten points: what the zero modes keep', () => {
    for (const [kind, floor] of [
      ['relu', 1.5],
      ['tanh', 2.5],
    ] as const) {
      const { hidden, output } = infiniteWidthKernels(native, activationOf({ kind }), fullCircle(10), UNIT_LAW, noPulse)
      const { values, vectors } = native.symmetricEigensystem(hidden, 10, noPulse)
      const exact = values.map((value) => (value < 1e-13 ? 0 : value))
      expect(expectedHalfSumLoss(exact, outputVariances(vectors, output), 0.1, 1e8)).toBeCloseTo(floor, 12)
      // for fixed labels: the part of the labels in the zero modes
      const labels = Float64Array.of(1, 1, 1, 1, 1, 1, 1, -1, -1, -1)
      const left = predictedModes(exact, timesVector(vectors, labels), 0.1, 1e8).reduce((sum, mode) => sum + (mode * mode) / 2, 0)
      expect(left).toBeCloseTo(kind === 'relu' ? 0.2583592135 : 2, 9)
    }
  })
})

describe('frozen kernels', () => {
  it('powers of the modes', () => {
    expect(modeFactor(0.5, 1, 3)).toBeCloseTo(0.125, 15)
    expect(modeFactor(3, 0.5, 3)).toBeCloseTo(-0.125, 15)
    expect(modeFactor(3, 0.5, 4)).toBeCloseTo(0.0625, 15)
    expect(modeFactor(1, 1, 2)).toBe(0)
    expect(modeFactor(1, 1, 0)).toBe(1)
    // (1 - 1e-15)^(1e15) = 1/e
    expect(modeFactor(1e-15, 1, 1e15)).toBeCloseTo(Math.exp(-1), 14)
    expect(largestStableStepSize(4)).toBe(0.5)
  })

  it('distance of the minimum-norm solution, unless error lies where nothing is resolved', () => {
    expect(predictedDistance(Float64Array.of(0.25, 4), Float64Array.of(1, 2), 1e-10)).toBeCloseTo(Math.sqrt(5), 15)
    expect(predictedDistance(Float64Array.of(1e-12, 4), Float64Array.of(1, 2), 1e-10)).toBeNaN()
    expect(predictedDistance(Float64Array.of(1e-12, 4), Float64Array.of(0, 2), 1e-10)).toBe(1)
  })

  it.each([
    [1, 0.5, 1.0850893, 0.032907421],
    [0.5, 0.7, 1.0993428, 0.060346506],
    [0.2, 0.5, 1.0967232, 0.15263388],
    [0, 0.4, 0.9840807, 0.41093297],
  ])('gradient flow on the closed-form instance, gamma %f', (gamma, alpha, atTen, atHundred) => {
    const { problem, initial } = closedFormInstance(swishKernel, gamma, alpha)
    const swish = activationOf({ kind: 'swish' })
    const network = { neurons: 16, outputCount: 1, ...initial, biases: null, nodeScales: problem.nodeScales, preactivationScale: 0.5 }
    const gram = hiddenKernel(native, [network], problem, swish, noPulse)
    const { values, vectors } = native.symmetricEigensystem(gram, 6, noPulse)
    const outputs = native.evaluateTwoLayer(problem, initial, problem.inputs, noPulse)
    const error = problem.targets.map((y, i) => y - outputs[i]!)
    const coefficients = timesVector(vectors, error)
    for (const [time, loss] of [
      [10, atTen],
      [100, atHundred],
    ] as const) {
      expect(relative(predictedFlowResidual(values, coefficients, time) ** 2 / 2, loss)).toBeLessThan(1e-7)
      // kernel regression on the training points themselves is the same prediction
      const weights = kernelRegressionWeights(values, vectors, coefficients, time)
      const predicted = kernelRegression(outputs, gram, weights)
      const left = predicted.reduce((sum, u, i) => sum + (problem.targets[i]! - u) ** 2, 0) / 2
      expect(relative(left, loss)).toBeLessThan(1e-7)
    }
  })

  it('kernel regression: gradient descent step by step, the limit, and modes of eigenvalue 0', () => {
    const kernel = Float64Array.of(2, 1, 0, 1, 3, 0, 0, 0, 0)
    const { values, vectors } = native.symmetricEigensystem(kernel, 3, noPulse)
    const exact = values.map((value) => (Math.abs(value) < 1e-14 ? 0 : value))
    const error = Float64Array.of(1, -2, 0.5)
    const coefficients = timesVector(vectors, error)
    const eta = 0.1
    const sums = new Float64Array(3)
    let residual = Float64Array.from(error)
    for (let step = 0; step < 7; step++) {
      for (let i = 0; i < 3; i++) sums[i]! += eta * residual[i]!
      const image = native.multiply(kernel, residual, 3, 3, 1)
      residual = residual.map((value, i) => value - eta * image[i]!)
    }
    const weights = kernelRegressionWeights(exact, vectors, coefficients, 7, eta)
    for (let i = 0; i < 3; i++) expect(weights[i]).toBeCloseTo(sums[i]!, 14)
    // under gradient flow the mode of eigenvalue 0 is driven in proportion to time
    const flow = kernelRegressionWeights(exact, vectors, coefficients, 7)
    expect(flow[2]).toBeCloseTo(7 * 0.5, 13)
    const two = native.symmetricEigensystem(Float64Array.of(2, 1, 1, 3), 2, noPulse)
    const beta = kernelRegressionWeights(two.values, two.vectors, timesVector(two.vectors, Float64Array.of(1, -2)), Infinity)
    expect(beta[0]).toBeCloseTo(1, 14)
    expect(beta[1]).toBeCloseTo(-1, 14)
    expect([...kernelRegression(Float64Array.of(5), Float64Array.of(2, 3), beta)].map((x) => Math.round(x * 1e12) / 1e12)).toEqual([4])
  })
})
