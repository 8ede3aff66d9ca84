import { describe, expect, it } from 'vitest'
import { LogSpacedSteps } from '../../../../src-main/science/log-spaced-steps'
import {
  COMPLETE_SPECTRUM_UP_TO,
  measureSpectrum,
  withStructuralZeros,
} from '../../../../src-main/experiments/two-layer-relu/kernel-measurement'
import { QUANTITIES, SERIES } from '../../../../src-main/experiments/two-layer-relu/quantities'
import { runTwoLayerRelu } from '../../../../src-main/experiments/two-layer-relu/run'
import type { TwoLayerReluSpec } from '../../../../src-main/experiments/two-layer-relu/spec'
import { NotPositiveDefiniteError, type ExtremeEigenvalue } from '../../../../src-main/science/arithmetic/arithmetic'
import { PortableArithmetic } from '../../../../src-main/science/arithmetic/portable/portable'
import { portable } from '../../../fixtures/arithmetic'
import { RecordingContext } from '../../../fixtures/recording-context'
import { rates, smallSpec } from '../../../fixtures/specs'

function run(spec: TwoLayerReluSpec, seed = 2): RecordingContext & { stopReason: string; state: string } {
  const context = new RecordingContext(portable)
  const outcome = runTwoLayerRelu(spec, seed, context, null)
  return Object.assign(context, outcome)
}

describe('series', () => {
  const context = run(smallSpec({ training: { ...smallSpec().training, stepSizes: rates(4e-3, 2e-3) } }))
  const steps = Number(context.summary['steps'])

  it('have every step from 0 to the end', () => {
    for (const name of ['residualNorm', 'everChangedCount', 'activationFlips', 'hiddenWeightDistance', 'outputWeightDistance']) {
      expect(context.steps(name), name).toEqual(Array.from({ length: steps + 1 }, (_, step) => step))
    }
  })

  it('begin at 0 and end at the values of the summary', () => {
    for (const name of ['everChangedCount', 'hiddenWeightDistance', 'outputWeightDistance']) {
      expect(context.values(name)[0]).toBe(0)
      expect(context.values(name)[steps]).toBe(context.summary[name])
    }
    expect(context.values('activationFlips')[0]).toBe(0)
    expect(context.values('residualNorm')[0]).toBe(context.summary['initialResidualNorm'])
    expect(context.values('residualNorm')[steps]).toBe(context.summary['finalResidualNorm'])
  })

  it('the output layer has none when it is not trained', () => {
    expect(run(smallSpec()).series.has('outputWeightDistance')).toBe(false)
  })

  it('and quantities are all described', () => {
    const known = new Set<string>(QUANTITIES.map(({ id }) => id))
    expect(Object.keys(context.summary).filter((id) => !known.has(id))).toEqual([])
    const series = new Set<string>(SERIES.map(({ id }) => id))
    expect([...context.series.keys()].filter((id) => !series.has(id))).toEqual([])
    expect(known.size).toBe(QUANTITIES.length)
  })

  it('the identity of the neuron invariant holds to rounding and its drift is small', () => {
    expect(context.summary['invariantIdentityError']).toBeLessThan(1e-15)
    expect(context.summary['invariantDrift']).toBeGreaterThan(0)
    expect(context.summary['invariantDrift']).toBeLessThan(0.1)
  })
})

describe('ends', () => {
  it('at the budget of steps with everything measured', () => {
    const context = run(smallSpec({ training: { ...smallSpec().training, maxSteps: 10 } }))
    expect([context.state, context.stopReason, context.summary['steps']]).toEqual(['finished', 'step-budget', 10])
    expect(context.steps('hiddenKernelLambdaMin')).toEqual([0, 10])
    expect(context.summary['lateDecayRate']).toBeUndefined()
  })

  it('with a budget of no steps: start and end are the same', () => {
    const context = run(smallSpec({ training: { ...smallSpec().training, maxSteps: 0 } }))
    expect([context.stopReason, context.summary['steps'], context.summary['kappaH']]).toEqual(['step-budget', 0, 1])
    expect(context.steps('residualNorm')).toEqual([0])
    expect(context.spectra.map(({ name, step }) => `${name} ${step}`)).toEqual(['hiddenKernel 0', 'outputKernel 0'])
  })

  it('at once when the start is good enough', () => {
    const context = run(smallSpec({ training: { ...smallSpec().training, stopResidual: 1e9 } }))
    expect([context.state, context.stopReason, context.summary['steps']]).toEqual(['finished', 'converged', 0])
    expect(context.summary['frozenKernelSteps']).toBe(0)
  })
})

