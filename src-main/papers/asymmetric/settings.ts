import type { Axis, AxisValues, CellPlan } from '../../contract'
import type { TwoLayerSpec } from '../../experiments/two-layer/spec'
import { philoxBlock } from '../../science/random'

export const PAPER = 'arXiv 2302.01002'

/** One choice of gamma and alpha. */
export interface ScaleSetting {
  /** gamma */
  symmetricShare: number
  /** alpha of the Zipf profile; without meaning at gamma = 1 */
  exponent: number | null
}

/**
 * The settings of the paper's text and of its figures: the text has (0.5, 0.5) where all plotted figures have (0.2, 0.5); both are run.
 */
export const SETTINGS: readonly ScaleSetting[] = [
  { symmetricShare: 1, exponent: null },
  { symmetricShare: 0.5, exponent: 0.7 },
  { symmetricShare: 0.5, exponent: 0.5 },
  { symmetricShare: 0.2, exponent: 0.5 },
  { symmetricShare: 0, exponent: 0.4 },
]

export const SETTING_AXIS: Axis = { id: 'setting', label: 'Node scales', symbol: '\\gamma,\\alpha' }
export const SETTING_NOTE =
  'The text of the paper names (gamma, alpha) = (0.5, 0.5) as the third setting; the figures its authors published use (0.2, 0.5). Both are run.'

export function settingName({ symmetricShare, exponent }: ScaleSetting): string {
  return exponent === null ? `\u03b3 = ${symmetricShare}` : `\u03b3 = ${symmetricShare}, \u03b1 = ${exponent}`
}

/** The same again as text of an axis value, without letters that a terminal may lack. */
export function settingAxes(setting: ScaleSetting): AxisValues {
  return {
    setting: settingName(setting),
    symmetricShare: setting.symmetricShare,
    ...(setting.exponent === null ? {} : { exponent: setting.exponent }),
  }
}

export function nodeScales({ symmetricShare, exponent }: ScaleSetting): TwoLayerSpec['model']['nodeScales'] {
  return { kind: 'asymmetric', symmetricShare, profile: { kind: 'zipf', exponent: exponent ?? 0.5 } }
}

/** How loss, noise and initial weights are normalised: as the paper states it, or as in the program its authors published. */
export type Convention = 'stated' | 'published-program'

export interface ConventionValues {
  activation: 'swish' | 'relu'
  loss: TwoLayerSpec['loss']
  weightVariance: number
  noise: number
}

export const CONVENTIONS: Readonly<Record<Convention, ConventionValues>> = {
  stated: { activation: 'swish', loss: 'half-sum', weightVariance: 1, noise: 1 },
  'published-program': { activation: 'relu', loss: 'mean', weightVariance: 2, noise: 0.1 },
}

/** The network of the paper on given data: all weights of the hidden layer trained, signs in the output layer fixed. */
export function asymmetricSpec(given: {
  data: TwoLayerSpec['data']
  dataSeed: number
  hiddenWidth: number
  setting: ScaleSetting
  values: Pick<ConventionValues, 'activation' | 'loss' | 'weightVariance'>
  steps: number
  recordedEvery: number
  kernelPoints?: number
  /** the spectrum of the mean kernel, for the theorems */
  limitKernel?: boolean
}): TwoLayerSpec {
  return {
    experiment: 'two-layer',
    version: 1,
    data: given.data,
    dataSeed: given.dataSeed,
    preprocessing: { scaling: 'none', smoothing: 0 },
    labels: { kind: 'data' },
    model: {
      hiddenWidth: given.hiddenWidth,
      activation: { kind: given.values.activation },
      preactivationScale: 'inverse-sqrt-input-dimension',
      hiddenWeights: { kind: 'gaussian', variance: given.values.weightVariance },
      biases: { kind: 'none' },
      outputWeights: { kind: 'signs' },
      nodeScales: nodeScales(given.setting),
    },
    loss: given.values.loss,
    training: {
      method: { kind: 'gradient-descent' },
      stepSizes: { kind: 'given', hidden: 1, bias: 0, output: 0 },
      stop: { steps: given.steps, increase: false },
    },
    measurements: {
      recording: { kind: 'interval', steps: given.recordedEvery },
      kernels: ['tangent'],
      kernelSteps: 24,
      ...(given.kernelPoints === undefined ? {} : { kernelPoints: given.kernelPoints }),
      limitKernel: given.limitKernel === true,
      lazyPrediction: false,
      mostMovedNeuron: true,
    },
  }
}

/** Seeds of the repetitions: Philox 4x32-10 with key (base, 4) and counter (repetition, 0, 0, 0); the same weights for every setting. */
export function repetitionSeeds(baseSeed: number, count: number): number[] {
  const words = new Uint32Array(4)
  return Array.from({ length: count }, (_, repetition) => {
    philoxBlock(repetition, 0, 0, 0, baseSeed, 4, words, 0)
    return words[0] ?? 0
  })
}

export function planSettings(spec: (setting: ScaleSetting) => TwoLayerSpec, seeds: number[]): CellPlan[] {
  return SETTINGS.map((setting) => ({ spec: spec(setting), seeds, axes: settingAxes(setting) }))
}
