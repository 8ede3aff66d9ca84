import type { ActivationSpec, Axis, CellPlan, PointData, Preprocessing, RecipeSize } from '../../contract'
import type { TwoLayerSpec } from '../../experiments/two-layer/spec'
import { activationOf } from '../../science/activations'
import { ACTIVATION_AXIS, PAPER_ACTIVATIONS, SAMPLE_COUNT_AXIS, WIDTH_AXIS, type Width } from './cells'
import { kernelSpec } from './kernel-spec'

export const PANEL_AXIS: Axis = { id: 'panel', label: 'Panel', symbol: '' }
export const PIXELS_AXIS: Axis = { id: 'pixels', label: 'Pixels', symbol: '' }
export const FIGURE_2_AXES: Axis[] = [PANEL_AXIS, ACTIVATION_AXIS, PIXELS_AXIS, WIDTH_AXIS, SAMPLE_COUNT_AXIS]

export const PANELS = { geometry: '(a), (b) geometry', spectrum: '(c) spectrum', training: '(d) training' } as const
export const PIXELS = { plain: 'as they are', centred: 'mean taken off' } as const
export type Pixels = keyof typeof PIXELS

/** Images of a study: points for the geometry and the spectra, and with their classes for the training. */
export interface Images {
  /** the first `count` of them, all when there are fewer */
  points(count: number): { data: PointData; count: number }
  /** the same for the training, of which a quick look may take coarser images */
  trainingPoints(count: number, size: RecipeSize): { data: PointData; count: number }
  labels(count: number): TwoLayerSpec['labels']
}

interface Scale {
  /** of the geometry and of the spectra at infinite width */
  samples: number
  finite: { samples: number; width: number; runs: number }
  training: { samples: number; width: number; epochs: number; stepSize: number; runs: number; probe: number }
}

const BATCH_SIZE = 256
const PAPER_STEP_SIZE = 1e-3

/** `full` is the paper's, except for the spectra at finite width and the width of the training. */
const SCALES: Readonly<Record<RecipeSize, Scale>> = {
  full: {
    samples: 10_000,
    finite: { samples: 1000, width: 10_000, runs: 3 },
    // the largest round width whose weights fit into one array
    training: { samples: 10_000, width: 80_000, epochs: 100, stepSize: PAPER_STEP_SIZE, runs: 1, probe: 500 },
  },
  quick: {
    samples: 600,
    finite: { samples: 300, width: 3000, runs: 1 },
    // far fewer steps and neurons: a step size with which they lead somewhere
    training: { samples: 500, width: 200, epochs: 100, stepSize: 1, runs: 1, probe: 200 },
  },
}

/** Section 2 of the paper, perhaps of images whose mean has been taken off. */
function preprocessing(pixels: Pixels): Preprocessing {
  return { scaling: 'two-coordinates', smoothing: 0, ...(pixels === 'centred' ? { centring: 'columns' } : {}) }
}

/** Init(fan-in) of appendix D without biases: w ~ N(0, I/d), a ~ N(0, 1/m), both layers trained. */
function trainingSpec(activation: ActivationSpec, images: Images, size: RecipeSize): TwoLayerSpec {
  const scale = SCALES[size].training
  const { data, count } = images.trainingPoints(scale.samples, size)
  return {
    experiment: 'two-layer',
    version: 1,
    data,
    preprocessing: preprocessing('plain'),
    labels: images.labels(scale.samples),
    model: {
      hiddenWidth: scale.width,
      activation,
      preactivationScale: 'one',
      hiddenWeights: { kind: 'gaussian', variance: 'inverse-input-dimension' },
      biases: { kind: 'none' },
      outputWeights: { kind: 'gaussian', variance: 'inverse-hidden-width' },
      nodeScales: { kind: 'one' },
    },
    loss: 'cross-entropy',
    training: {
      method: { kind: 'stochastic', batchSize: Math.min(BATCH_SIZE, count), replacement: false },
      stepSizes: { kind: 'given', hidden: scale.stepSize, bias: 0, output: scale.stepSize },
      stop: { steps: scale.epochs * Math.ceil(count / BATCH_SIZE), increase: false },
    },
    measurements: {
      recording: { kind: 'interval', steps: Math.ceil(count / BATCH_SIZE) },
      kernels: ['hidden'],
      kernelSteps: 4,
      kernelPoints: Math.min(scale.probe, count),
      limitKernel: false,
      lazyPrediction: false,
    },
  }
}

export function figure2Plan(images: Images, size: RecipeSize, baseSeed: number): CellPlan[] {
  const { samples, finite, training } = SCALES[size]
  const seeds = (runs: number): number[] => Array.from({ length: runs }, (_, i) => baseSeed + i)
  const cell = (
    spec: CellPlan['spec'],
    runs: number,
    axes: { panel: string; activation?: ActivationSpec; pixels?: Pixels; width?: Width; samples: number },
  ): CellPlan => ({
    spec,
    seeds: seeds(runs),
    axes: {
      panel: axes.panel,
      activation: axes.activation === undefined ? 'none' : activationOf(axes.activation).name,
      pixels: PIXELS[axes.pixels ?? 'plain'],
      hiddenWidth: axes.width ?? 'none',
      sampleCount: axes.samples,
    },
  })
  const all = images.points(samples)
  const few = images.points(finite.samples)
  const trained = images.trainingPoints(training.samples, size)
  const both = Object.keys(PIXELS) as Pixels[]
  return [
    ...both.map((pixels) =>
      cell({ experiment: 'data-geometry', version: 1, data: all.data, dataSeed: baseSeed, preprocessing: preprocessing(pixels) }, 1, {
        panel: PANELS.geometry,
        pixels,
        samples: all.count,
      }),
    ),
    ...both.flatMap((pixels) =>
      PAPER_ACTIVATIONS.map((activation) =>
        cell(
          {
            ...kernelSpec({ data: all.data, activation, preprocessing: preprocessing(pixels), measurements: { eigenvalues: 'all' } }),
            dataSeed: baseSeed,
          },
          1,
          { panel: PANELS.spectrum, activation, pixels, width: 'infinite', samples: all.count },
        ),
      ),
    ),
    ...PAPER_ACTIVATIONS.map((activation) =>
      cell(
        {
          ...kernelSpec({
            data: few.data,
            activation,
            hiddenWidth: finite.width,
            preprocessing: preprocessing('plain'),
            measurements: { eigenvalues: 'all' },
          }),
          dataSeed: baseSeed,
        },
        finite.runs,
        { panel: PANELS.spectrum, activation, width: finite.width, samples: few.count },
      ),
    ),
    ...PAPER_ACTIVATIONS.map((activation) =>
      cell({ ...trainingSpec(activation, images, size), dataSeed: baseSeed }, training.runs, {
        panel: PANELS.training,
        activation,
        width: training.width,
        samples: trained.count,
      }),
    ),
  ]
}
