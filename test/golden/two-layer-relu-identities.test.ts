import { describe, expect, it } from 'vitest'
import type { TwoLayerReluState } from '../../src-main/science/arithmetic/arithmetic'
import { popcount } from '../../src-main/science/arithmetic/bits'
import { native, portable } from './both-arithmetics'
import { razborovInstance, type Instance } from './razborov-instance'
import { noPulse, train } from './train'

const tolerance = 1e-12

function expectNear(actual: number, expected: number, scale = Math.abs(expected)): void {
  expect(Math.abs(actual - expected) / scale, `${actual} instead of ${expected}`).toBeLessThan(tolerance)
}

function active(state: TwoLayerReluState, samples: number, nu: number, j: number): boolean {
  return ((state.activations[nu * Math.ceil(samples / 32) + (j >>> 5)]! >>> (j & 31)) & 1) === 1
}

/** The same network with neurons and points in another order. */
function permuted({ problem, hiddenWeights, outputWeights }: Instance): Instance {
  const { inputDimension: n, hiddenWidth, sampleCount } = problem
  const neurons = Array.from({ length: hiddenWidth }, (_, nu) => (nu * 7 + 3) % hiddenWidth)
  const points = Array.from({ length: sampleCount }, (_, j) => (j * 11 + 5) % sampleCount)
  const rows = (source: Float64Array, order: number[]): Float64Array =>
    Float64Array.from(order.flatMap((row) => [...source.subarray(row * n, (row + 1) * n)]))
  return {
    problem: { ...problem, inputs: rows(problem.inputs, points), labels: Float64Array.from(points, (j) => problem.labels[j]!) },
    hiddenWeights: rows(hiddenWeights, neurons),
    outputWeights: Float64Array.from(neurons, (nu) => outputWeights[nu]!),
  }
}

