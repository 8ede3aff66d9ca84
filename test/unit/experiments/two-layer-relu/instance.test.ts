import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../../../src-main/experiments/experiment'
import { runTwoLayerRelu } from '../../../../src-main/experiments/two-layer-relu/run'
import type { TwoLayerReluSpec } from '../../../../src-main/experiments/two-layer-relu/spec'
import { normals, RandomStream, signs, spherePoints } from '../../../../src-main/science/random'
import { timesVector } from '../../../../src-main/science/symmetric-matrix'
import { portable } from '../../../fixtures/arithmetic'
import { RecordingContext, StoppedForTest } from '../../../fixtures/recording-context'
import { rates, smallSpec } from '../../../fixtures/specs'

const SEED = 17
const n = 10
const S = 40
const m = 14

function start(spec: TwoLayerReluSpec): { context: RecordingContext; snapshot: Snapshot; error: Float64Array } {
  const context = new RecordingContext(portable)
  context.stopAt = () => true
  expect(() => runTwoLayerRelu(spec, SEED, context, null)).toThrow(StoppedForTest)
  const snapshot = context.lastSnapshot
  const outputs = snapshot?.arrays['outputs']
  const labels = snapshot?.arrays['labels']
  if (snapshot === null || outputs === undefined || !(labels instanceof Float64Array)) throw new Error('no snapshot was taken')
  return { context, snapshot, error: labels.map((y, j) => (outputs[j] ?? NaN) - y) }
}

const inputs = spherePoints(new RandomStream(SEED, 'data'), n, 0, m)

/** H_0 from the definition, by plain loops. */
function hiddenKernel(snapshot: Snapshot): Float64Array {
  const W = snapshot.arrays['hiddenWeights'] ?? new Float64Array()
  const z = snapshot.arrays['outputWeights'] ?? new Float64Array()
  const dot = (a: ArrayLike<number>, i: number, b: ArrayLike<number>, k: number): number => {
    let sum = 0
    for (let c = 0; c < n; c++) sum += (a[i * n + c] ?? NaN) * (b[k * n + c] ?? NaN)
    return sum
  }
  const kernel = new Float64Array(m * m)
  for (let j = 0; j < m; j++) {
    for (let k = 0; k < m; k++) {
      let coactivation = 0
      for (let nu = 0; nu < S; nu++) if (dot(W, nu, inputs, j) > 0 && dot(W, nu, inputs, k) > 0) coactivation += (z[nu] ?? NaN) ** 2
      kernel[j * m + k] = coactivation * dot(inputs, j, inputs, k)
    }
  }
  return kernel
}

describe('streams', () => {
  it('weights and labels are the named streams of the seed', () => {
    const { snapshot } = start(smallSpec())
    expect(snapshot.arrays['initialHiddenWeights']).toEqual(normals(new RandomStream(SEED, 'hidden-weights'), 0, S * n))
    expect(snapshot.arrays['initialOutputWeights']).toEqual(signs(new RandomStream(SEED, 'output-weights'), 0, S))
    const labels = normals(new RandomStream(SEED, 'labels'), 0, m).map((value) => Math.sqrt(S) * value)
    expect(snapshot.arrays['labels']).toEqual(labels)
  })

  it('a variance given as a number is the variance of the labels', () => {
    const { snapshot } = start(smallSpec({ labels: { kind: 'gaussian', variance: 2.25 } }))
    expect(snapshot.arrays['labels']).toEqual(normals(new RandomStream(SEED, 'labels'), 0, m).map((value) => 1.5 * value))
  })

  it('gaussian output weights are normals', () => {
    const { snapshot } = start(
      smallSpec({ model: { hiddenWidth: S, hiddenWeights: { kind: 'gaussian' }, outputWeights: { kind: 'gaussian' } } }),
    )
    expect(snapshot.arrays['initialOutputWeights']).toEqual(normals(new RandomStream(SEED, 'output-weights'), 0, S))
  })
})

