import { describe, expect, it } from 'vitest'
import type { Arithmetic } from '../../src-main/science/arithmetic/arithmetic'
import { native, portable } from './both-arithmetics'
import { razborovInstance, type Instance, type InstanceSize } from './razborov-instance'
import { noPulse, train } from './train'

function expectRelative(actual: number, expected: number, tolerance = 1e-9): void {
  expect(Math.abs(actual - expected) / Math.abs(expected), `${actual} instead of ${expected}`).toBeLessThan(tolerance)
}

/** Labels y = f_0 - e_0 that give the chosen first error. */
function withFirstError(arithmetic: Arithmetic, instance: Instance, firstError: Float64Array): Instance {
  const { outputs } = arithmetic.startTwoLayerRelu(instance.problem, instance.hiddenWeights, instance.outputWeights).state
  return { ...instance, problem: { ...instance.problem, labels: outputs.map((f, j) => f - firstError[j]!) } }
}

function hiddenGram(
  arithmetic: Arithmetic,
  { problem }: Instance,
  state: { outputWeights: Float64Array; activations: Uint32Array },
): Float64Array {
  return arithmetic.hiddenGram(problem, state.outputWeights, state.activations, noPulse)
}

function size(seed: number, n: number, width: number, samples: number, hiddenStepSize: number, outputStepSize: number): InstanceSize {
  return { seed, inputDimension: n, hiddenWidth: width, sampleCount: samples, hiddenStepSize, outputStepSize }
}

describe.each([native, portable])('two points by hand, $id arithmetic', (arithmetic) => {
  const inputs = Float64Array.of(0.6, 0.8, 0.8, -0.6)
  const tiny = (hiddenStepSize: number, outputStepSize: number): Instance => ({
    problem: {
      inputDimension: 2,
      hiddenWidth: 2,
      sampleCount: 2,
      inputs,
      labels: Float64Array.of(1, 0),
      hiddenStepSize,
      outputStepSize,
      stopResidual: 1e-3,
      safetyValve: true,
      threads: 1,
    },
    hiddenWeights: Float64Array.of(1, 0, 0, 1),
    outputWeights: Float64Array.of(1, -1),
  })

  it('has the outputs and kernels of the initial weights', () => {
    const instance = tiny(0.1, 0)
    const { state } = arithmetic.startTwoLayerRelu(instance.problem, instance.hiddenWeights, instance.outputWeights)
    expect(state.outputs[0]).toBeCloseTo(-0.2, 15)
    expect(state.outputs[1]).toBeCloseTo(0.8, 15)
    expect(0.5 * state.residualNorm ** 2).toBeCloseTo(1.04, 14)
    expect([...state.activations]).toEqual([0b11, 0b01])
    const h = hiddenGram(arithmetic, instance, state)
    ;[2, 0, 0, 1].forEach((entry, index) => expect(h[index]).toBeCloseTo(entry, 15))
    const g = arithmetic.outputGram(instance.problem, state.hiddenWeights, noPulse)
    ;[1, 0.48, 0.48, 0.64].forEach((entry, index) => expect(g[index]).toBeCloseTo(entry, 15))
  })

  it('takes both gradients at the old point', () => {
    const instance = tiny(0.1, 0.1)
    const { state } = train(arithmetic, instance, 1)
    ;[1.008, 0.144, -0.072, 0.904].forEach((weight, index) => expect(state.hiddenWeights[index]).toBeCloseTo(weight, 14))
    ;[1.008, -0.904].forEach((weight, index) => expect(state.outputWeights[index]).toBeCloseTo(weight, 14))
  })

  it('trains the first layer', () => {
    const oneStep = train(arithmetic, tiny(0.1, 0), 1).state
    expect(oneStep.outputs[0]! - 1).toBeCloseTo(-0.96, 14)
    expect(oneStep.outputs[1]).toBeCloseTo(0.72, 14)
    const run = train(arithmetic, tiny(0.1, 0))
    expect([run.status, run.state.step, run.state.everChangedCount, run.outputWeightDistance]).toEqual(['converged', 64, 0, 0])
    expectRelative(run.state.residualNorm, Math.hypot(1.2 * 0.8 ** 64, 0.8 * 0.9 ** 64))
    expectRelative(run.hiddenWeightDistance, 1.165543153266)
  })

  it('trains the second layer', () => {
    const run = train(arithmetic, tiny(0, 0.1))
    expect([run.status, run.state.step, run.hiddenWeightDistance]).toEqual(['converged', 231, 0])
    expect([...run.state.hiddenWeights]).toEqual([1, 0, 0, 1])
    expectRelative(run.outputWeightDistance, 2.460460417899)
  })

  it('trains both layers', () => {
    const run = train(arithmetic, tiny(0.1, 0.1))
    expect([run.status, run.state.step, run.state.everChangedCount]).toEqual(['converged', 54, 0])
    expectRelative(run.hiddenWeightDistance, 1.056396784797)
    expectRelative(run.outputWeightDistance, 0.324742539848)
  })
})