describe('spectra', () => {
  it('are taken at start, end and log-spaced steps, once each, with their health', () => {
    const context = run(smallSpec({ measurements: { ...smallSpec().measurements, spectrumSteps: 8 } }))
    const steps = context.steps('hiddenKernelLambdaMin')
    expect(steps[0]).toBe(0)
    expect(steps.at(-1)).toBe(context.summary['steps'])
    expect(steps.length).toBeGreaterThanOrEqual(8)
    expect(new Set(steps).size).toBe(steps.length)
    for (const { name, step, values, complete, order, health } of context.spectra) {
      expect(values).toHaveLength(14)
      expect(values).toEqual(values.toSorted())
      expect([complete, order]).toEqual([true, 14])
      expect(values[0]).toBe(context.series.get(`${name}LambdaMin`)?.find(([at]) => at === step)?.[1])
      expect(health.symmetryError).toBe(0)
      expect(health.traceError).toBeLessThan(1e-14)
      expect(health.noiseFloor).toBe(14 * 2 ** -52 * (values[13] ?? NaN))
    }
    // the first one of H has eigenvectors, because the predictor needs them
    expect(context.spectra[0]?.health.residual).toBeLessThan(1e-14)
    expect(context.spectra[1]?.health.residual).toBeNull()
  })

  it('of G with fewer neurons than points are zeros and the eigenvalues by neuron', () => {
    const wide = { hiddenWidth: 9, hiddenWeights: { kind: 'gaussian' }, outputWeights: { kind: 'signs' } } as const
    const context = run(smallSpec({ model: wide, training: { ...smallSpec().training, maxSteps: 1 } }))
    const spectrum = context.spectra.find(({ name }) => name === 'outputKernel')
    expect(spectrum?.values.slice(0, 5)).toEqual(new Float64Array(5))
    expect(spectrum?.values[5]).toBeGreaterThan(0)
    expect(spectrum?.health.method).toContain('rank of G at most S = 9 < m = 14')
    expect(context.summary['outputKernelLambdaMinStart']).toBe(0)
  })

  it('that are singular by structure give no kappa_H, and the log says why', () => {
    const context = run(
      smallSpec({
        data: { kind: 'sphere', inputDimension: 3, sampleCount: 20 },
        model: { hiddenWidth: 4, hiddenWeights: { kind: 'gaussian' }, outputWeights: { kind: 'signs' } },
        training: { ...smallSpec().training, maxSteps: 5 },
      }),
    )
    expect(context.summary['kappaH']).toBeUndefined()
    expect(context.summary['frozenKernelHiddenDistance']).toBeUndefined()
    expect(context.notes.join(' ')).toContain('its rank is at most nS = 12')
  })

  it('are not taken when not asked for', () => {
    const context = run(
      smallSpec({ measurements: { hiddenKernel: false, outputKernel: false, spectrumSteps: 5, frozenKernelPredictor: false } }),
    )
    expect(context.spectra).toEqual([])
    expect(context.summary['kappaH']).toBeUndefined()
    expect(context.summary['frozenKernelSteps']).toBeUndefined()
  })
})

describe('measureSpectrum above the order of complete spectra', () => {
  const order = COMPLETE_SPECTRUM_UP_TO + 1
  const matrix = new Float64Array(order * order)
  const extreme = (value: number, method: string): ExtremeEigenvalue => ({
    value,
    residual: 1e-12,
    iterations: 3,
    vector: new Float64Array(),
    method,
  })

  it('keeps only the extremes and says how', () => {
    class Extremes extends PortableArithmetic {
      override smallestEigenvalue(): ExtremeEigenvalue {
        return extreme(0.5, 'inverse')
      }
      override largestEigenvalue(): ExtremeEigenvalue {
        return extreme(7, 'direct')
      }
    }
    const spectrum = measureSpectrum(new Extremes(), matrix, order, () => undefined)
    expect(spectrum).toMatchObject({ lambdaMin: 0.5, lambdaMax: 7, complete: false, values: Float64Array.of(0.5, 7) })
    expect(spectrum?.health).toMatchObject({ traceError: null, residual: 1e-12, method: 'smallest: inverse; largest: direct' })
    if (spectrum === null) throw new Error('nothing measured')
    expect(withStructuralZeros(spectrum, order + 5, 'rank')).toMatchObject({ lambdaMin: 0, values: Float64Array.of(0, 7), complete: false })
  })

  it('computes all eigenvalues when the Cholesky factorisation fails, and passes other errors on', () => {
    class Singular extends PortableArithmetic {
      override smallestEigenvalue(): ExtremeEigenvalue {
        throw new NotPositiveDefiniteError('pivot 7')
      }
      override symmetricEigenvalues(_: Float64Array, size: number): Float64Array {
        return Float64Array.from({ length: size }, (_value, index) => index - 1)
      }
    }
    const spectrum = measureSpectrum(new Singular(), matrix, order, () => undefined)
    expect(spectrum).toMatchObject({ lambdaMin: -1, lambdaMax: order - 2, complete: true })
    expect(spectrum?.health.method).toContain('not numerically positive definite')
    class Broken extends PortableArithmetic {
      override smallestEigenvalue(): ExtremeEigenvalue {
        throw new RangeError('other')
      }
    }
    expect(() => measureSpectrum(new Broken(), matrix, order, () => undefined)).toThrow('other')
  })

  it('does not measure what is not finite', () => {
    expect(measureSpectrum(portable, Float64Array.of(1, NaN, NaN, 1), 2, () => undefined)).toBeNull()
  })
})

describe('LogSpacedSteps', () => {
  const stepsUpTo = (schedule: LogSpacedSteps, end: number): number[] => {
    const steps: number[] = []
    for (let step = schedule.after(0); step <= end; step = schedule.after(step)) steps.push(step)
    return steps
  }

  it('is log-spaced up to the expected number of steps and goes on with the same ratio', () => {
    const schedule = new LogSpacedSteps(4, 1000)
    expect(stepsUpTo(schedule, 200_000)).toEqual([1, 10, 100, 1000, 10_000, 100_000])
  })

  it('takes steps that round to the same integer once', () => {
    const steps = stepsUpTo(new LogSpacedSteps(25, 500), 500)
    expect(steps[0]).toBe(1)
    expect(steps.at(-1)).toBe(500)
    expect(steps).toEqual([...new Set(steps)].toSorted((a, b) => a - b))
    expect(steps.length).toBeGreaterThan(19)
  })

  it('does not depend on the step from which it is asked', () => {
    const schedule = new LogSpacedSteps(30, 20_000)
    const steps = stepsUpTo(schedule, 25_000)
    for (let step = 0; step < 25_000; step += 7) expect(schedule.after(step)).toBe(steps.find((at) => at > step) ?? schedule.after(25_000))
  })

  it('is empty for no steps', () => {
    expect(new LogSpacedSteps(0, 1000).after(0)).toBe(Infinity)
  })
})
