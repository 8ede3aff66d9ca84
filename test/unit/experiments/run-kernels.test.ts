import { describe, expect, it } from 'vitest'
import { kernelSteps, modeDecay, runKernel } from '../../../src-main/experiments/run-kernels'
import { runTwoLayer } from '../../../src-main/experiments/two-layer/run'
import { predictedModes } from '../../../src-main/science/spectra/linear-prediction'
import { portable } from '../../fixtures/arithmetic'
import { RecordingContext } from '../../fixtures/recording-context'
import { phaseSpec } from '../../fixtures/two-layer-specs'

const base = phaseSpec(200, 4, { sampleCount: 8, steps: 60 })
const SPEC = {
  ...base,
  training: {
    ...base.training,
    stepSizes: { kind: 'given' as const, hidden: 0.02, bias: 0, output: 0 },
    stop: { steps: 60, increase: false },
  },
  measurements: {
    ...base.measurements,
    kernels: ['tangent' as const],
    kernelSteps: 3,
    weightsAtSpectra: true,
    recording: { kind: 'every-step' as const },
  },
}

function done() {
  const context = new RecordingContext(portable)
  runTwoLayer(SPEC, 1, context, null)
  const again = new RecordingContext(portable)
  again.source = context.artifacts
  return { context, again, steps: kernelSteps(SPEC, [...context.artifacts.keys()], 60) }
}

describe('kernels of a run, made again', () => {
  it('have the eigenvalues that the run recorded, at every step at which it kept its weights', () => {
    const { context, again, steps } = done()
    expect(steps).toEqual(context.spectra.map(({ step }) => step))
    expect(steps.length).toBeGreaterThan(3)
    for (const { step, values } of context.spectra) {
      const kernel = runKernel(SPEC, 1, 'tangentKernel', { step, end: 60 }, again)
      if (kernel === null) throw new Error('no kernel')
      expect([...portable.symmetricEigenvalues(kernel.matrix, kernel.order, () => undefined)]).toEqual([...values])
    }
  })

  it('give the error along eigenvectors: its norm is the recorded one, and at the start the prediction is exact', () => {
    const { context, again } = done()
    const decay = modeDecay(SPEC, 1, { step: 60, end: 60 }, again)
    if (decay === null) throw new Error('no modes')
    const norm = (values: Float64Array) => Math.hypot(...values)
    expect(norm(decay.start)).toBeCloseTo(context.values('residualNorm')[0] ?? NaN, 12)
    expect(norm(decay.measured)).toBeCloseTo(context.values('residualNorm').at(-1) ?? NaN, 12)
    expect([...decay.eigenvalues]).toEqual([...decay.eigenvalues].sort((a, b) => b - a))
    // wide enough that the frozen kernel is near: leading modes have decayed as it says, to a tenth
    const predicted = predictedModes(decay.eigenvalues, decay.start, 1, 60)
    const [start = NaN, measured = NaN, expected = NaN] = [decay.start[0], decay.measured[0], predicted[0]]
    expect(Math.abs(measured - expected)).toBeLessThan(0.1 * Math.abs(start))
    expect(norm(predicted.map((value, k) => value - (decay.measured[k] ?? NaN)))).toBeLessThan(0.1 * norm(decay.start))
  })

  it('are not there for other experiments, methods and losses', () => {
    const { again } = done()
    expect(runKernel(SPEC, 1, 'gramMatrix', { step: 0, end: 60 }, again)).toBeNull()
    expect(
      modeDecay({ ...SPEC, training: { ...SPEC.training, method: { kind: 'output-least-squares' } } }, 1, { step: 0, end: 1 }, again),
    ).toBeNull()
  })
})
