import type { DeepArray, DeepBatch, DeepLayer, DeepNetwork, DeepProblem } from '../../src-main/science/arithmetic/deep-network'
import type { ActivationKernel } from '../../src-main/science/arithmetic/two-layer'
import { outputCountOf, sizeOf } from '../../src-main/science/deep'
import { minimalStandard } from './razborov-instance'

export const relu: ActivationKernel = { kind: 'built-in', id: 'piecewise-linear', parameters: [0, 0, 0, 1] }
/** c, lambda b, 0, lambda of specification 1.3 */
export const normRelu: ActivationKernel = {
  kind: 'built-in',
  id: 'piecewise-linear',
  parameters: [-1.5975, -1.7019248, 0, 1.0500009681],
}
export const selu: ActivationKernel = {
  kind: 'built-in',
  id: 'exponential-linear',
  parameters: [1.0507009873554805, 1.0507009873554805 * 1.6732632423543772],
}
export const tanh: ActivationKernel = { kind: 'built-in', id: 'tanh', parameters: [1, 1] }

export const batchNormalisation: DeepLayer = { kind: 'batch-normalisation', epsilon: 1e-5, momentum: 0.1 }
export const layerNormalisation: DeepLayer = { kind: 'layer-normalisation', epsilon: 1e-5 }

export function activationLayer(activation: ActivationKernel): DeepLayer {
  return { kind: 'activation', activation }
}

export function convolution(outputChannels: number, options: { kernel?: 1 | 3; stride?: 1 | 2; bias?: boolean } = {}): DeepLayer {
  const { kernel = 3, stride = 1, bias = false } = options
  return { kind: 'convolution', outputChannels, kernel, stride, bias }
}

export function feedForward(
  inputs: number,
  width: number,
  depth: number,
  outputs: number,
  activation: ActivationKernel,
  normalisation: DeepLayer[] = [],
): DeepNetwork {
  const hidden: DeepLayer[] = [{ kind: 'linear', outputs: width, bias: true }, ...normalisation, activationLayer(activation)]
  return {
    input: { channels: inputs, height: 1, width: 1 },
    layers: [...Array.from({ length: depth }, () => hidden).flat(), { kind: 'linear', outputs, bias: true }],
  }
}

/** The residual network of depth 6 n + 2 for 32 x 32 images with batch normalisation (He et al. 2016, section 4.2), or narrower and smaller. */
export function residualNetwork(n: number, stages = [16, 32, 64], input = { channels: 3, height: 32, width: 32 }): DeepNetwork {
  const act = activationLayer(relu)
  const layers: DeepLayer[] = [convolution(stages[0]!), batchNormalisation, act]
  for (const [stage, channels] of stages.entries())
    for (let block = 0; block < n; block++) {
      const stride = stage > 0 && block === 0 ? 2 : 1
      const branch = [convolution(channels, { stride }), batchNormalisation, act, convolution(channels), batchNormalisation]
      layers.push(
        { kind: 'residual', branch, shortcut: stride === 1 ? { kind: 'identity' } : { kind: 'subsample', stride, channels } },
        act,
      )
    }
  return { input, layers: [...layers, { kind: 'global-average' }, { kind: 'linear', outputs: 10, bias: true }] }
}

const scalarBias: DeepLayer = { kind: 'scalar-bias' }

/** The residual block of Fixup, with the bias in front of branch and shortcut. */
export function fixupBlock(channels: number, stride: 1 | 2): DeepLayer[] {
  const branch: DeepLayer[] = [
    convolution(channels, { stride }),
    scalarBias,
    activationLayer(relu),
    scalarBias,
    convolution(channels),
    { kind: 'scalar-scale' },
    scalarBias,
  ]
  const shortcut = stride === 1 ? ({ kind: 'identity' } as const) : ({ kind: 'subsample', stride, channels } as const)
  return [scalarBias, { kind: 'residual', branch, shortcut }, activationLayer(relu)]
}

export function numbers(precision: DeepProblem['precision'], length: number, value: () => number): DeepArray {
  const array = precision === 'float32' ? new Float32Array(length) : new Float64Array(length)
  return array.map(value)
}

/** Gaussian inputs with labels in turn, or Gaussian targets. */
export function randomBatch({ network, precision, loss }: DeepProblem, count: number, seed: number): DeepBatch {
  const { gaussian } = minimalStandard(seed)
  const outputs = outputCountOf(network)
  const inputs = numbers(precision, count * sizeOf(network.input), gaussian)
  const targets =
    loss === 'squared' ? numbers(precision, count * outputs, gaussian) : new Uint32Array(count).map((_, i) => (7 * i) % outputs)
  return { count, inputs, targets }
}

export function problemOf(network: DeepNetwork, options: Partial<DeepProblem> = {}): DeepProblem {
  return { network, precision: 'float64', loss: 'cross-entropy', batchSize: 128, threads: 1, ...options }
}

/** A batch whose examples are each of two classes, in float32 too: in a third of them of one class twice. */
export function sharedBatch(problem: DeepProblem, count: number, seed: number): DeepBatch {
  const outputs = outputCountOf(problem.network)
  const targets = numbers(problem.precision, count * outputs, () => 0)
  for (let example = 0; example < count; example++) {
    const share = (example + 1) / (count + 2)
    targets[example * outputs + (example % outputs)]! += share
    targets[example * outputs + (example % 3 === 0 ? example % outputs : (5 * example + 1) % outputs)]! += 1 - share
  }
  return { ...randomBatch(problem, count, seed), targets }
}