describe.each([native, portable])('identities, $id arithmetic', (arithmetic) => {
  const size = { seed: 2, inputDimension: 12, hiddenWidth: 50, sampleCount: 48, hiddenStepSize: 1e-3, outputStepSize: 2e-3 }
  const { inputDimension: n, hiddenWidth: width, sampleCount: m } = size
  const instance = razborovInstance(size)
  const { problem, hiddenWeights, outputWeights } = instance
  const { state } = arithmetic.startTwoLayerRelu(problem, hiddenWeights, outputWeights)
  const gram = arithmetic.hiddenGram(problem, outputWeights, state.activations, noPulse)

  it('H = (X^T X) o (B^T B) = (B * X)^T (B * X), with signs and with Gaussian output weights', () => {
    const gaussian = outputWeights.map((z, nu) => z * (0.5 + ((nu * 37) % 100) / 50))
    for (const z of [outputWeights, gaussian]) {
      const h = arithmetic.hiddenGram(problem, z, state.activations, noPulse)
      for (let j = 0; j < m; j += 5) {
        for (let k = 0; k < m; k++) {
          let sum = 0
          for (let nu = 0; nu < width; nu++) {
            if (!active(state, m, nu, j) || !active(state, m, nu, k)) continue
            for (let i = 0; i < n; i++) sum += z[nu]! * problem.inputs[j * n + i]! * (z[nu]! * problem.inputs[k * n + i]!)
          }
          expectNear(h[j * m + k]!, sum, h[j * m + j])
          expect(h[j * m + k]).toBe(h[k * m + j])
        }
      }
    }
  })

  it('tr H_0 is the number of active pairs', () => {
    const ones = state.activations.reduce((sum, word) => sum + popcount(word), 0)
    let trace = 0
    for (let j = 0; j < m; j++) trace += gram[j * m + j]!
    expectNear(trace, ones)
  })

  it('e_1 = (I - eta_w H_0) e_0 when nothing flips', () => {
    const gentle = { ...instance, problem: { ...problem, hiddenStepSize: 1e-6, outputStepSize: 0 } }
    const trainer = arithmetic.startTwoLayerRelu(gentle.problem, hiddenWeights, outputWeights)
    const error = trainer.state.outputs.map((f, j) => f - problem.labels[j]!)
    expect(trainer.advance(1, 50, noPulse).flips[0]).toBe(0)
    const kernelTimesError = arithmetic.multiply(gram, error, m, m, 1)
    for (let j = 0; j < m; j++) {
      expectNear(
        trainer.state.outputs[j]! - problem.labels[j]!,
        error[j]! - 1e-6 * kernelTimesError[j]!,
        Math.abs(trainer.state.outputs[j]!) + 1,
      )
    }
  })

  it('F F^T and F^T F have the same trace and product with the error', () => {
    const byPoint = arithmetic.outputGram(problem, hiddenWeights, noPulse)
    const byNeuron = arithmetic.outputGramByNeuron(problem, hiddenWeights, noPulse)
    const trace = (matrix: Float64Array, order: number): number =>
      Array.from({ length: order }, (_, j) => matrix[j * order + j]!).reduce((a, b) => a + b)
    expectNear(trace(byPoint, m), trace(byNeuron, width))
    // z^T F F^T z = |F^T z|^2 = |f|^2
    const image = arithmetic.multiply(byNeuron, outputWeights, width, width, 1)
    expectNear(
      image.reduce((sum, value, nu) => sum + value * outputWeights[nu]!, 0),
      state.outputs.reduce((sum, f) => sum + f * f, 0),
    )
  })

  it('changes the invariant eta_w z^2 - eta_z |W|^2 of a neuron as derived', () => {
    const { hiddenStepSize: etaW, outputStepSize: etaZ } = problem
    const after = train(arithmetic, instance, 1).state
    const row = (weights: Float64Array, nu: number): Float64Array => weights.subarray(nu * n, (nu + 1) * n)
    const square = (vector: Float64Array): number => vector.reduce((sum, x) => sum + x * x, 0)
    for (let nu = 0; nu < width; nu++) {
      const hiddenGradient = row(hiddenWeights, nu).map((w, i) => (w - after.hiddenWeights[nu * n + i]!) / etaW)
      const outputGradient = (outputWeights[nu]! - after.outputWeights[nu]!) / etaZ
      const before = etaW * outputWeights[nu]! ** 2 - etaZ * square(row(hiddenWeights, nu))
      const now = etaW * after.outputWeights[nu]! ** 2 - etaZ * square(row(after.hiddenWeights, nu))
      const scale = etaW + etaZ * square(row(hiddenWeights, nu))
      expectNear(now - before, etaW * etaZ * (etaZ * outputGradient ** 2 - etaW * square(hiddenGradient)), scale)
    }
  })

  it('training scaled weights (LeCun) with one rate is training with eta_w = eta / S, eta_z = eta / n', () => {
    const eta = 0.02
    const scaled: Instance = {
      problem: {
        ...problem,
        labels: problem.labels.map((y) => y / Math.sqrt(n * width)),
        hiddenStepSize: eta,
        outputStepSize: eta,
        stopResidual: 0,
      },
      hiddenWeights: hiddenWeights.map((w) => w / Math.sqrt(n)),
      outputWeights: outputWeights.map((z) => z / Math.sqrt(width)),
    }
    const standard: Instance = {
      ...instance,
      problem: { ...problem, hiddenStepSize: eta / width, outputStepSize: eta / n, stopResidual: 0 },
    }
    const a = train(arithmetic, scaled, 200)
    const b = train(arithmetic, standard, 200)
    expect(a.state.step).toBe(200)
    for (const [index, norm] of a.residualNorms.entries()) expectNear(norm * Math.sqrt(n * width), b.residualNorms[index]!)
  })

  it('does not depend on the order of neurons and points', () => {
    const a = train(arithmetic, instance, 300)
    const b = train(arithmetic, permuted(instance), 300)
    expect([b.state.step, b.state.everChangedCount, b.changedAtEnd]).toEqual([a.state.step, a.state.everChangedCount, a.changedAtEnd])
    expectNear(b.state.residualNorm, a.state.residualNorm)
    expectNear(b.hiddenWeightDistance, a.hiddenWeightDistance)
  })

  it('has the gradient that central differences show', () => {
    const loss = (w: Float64Array, z: Float64Array): number => 0.5 * arithmetic.startTwoLayerRelu(problem, w, z).state.residualNorm ** 2
    const after = train(arithmetic, instance, 1).state
    const h = 1e-5
    const bumped = (source: Float64Array, index: number, by: number): Float64Array => source.map((x, k) => (k === index ? x + by : x))
    for (const index of [0, 17, width * n - 1]) {
      const difference =
        (loss(bumped(hiddenWeights, index, h), outputWeights) - loss(bumped(hiddenWeights, index, -h), outputWeights)) / (2 * h)
      expect((hiddenWeights[index]! - after.hiddenWeights[index]!) / problem.hiddenStepSize).toBeCloseTo(difference, 4)
    }
    for (const index of [0, width - 1]) {
      const difference =
        (loss(hiddenWeights, bumped(outputWeights, index, h)) - loss(hiddenWeights, bumped(outputWeights, index, -h))) / (2 * h)
      expect((outputWeights[index]! - after.outputWeights[index]!) / problem.outputStepSize).toBeCloseTo(difference, 4)
    }
  })
})
