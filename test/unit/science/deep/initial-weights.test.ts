import { describe, expect, it } from 'vitest'
import type { DeepNetwork } from '../../../../src-main/science/arithmetic/deep-network'
import {
  fanInVariance,
  fanOutVariance,
  fixupVariance,
  initialDeepState,
  initialParameters,
  parameterParts,
} from '../../../../src-main/science/deep'
import { RandomStream } from '../../../../src-main/science/random'
import { activationLayer, batchNormalisation, convolution, fixupBlock, relu, residualNetwork } from '../../../golden/deep-networks'

const streamOf = ({ path }: { path: string }): RandomStream => new RandomStream(5, path)

describe('initial parameters', () => {
  it('are normal with the variance of the law, gains 1, biases and shifts 0', () => {
    const network: DeepNetwork = {
      input: { channels: 8, height: 6, width: 6 },
      layers: [convolution(32, { bias: true }), batchNormalisation, { kind: 'scalar-scale' }, { kind: 'linear', outputs: 5, bias: true }],
    }
    for (const [variance, ofConvolution] of [
      [fanInVariance(2), 2 / 72],
      [fanOutVariance(1), 1 / 288],
    ] as const) {
      const parameters = initialParameters(network, 'float64', variance, streamOf)
      for (const { role, first, count, fanIn, fanOut } of parameterParts(network)) {
        const values = parameters.subarray(first, first + count)
        if (role !== 'weight') {
          expect(new Set(values)).toEqual(new Set([role === 'gain' || role === 'scalar-scale' ? 1 : 0]))
          continue
        }
        let squares = 0
        for (const value of values) squares += value * value
        const expected = variance({ fanIn, fanOut } as Parameters<typeof variance>[0])
        // four standard deviations of a chi-squared mean
        expect(Math.abs(squares / count / expected - 1)).toBeLessThan(4 * Math.sqrt(2 / count))
      }
      expect(variance(parameterParts(network)[0]!)).toBeCloseTo(ofConvolution, 15)
    }
  })

  it('do not depend on other layers, nor on the precision but for rounding', () => {
    const [small, large] = [residualNetwork(1), residualNetwork(2)]
    const of = (network: DeepNetwork, precision: 'float32' | 'float64') => initialParameters(network, precision, fanInVariance(1), streamOf)
    const stem = 3 * 16 * 9
    expect(of(small, 'float64').subarray(0, stem)).toEqual(of(large, 'float64').subarray(0, stem))
    expect(of(small, 'float32')).toEqual(Float32Array.from(of(small, 'float64')))
  })

  it('of Fixup scale the first convolution of a branch and silence the last, and the classifier', () => {
    const blocks = 3
    const network: DeepNetwork = {
      input: { channels: 3, height: 8, width: 8 },
      layers: [
        convolution(4),
        { kind: 'scalar-bias' },
        activationLayer(relu),
        ...fixupBlock(4, 1),
        ...fixupBlock(6, 2),
        ...fixupBlock(6, 1),
        { kind: 'global-average' },
        { kind: 'linear', outputs: 10, bias: true },
      ],
    }
    const variance = fixupVariance(network)
    const weights = parameterParts(network).filter(({ role }) => role === 'weight')
    expect(weights.map(variance)).toEqual([2 / 36, 2 / 36 / blocks, 0, 2 / 54 / blocks, 0, 2 / 54 / blocks, 0, 0])
  })

  it('begin without velocity, with running means 0 and variances 1', () => {
    const network = residualNetwork(1, [2, 4, 4])
    const state = initialDeepState(network, initialParameters(network, 'float32', fanInVariance(2), streamOf))
    expect(state.velocity).toEqual(new Float32Array(state.parameters.length))
    const channels = [2, 2, 2, 4, 4, 4, 4]
    expect([...state.runningStatistics]).toEqual(
      channels.flatMap((count) => [...Array<number>(count).fill(0), ...Array<number>(count).fill(1)]),
    )
  })
})