describe('labels that fix the initial error', () => {
  it.each([1, -1] as const)('low spectrum, sign %i: eigenvector of the smallest eigenvalue, norm sqrt(mS)', (sign) => {
    const { error, snapshot, context } = start(smallSpec({ labels: { kind: 'low-spectrum', sign } }))
    const lambda = context.summary['hiddenKernelLambdaMinStart'] ?? NaN
    timesVector(hiddenKernel(snapshot), error).forEach((value, j) => {
      expect(value).toBeCloseTo(lambda * (error[j] ?? NaN), 10)
    })
    expect(Math.sqrt(error.reduce((sum, e) => sum + e * e, 0))).toBeCloseTo(Math.sqrt(m * S), 11)
    const dominant = error.reduce((most, e) => (Math.abs(e) > Math.abs(most) ? e : most), 0)
    expect(Math.sign(dominant)).toBe(sign)
  })

  it('low spectrum is the same whether or not the predictor needs the whole eigensystem', () => {
    const labels = { kind: 'low-spectrum', sign: 1 } as const
    const measurements = { ...smallSpec().measurements, frozenKernelPredictor: false }
    const [whole, single] = [start(smallSpec({ labels })).error, start(smallSpec({ labels, measurements })).error]
    single.forEach((e, j) => {
      expect(e).toBeCloseTo(whole[j] ?? NaN, 9)
    })
  })

  it('high spectrum: sqrt(nS) X^T X^1', () => {
    const { error } = start(smallSpec({ labels: { kind: 'high-spectrum' } }))
    error.forEach((e, j) => {
      let product = 0
      for (let i = 0; i < n; i++) product += (inputs[j * n + i] ?? NaN) * (inputs[i] ?? NaN)
      expect(e).toBeCloseTo(Math.sqrt(n * S) * product, 11)
    })
  })

  it('local: all on the first point', () => {
    const { error } = start(smallSpec({ labels: { kind: 'local' } }))
    expect(error[0]).toBeCloseTo(Math.sqrt(m * S), 11)
    expect(Math.max(...error.slice(1).map(Math.abs))).toBeLessThan(1e-13)
  })
})

describe('LeCun initialisation', () => {
  const eta = 0.05
  const lecun = smallSpec({
    training: { stepSizes: { kind: 'lecun', stepSize: eta }, stopResidual: 1e-3, safetyValve: true, maxSteps: 200 },
  })

  it('is the two step sizes eta / S and eta / n', () => {
    const ends = [lecun, smallSpec({ training: { ...lecun.training, stepSizes: rates(eta / S, eta / n) } })].map((spec) => {
      const context = new RecordingContext(portable)
      runTwoLayerRelu(spec, SEED, context, null)
      return context.summary
    })
    expect(ends[0]).toEqual(ends[1])
  })

  it('is the trajectory of the network with weights N(0, 1/n) and N(0, 1/S), one step size and labels y / sqrt(nS)', () => {
    const { snapshot } = start(lecun)
    const V = Float64Array.from(snapshot.arrays['hiddenWeights'] ?? [], (w) => w / Math.sqrt(n))
    const u = Float64Array.from(snapshot.arrays['outputWeights'] ?? [], (z) => z / Math.sqrt(S))
    const targets = Float64Array.from(snapshot.arrays['labels'] ?? [], (y) => y / Math.sqrt(n * S))
    const context = new RecordingContext(portable)
    runTwoLayerRelu(lecun, SEED, context, null)
    const residuals = context.values('residualNorm')
    for (const residual of residuals) {
      const norm = gradientStep(V, u, targets, eta)
      expect(Math.abs(norm * Math.sqrt(n * S) - residual) / residual).toBeLessThan(1e-11)
    }
    expect(residuals.length).toBe(201)
  })

  /** One step of plain gradient descent on half the squared error; answers the norm of the error before it. */
  function gradientStep(V: Float64Array, u: Float64Array, targets: Float64Array, stepSize: number): number {
    const features = new Float64Array(S * m)
    const error = targets.map((y) => -y)
    for (let nu = 0; nu < S; nu++) {
      for (let j = 0; j < m; j++) {
        let activation = 0
        for (let i = 0; i < n; i++) activation += V[nu * n + i]! * inputs[j * n + i]!
        features[nu * m + j] = Math.max(0, activation)
        error[j]! += u[nu]! * Math.max(0, activation)
      }
    }
    for (let nu = 0; nu < S; nu++) {
      const weight = u[nu]!
      for (let j = 0; j < m; j++) {
        if (features[nu * m + j]! <= 0) continue
        u[nu]! -= stepSize * error[j]! * features[nu * m + j]!
        for (let i = 0; i < n; i++) V[nu * n + i]! -= stepSize * weight * error[j]! * inputs[j * n + i]!
      }
    }
    return Math.sqrt(error.reduce((sum, e) => sum + e * e, 0))
  }
})
