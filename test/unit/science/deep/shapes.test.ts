import { describe, expect, it } from 'vitest'
import { LabError } from '../../../../src-main/contract'
import type { DeepLayer, DeepNetwork } from '../../../../src-main/science/arithmetic/deep-network'
import { deepMemory, deepWork, parameterCount, parameterParts, runningStatisticsCount, shapesOf } from '../../../../src-main/science/deep'
import { activationLayer, batchNormalisation, convolution, feedForward, relu, residualNetwork } from '../../../golden/deep-networks'

const image = { channels: 3, height: 7, width: 5 }
const network = (...layers: DeepLayer[]): DeepNetwork => ({ input: image, layers })

function refusal(refused: DeepNetwork): LabError {
  try {
    shapesOf(refused)
  } catch (error) {
    if (error instanceof LabError) return error
  }
  throw new Error('The network was accepted')
}

describe('shapes', () => {
  it('follow the layers: odd sizes round up at stride 2, linear layers and averages make vectors', () => {
    const shapes = shapesOf(
      network(
        convolution(4),
        convolution(6, { stride: 2 }),
        convolution(2, { kernel: 1, stride: 2 }),
        { kind: 'global-average' },
        { kind: 'linear', outputs: 9, bias: true },
      ),
    )
    expect(shapes).toEqual([
      { channels: 4, height: 7, width: 5 },
      { channels: 6, height: 4, width: 3 },
      { channels: 2, height: 2, width: 2 },
      { channels: 2, height: 1, width: 1 },
      { channels: 9, height: 1, width: 1 },
    ])
  })

  it('that do not fit are refused with the name of the layer', () => {
    const mismatch = refusal(network(activationLayer(relu), { kind: 'residual', branch: [convolution(4)], shortcut: { kind: 'identity' } }))
    expect(mismatch.code).toBe('invalid-spec')
    expect(mismatch.problems[0]?.path).toBe('layers.1')
    expect(mismatch.message).toContain('4 x 7 x 5')
    expect(mismatch.message).toContain('3 x 7 x 5')
    const fewer = refusal(
      network({ kind: 'residual', branch: [convolution(2, { stride: 2 })], shortcut: { kind: 'subsample', stride: 2, channels: 2 } }),
    )
    expect(fewer.message).toContain('2 channels of 3')
    const inner = refusal(network({ kind: 'residual', branch: [convolution(3), convolution(0)], shortcut: { kind: 'identity' } }))
    expect(inner.problems[0]?.path).toBe('layers.0.branch.1')
    expect(refusal(network({ kind: 'linear', outputs: 2.5, bias: true })).message).toContain('outputs is 2.5')
    expect(refusal(network({ kind: 'layer-normalisation', epsilon: NaN })).message).toContain('epsilon is NaN')
    expect(refusal(network({ kind: 'batch-normalisation', epsilon: 0, momentum: 1.5 })).message).toContain('momentum is 1.5')
    expect(refusal(network()).problems[0]?.path).toBe('layers')
    expect(refusal({ input: { ...image, width: 0 }, layers: [convolution(1)] }).problems[0]?.path).toBe('input.width')
  })
})

describe('parameters and work of the networks of arXiv 2002.01523', () => {
  it('fully connected, 32 and 64 hidden layers of 3000', () => {
    const [shallow, deep] = [32, 64].map((depth) => feedForward(3072, 3000, depth, 10, relu))
    expect(parameterCount(shallow!)).toBe(288_342_010)
    expect(parameterCount(deep!)).toBe(576_438_010)
    expect(deepWork(shallow!).weights).toBe(288_246_000)
    expect(deepWork(deep!).weights).toBe(576_246_000)
    expect(deepWork(shallow!).forwardOperations).toBe(576_492_000)
    // without the gradient by the inputs of the first layer
    expect(deepWork(shallow!).trainingOperations).toBe(3 * 576_492_000 - 2 * 3072 * 3000)
  })

  it('residual, 32 and 110 layers', () => {
    const [shallow, deep] = [residualNetwork(5), residualNetwork(18)]
    expect(parameterCount(shallow)).toBe(464_154)
    expect(parameterCount(deep)).toBe(1_727_962)
    // biases of the output layer left out, with which they are 461,882 and 1,719,866
    expect(deepWork(shallow).weights).toBe(461_872)
    expect(deepWork(deep).weights).toBe(1_719_856)
    expect(deepWork(shallow).multiplyAdds / 1e6).toBeCloseTo(68.86, 2)
    expect(deepWork(deep).multiplyAdds / 1e6).toBeCloseTo(252.9, 1)
    // 31 batch normalisations of 16, 32 or 64 channels
    expect(runningStatisticsCount(shallow)).toBe(2 * (11 * 16 + 10 * 32 + 10 * 64))
  })

  it('lie without gaps in the order of the layers, a branch in its place', () => {
    const parts = parameterParts(
      network(
        convolution(2, { bias: true }),
        batchNormalisation,
        { kind: 'residual', branch: [convolution(2), { kind: 'scalar-scale' }], shortcut: { kind: 'identity' } },
        { kind: 'scalar-bias' },
        { kind: 'linear', outputs: 4, bias: true },
      ),
    )
    expect(parts.map(({ role, path, place, first, count }) => [role, path, place, first, count])).toEqual([
      ['weight', 'layers.0', 0, 0, 54],
      ['bias', 'layers.0', 0, 54, 2],
      ['gain', 'layers.1', 1, 56, 2],
      ['shift', 'layers.1', 1, 58, 2],
      ['weight', 'layers.2.branch.0', 2, 60, 36],
      ['scalar-scale', 'layers.2.branch.1', 2, 96, 1],
      ['scalar-bias', 'layers.3', 3, 97, 1],
      ['weight', 'layers.4', 4, 98, 280],
      ['bias', 'layers.4', 4, 378, 4],
    ])
    expect(parts.filter(({ role }) => role === 'weight').map(({ fanIn, fanOut }) => [fanIn, fanOut])).toEqual([
      [27, 18],
      [18, 18],
      [70, 4],
    ])
  })

  it('need memory for the state, the gradient and what layers pass on', () => {
    const memory = deepMemory({ network: feedForward(5, 4, 1, 3, relu), precision: 'float32', batchSize: 10 })
    const parameters = 5 * 4 + 4 + 4 * 3 + 3
    const activations = 8 * 64 * (5 + 4 + 4 + 3)
    expect(memory).toEqual({ state: 8 * parameters, gradient: 4 * parameters, activations, total: 12 * parameters + activations })
  })
})
