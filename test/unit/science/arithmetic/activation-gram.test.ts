import { describe, expect, it } from 'vitest'
import type { ActivationGramRequest, ActivationKernel } from '../../../../src-main/science/arithmetic/arithmetic'
import { native, openNative, portable } from '../../../golden/both-arithmetics'
import { relu, softplus } from '../../../golden/moderate-instance'
import { minimalStandard } from '../../../golden/razborov-instance'
import { noPulse } from '../../../golden/train'
import { relativeDifference } from './random-instance'

interface Given {
  n: number
  d: number
  m: number
  biases?: boolean
  equal?: boolean
}

function request(
  { n, d, m, biases = false, equal = false }: Given,
  activation: ActivationKernel,
  more: Partial<ActivationGramRequest> = {},
): ActivationGramRequest {
  const { gaussian } = minimalStandard(n + m)
  const normals = (count: number): Float64Array => new Float64Array(count).map(gaussian)
  const inputs = normals(n * d).map((x) => x / Math.sqrt(d))
  const hiddenWeights = normals(m * d)
  const shifts = biases ? normals(m) : new Float64Array(0)
  return {
    inputDimension: d,
    hiddenWidth: m,
    sampleCount: n,
    inputs,
    preactivationScale: 0.8,
    activation,
    which: 'derivative',
    block: (first, count) => ({
      hiddenWeights: hiddenWeights.subarray(first * d, (first + count) * d),
      biases: biases ? shifts.subarray(first, first + count) : shifts,
    }),
    neuronWeights: equal ? new Float64Array(m).fill(1 / m) : normals(m).map((x) => x / m),
    timesInputProducts: true,
    threads: 2,
    ...more,
  }
}

describe('native Gram matrices of activations against the portable ones', () => {
  it.each([
    { n: 1, d: 1, m: 1 },
    { n: 7, d: 3, m: 5, biases: true },
    { n: 40, d: 6, m: 513, biases: true },
    { n: 40, d: 6, m: 513, equal: true },
    { n: 200, d: 20, m: 77 },
    { n: 193, d: 2, m: 300, equal: true },
  ])('n $n, d $d, m $m', (given) => {
    for (const which of ['value', 'derivative'] as const) {
      for (const timesInputProducts of [true, false]) {
        const asked = request(given, softplus, { which, timesInputProducts })
        const actual = native.activationGram(asked, noPulse)
        expect(relativeDifference(actual, portable.activationGram(asked, noPulse))).toBeLessThan(1e-12)
        const { n } = given
        for (let i = 0; i < n; i++) for (let l = 0; l < i; l++) expect(actual[i * n + l]).toBe(actual[l * n + i])
      }
    }
  })

  it('the number of threads and of slices changes no bit', () => {
    const asked = request({ n: 400, d: 30, m: 1200 }, relu)
    const alone = openNative(1).activationGram({ ...asked, threads: 1 }, noPulse)
    for (const threads of [2, 3]) expect(native.activationGram({ ...asked, threads }, noPulse)).toEqual(alone)
  })
})

describe.each([native, portable])('Gram matrices of activations, $id arithmetic', (arithmetic) => {
  it('asks for each neuron once, in order', () => {
    const asked = request({ n: 5, d: 2, m: 1100 }, relu)
    let next = 0
    arithmetic.activationGram(
      {
        ...asked,
        block: (first, count) => {
          expect(first).toBe(next)
          next = first + count
          return asked.block(first, count)
        },
      },
      noPulse,
    )
    expect(next).toBe(1100)
  })

  it('is the matrix by which outputs move under gradient flow', () => {
    // K_il = <df_i/dw, df_l/dw>
    const asked = request({ n: 4, d: 3, m: 6 }, softplus, { preactivationScale: 1 })
    const outputWeights = asked.neuronWeights.map((x) => Math.sqrt(Math.abs(x)))
    const squares = { ...asked, neuronWeights: outputWeights.map((a) => a * a) }
    const { hiddenWeights } = asked.block(0, 6)
    const jacobian = Array.from({ length: 4 }, (_, i) => {
      const problem = {
        inputDimension: 3,
        hiddenWidth: 6,
        sampleCount: 1,
        outputCount: 1,
        inputs: asked.inputs.slice(3 * i, 3 * i + 3),
        targets: Float64Array.of(0),
        activation: softplus,
        preactivationScale: 1,
        nodeScales: new Float64Array(6).fill(1),
        biases: false,
        loss: 'squared' as const,
        lossFactor: 1,
        stepSizes: { hidden: 1, bias: 0, output: 0 },
        stop: { residual: 0, relativeResidual: 0, loss: 0, divergence: Infinity, residualIncrease: false, gradientFloor: 0 },
        threads: 1,
      }
      const gradient = arithmetic.twoLayerGradient(problem, { hiddenWeights, biases: new Float64Array(0), outputWeights }, noPulse)
      return gradient.hiddenWeights.map((g) => g / gradient.outputs[0]!)
    })
    const expected = Float64Array.from(jacobian.flatMap((a) => jacobian.map((b) => a.reduce((sum, x, index) => sum + x * b[index]!, 0))))
    expect(relativeDifference(arithmetic.activationGram(squares, noPulse), expected)).toBeLessThan(1e-12)
  })

  it('calls the pulse and refuses shapes that do not fit', () => {
    const asked = request({ n: 500, d: 300, m: 6000 }, softplus)
    let pulses = 0
    if (arithmetic.id === 'native') {
      arithmetic.activationGram(asked, () => pulses++)
      expect(pulses).toBeGreaterThan(0)
    }
    expect(() => arithmetic.activationGram({ ...asked, neuronWeights: new Float64Array(2) }, noPulse)).toThrow(
      'neuronWeights has 2 entries',
    )
  })
})