interface GoldenRow {
  arithmetic: Arithmetic
  size: InstanceSize
  firstInput: number
  steps: number
  initialResidualNorm: number
  everChanged: number
  changedAtEnd: number
  hiddenWeightDistance: number
  outputWeightDistance: number
  smallestInitial: number
  smallestFinal: number
  largestInitial?: number
  trace?: number
}

const smallRow = {
  firstInput: 0.678454165332413,
  initialResidualNorm: 18.6228625236,
  smallestInitial: 2.30545848684,
  largestInitial: 23.9457779325,
  trace: 142,
}
const hundred = {
  size: size(1, 100, 100, 100, 1e-3, 0),
  firstInput: 0.320000976684976,
  steps: 543,
  initialResidualNorm: 116.52869596,
  everChanged: 823,
  changedAtEnd: 638,
  hiddenWeightDistance: 19.422102239,
  outputWeightDistance: 0,
  smallestInitial: 21.8066650655,
  smallestFinal: 21.3471018871,
  largestInitial: 117.972390436,
  trace: 4966,
}
const smallFirstLayer = {
  ...smallRow,
  size: size(1, 10, 20, 15, 1e-2, 0),
  steps: 544,
  everChanged: 58,
  changedAtEnd: 50,
  hiddenWeightDistance: 7.68529761826,
  outputWeightDistance: 0,
  smallestFinal: 2.09428601236,
}
const smallTwoRates = {
  ...smallRow,
  size: size(1, 10, 20, 15, 1e-3, 1e-3),
  steps: 2003,
  everChanged: 35,
  changedAtEnd: 27,
  hiddenWeightDistance: 4.08467295342,
  outputWeightDistance: 3.05723963593,
  smallestFinal: 2.4923636183,
}
const twoHundred = {
  size: size(1, 100, 100, 200, 1e-3, 0),
  firstInput: 0.320000976684976,
  steps: 672,
  initialResidualNorm: 166.033529497,
  everChanged: 2144,
  changedAtEnd: 1743,
  hiddenWeightDistance: 27.9264213569,
  outputWeightDistance: 0,
  smallestInitial: 18.1372250425,
  smallestFinal: 17.2170053614,
  largestInitial: 164.008182592,
  trace: 9840,
}
const rows: GoldenRow[] = [native, portable].flatMap((arithmetic) =>
  [smallFirstLayer, smallTwoRates, hundred, twoHundred].map((row) => ({ arithmetic, ...row })),
)

describe('golden instances without a random generator', () => {
  it.each(rows)('$size.seed, $size.inputDimension, $size.hiddenWidth, $size.sampleCount, $size.hiddenStepSize: $arithmetic.id', (row) => {
    const { arithmetic } = row
    const instance = razborovInstance(row.size)
    expect(instance.problem.inputs[0]).toBeCloseTo(row.firstInput, 14)
    const run = train(arithmetic, instance)
    expect([run.status, run.state.step, run.state.everChangedCount, run.changedAtEnd]).toEqual([
      'converged',
      row.steps,
      row.everChanged,
      row.changedAtEnd,
    ])
    expectRelative(run.initialResidualNorm, row.initialResidualNorm)
    expectRelative(run.hiddenWeightDistance, row.hiddenWeightDistance)
    if (row.outputWeightDistance === 0) expect(run.outputWeightDistance).toBe(0)
    else expectRelative(run.outputWeightDistance, row.outputWeightDistance)
    const m = row.size.sampleCount
    const initial = hiddenGram(arithmetic, instance, { outputWeights: instance.outputWeights, activations: run.state.initialActivations })
    const final = hiddenGram(arithmetic, instance, run.state)
    expectRelative(arithmetic.smallestEigenvalue(initial, m, noPulse).value, row.smallestInitial)
    expectRelative(arithmetic.smallestEigenvalue(final, m, noPulse).value, row.smallestFinal)
    if (row.largestInitial !== undefined) expectRelative(arithmetic.largestEigenvalue(initial, m, noPulse).value, row.largestInitial)
    if (row.trace !== undefined) {
      let trace = 0
      for (let j = 0; j < m; j++) trace += initial[j * m + j]!
      expectRelative(trace, row.trace)
    }
  })

  it.each([native, portable])('error history of the instance with 100 points: $id', (arithmetic) => {
    const { residualNorms } = train(arithmetic, razborovInstance(hundred.size))
    const published = [
      [1, 110.83285531],
      [2, 105.627096168],
      [10, 75.8420876892],
      [100, 7.64646741597],
      [542, 1.0121310336e-3],
      [543, 9.92189874551e-4],
    ] as const
    for (const [step, norm] of published) expectRelative(residualNorms[step - 1]!, norm)
  })
})

