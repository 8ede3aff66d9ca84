import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { StoredArray } from '../../../../src-main/contract'
import { readArrayFile } from '../../../../src-main/datasets'
import { twoLayerRelu } from '../../../../src-main/experiments/two-layer-relu'
import { portable } from '../../../fixtures/arithmetic'
import { RecordingContext } from '../../../fixtures/recording-context'
import { rates, smallSpec } from '../../../fixtures/specs'

const folder = join(import.meta.dirname, '../../../fixtures/numpy-run')
const pair = z.tuple([z.number(), z.number()])
const expectation = z.object({
  hiddenStepSize: z.number(),
  outputStepSize: z.number(),
  steps: z.number(),
  converged: z.boolean(),
  residualHead: z.array(z.number()),
  initialResidualNorm: z.number(),
  finalResidualNorm: z.number(),
  errorSum: z.number(),
  everChangedCount: z.number(),
  endChangedCount: z.number(),
  endChangedPerPoint: z.array(z.number()),
  everChangedPerNeuron: z.array(z.number()),
  hiddenWeightDistance: z.number(),
  outputWeightDistance: z.number(),
  hiddenKernelStart: pair,
  hiddenKernelEnd: pair,
  outputKernelStart: pair,
  outputKernelEnd: pair,
  trace: z.number(),
  frozenKernelSteps: z.number().nullable(),
  frozenKernelHiddenDistance: z.number(),
  frozenKernelOutputDistance: z.number(),
  invariantDrift: z.number().nullable(),
})
const runs = z.array(expectation).parse(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')))

const n = 12
const S = 30
const m = 20

describe('a run on given arrays equals the same experiment done in NumPy', () => {
  const arrays: Record<string, Float64Array> = {}
  const spec = smallSpec({
    data: { kind: 'file', path: 'instance.npz', member: 'X' },
    model: {
      hiddenWidth: S,
      hiddenWeights: { kind: 'file', path: 'instance.npz', member: 'W' },
      outputWeights: { kind: 'file', path: 'instance.npz', member: 'z' },
    },
    labels: { kind: 'file', path: 'labels.csv' },
  })
  const resolved = twoLayerRelu.resolveFiles(spec, (file, field): StoredArray => {
    const { values, shape } = readArrayFile(new Uint8Array(readFileSync(join(folder, file.path))), file.path, file.member)
    const sha256 = String(Object.keys(arrays).length).repeat(64)
    arrays[sha256] = values
    expect(['data', 'model.hiddenWeights', 'model.outputWeights', 'labels']).toContain(field)
    return { kind: 'stored', sha256, shape }
  })

  it.each(runs)('step sizes $hiddenStepSize and $outputStepSize', (expected) => {
    const { hiddenStepSize, outputStepSize } = expected
    const context = new RecordingContext(portable, arrays)
    const training = { ...resolved.training, stepSizes: rates(hiddenStepSize, outputStepSize) }
    const { stopReason } = twoLayerRelu.run({ ...resolved, training }, 1, context, null)
    const { summary } = context
    const agrees = (quantity: string, value: number, tolerance = 1e-9): void => {
      expect(Math.abs((summary[quantity] ?? NaN) - value), quantity).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)))
    }
    expect(stopReason).toBe(expected.converged ? 'converged' : 'residual-increased')
    for (const quantity of ['steps', 'everChangedCount', 'endChangedCount'] as const)
      expect(summary[quantity], quantity).toBe(expected[quantity])
    expect(Array.from(context.artifacts.get('endChangedPerPoint') ?? [])).toEqual(expected.endChangedPerPoint)
    expect(Array.from(context.artifacts.get('everChangedPerNeuron') ?? [])).toEqual(expected.everChangedPerNeuron)
    for (const quantity of ['initialResidualNorm', 'hiddenWeightDistance', 'outputWeightDistance'] as const)
      agrees(quantity, expected[quantity])
    expect(Math.abs((summary['finalResidualNorm'] ?? NaN) / expected.finalResidualNorm - 1)).toBeLessThan(1e-9)
    context
      .values('residualNorm')
      .slice(0, 5)
      .forEach((value, step) => {
        expect(value).toBeCloseTo(expected.residualHead[step] ?? NaN, 10)
      })

    const kernels = {
      hiddenKernel: [expected.hiddenKernelStart, expected.hiddenKernelEnd],
      outputKernel: [expected.outputKernelStart, expected.outputKernelEnd],
    }
    for (const [kernel, [start, end]] of Object.entries(kernels)) {
      agrees(`${kernel}LambdaMinStart`, start?.[0] ?? NaN)
      agrees(`${kernel}LambdaMaxStart`, start?.[1] ?? NaN)
      agrees(`${kernel}LambdaMinEnd`, end?.[0] ?? NaN)
      agrees(`${kernel}LambdaMaxEnd`, end?.[1] ?? NaN)
    }
    agrees('kappaH', expected.hiddenKernelEnd[0] / expected.hiddenKernelStart[0])
    agrees('traceHiddenKernelStart', expected.trace)
    expect(summary['frozenKernelSteps']).toBe(expected.frozenKernelSteps ?? Infinity)
    if (hiddenStepSize > 0) agrees('frozenKernelHiddenDistance', expected.frozenKernelHiddenDistance, 1e-8)
    if (outputStepSize > 0) agrees('frozenKernelOutputDistance', expected.frozenKernelOutputDistance, 1e-8)
    if (hiddenStepSize > 0 && outputStepSize > 0) agrees('invariantDrift', expected.invariantDrift ?? NaN)

    agrees('kappaD', expected.everChangedCount / (m * S), 1e-15)
    agrees('kappaDEnd', expected.endChangedCount / (m * S), 1e-15)
    agrees('kappaW', expected.hiddenWeightDistance / Math.sqrt(m))
    if (hiddenStepSize > 0) agrees('scaledErrorSum', hiddenStepSize * Math.sqrt(S / m) * expected.errorSum)
    const sorted = expected.endChangedPerPoint.toSorted((a, b) => b - a)
    expect(summary['pointChangeRank']).toBe(sorted[Math.min(m, n) - 1])
    agrees('pointChangeRatio', (sorted[Math.min(m, n) - 1] ?? NaN) / (S ** (2 / 3) * (m / n) ** (1 / 3)), 1e-14)
    if (hiddenStepSize > 0) {
      const law = Math.atan((expected.hiddenWeightDistance / Math.sqrt(m)) * Math.sqrt(m / (n * S))) / Math.PI
      agrees('displacementLawRatio', expected.endChangedCount / (m * S) / law)
    }
  })
})