describe('other labels for the instance with 100 points', () => {
  const arithmetic = native
  const instance = razborovInstance(hundred.size)
  const scale = Math.sqrt(100 * 100)

  function lowSpectrum(sign: number): Float64Array {
    const { state } = arithmetic.startTwoLayerRelu(instance.problem, instance.hiddenWeights, instance.outputWeights)
    const { vectors } = arithmetic.symmetricEigenpairs(hiddenGram(arithmetic, instance, state), 100, 0, 0, noPulse)
    const largest = vectors.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0)
    return vectors.map((x) => sign * Math.sign(largest) * scale * x)
  }

  it.each([
    ['low, positive sign', (): Float64Array => lowSpectrum(1), 717, 998, 22.50079247, 0.8355374101],
    ['low, negative sign', (): Float64Array => lowSpectrum(-1), 698, 967, 22.49787473, 0.8538564993],
    ['local', (): Float64Array => new Float64Array(100).fill(scale, 0, 1), 563, 495, 16.98208255, 0.9959027656],
  ] as const)('%s', (_name, firstError, steps, everChanged, distance, kappa) => {
    const labelled = withFirstError(arithmetic, instance, firstError())
    const run = train(arithmetic, labelled)
    expect([run.status, run.state.step, run.state.everChangedCount]).toEqual(['converged', steps, everChanged])
    expectRelative(run.hiddenWeightDistance, distance)
    const initial = hiddenGram(arithmetic, labelled, { outputWeights: labelled.outputWeights, activations: run.state.initialActivations })
    const ratio =
      arithmetic.smallestEigenvalue(hiddenGram(arithmetic, labelled, run.state), 100, noPulse).value /
      arithmetic.smallestEigenvalue(initial, 100, noPulse).value
    expectRelative(ratio, kappa)
  })
})

describe.each([native, portable])('safety valve, $id arithmetic', (arithmetic) => {
  it.each([
    [0.012, 'converged', 39, null],
    [0.015, 'converged', 30, null],
    [0.017, 'converged', 44, null],
    [0.02, 'residual-increased', 20, 16.8434],
    [0.05, 'residual-increased', 1, 179.469],
  ] as const)('step size %d: %s at step %d', (hiddenStepSize, status, steps, norm) => {
    const run = train(arithmetic, razborovInstance({ ...hundred.size, hiddenStepSize }))
    expect([run.status, run.state.step]).toEqual([status, steps])
    if (norm !== null) {
      expectRelative(run.state.residualNorm, norm, 1e-5)
      expect(run.state.residualNorm).toBeGreaterThan(run.state.previousResidualNorm)
    }
  })
})

describe('two rates', () => {
  const wide = (hiddenStepSize: number, outputStepSize: number): Instance =>
    razborovInstance(size(3, 100, 200, 50, hiddenStepSize, outputStepSize))

  it.each([
    [native, 1e-3, 0, 200, 475, 12.95172322, 0],
    [portable, 1e-3, 0, 200, 475, 12.95172322, 0],
    [native, 1e-3, 1e-4, 177, 428, 11.79115452, 1.039883937],
    [portable, 1e-3, 1e-4, 177, 428, 11.79115452, 1.039883937],
    [native, 0, 2e-4, 4250, 0, 0, 18.32149372],
  ] as const)('%o', (arithmetic, hiddenStepSize, outputStepSize, steps, everChanged, hiddenDistance, outputDistance) => {
    const run = train(arithmetic, wide(hiddenStepSize, outputStepSize))
    expect([run.status, run.state.step, run.state.everChangedCount]).toEqual(['converged', steps, everChanged])
    for (const [actual, expected] of [
      [run.hiddenWeightDistance, hiddenDistance],
      [run.outputWeightDistance, outputDistance],
    ] as const) {
      if (expected === 0) expect(actual).toBe(0)
      else expectRelative(actual, expected)
    }
  })

  it.each([native, portable])('kernels at the start: $id', (arithmetic) => {
    const instance = wide(1e-3, 0)
    const { state } = arithmetic.startTwoLayerRelu(instance.problem, instance.hiddenWeights, instance.outputWeights)
    const g = arithmetic.outputGram(instance.problem, instance.hiddenWeights, noPulse)
    expectRelative(arithmetic.smallestEigenvalue(g, 50, noPulse).value, 10.073196, 1e-7)
    expectRelative(arithmetic.largestEigenvalue(g, 50, noPulse).value, 1673.267, 1e-6)
    expectRelative(arithmetic.smallestEigenvalue(hiddenGram(arithmetic, instance, state), 50, noPulse).value, 53.12170021)
  })
})
