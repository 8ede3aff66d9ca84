import { LabError, type FieldProblem, type FileArray, type StoredArray } from '../../contract'
import { activationOf } from '../../science/activations'
import type { Cost, Experiment } from '../experiment'
import { activationProblems } from '../points/activation-problems'
import { pointCounts } from '../points/point-counts'
import { AXES, axisValuesOf, titleOf } from './naming'
import { QUANTITIES, SERIES } from './quantities'
import { runInitialisationMonteCarlo } from './run'
import type { InitialisationMonteCarloSpec } from './spec'

const BYTES = 8
const MOST_POINTS = 1000
/** n^3 threefold integrals of some ten milliseconds. */
const MOST_POINTS_WITH_CURVATURE = 12
const MOST_WEIGHTS = 100_000_000
/** What takes as long as so many operations of the eigenvalue solvers: drawing a weight, a small kernel with its eigenvalues, an integral of theorem 4.4. */
const WEIGHT_FLOPS = 3500
const KERNEL_FLOPS = 3e7
const INTEGRAL_FLOPS = 3.5e8

function costOf(spec: InitialisationMonteCarloSpec): Cost {
  const counts = pointCounts(spec)
  const nothing = { trainingFlops: 0, spectrumFlops: 0, memoryBytes: 0, expectedSteps: 0 }
  if (counts === null) return nothing
  const { sampleCount: n, inputDimension: d } = counts
  const { statistic, model } = spec
  const m = model.hiddenWidth
  switch (statistic.kind) {
    case 'node-scales':
      return { ...nothing, memoryBytes: 4 * m * BYTES }
    case 'kernel':
      return {
        ...nothing,
        spectrumFlops: statistic.draws * (m * d * WEIGHT_FLOPS + 8 * m * n * (n + d) + 4 * n * n * n + KERNEL_FLOPS),
        memoryBytes: (8 * n * n + 4 * m * d) * BYTES,
      }
    case 'velocities':
      return {
        ...nothing,
        spectrumFlops: statistic.draws * m * (d * WEIGHT_FLOPS + 100 * n * (n + d)) + n * n * n * INTEGRAL_FLOPS,
        memoryBytes: (8 * n * n + 4 * m * d + 1e6) * BYTES,
      }
    case 'limit':
      return {
        ...nothing,
        spectrumFlops: statistic.sequences * statistic.nodes * (d * WEIGHT_FLOPS + 8 * n * (n + d)),
        memoryBytes: (200 * n * n + 4 * statistic.nodes * d) * BYTES,
      }
  }
}

function check(spec: InitialisationMonteCarloSpec): FieldProblem[] {
  const problems = activationProblems(spec.model.activation, 'model.activation')
  const { data, model, statistic } = spec
  const require = (holds: boolean, path: string, rule: string): void => {
    if (!holds) problems.push({ path, rule })
  }
  if (data.kind === 'circle' && data.geometry === 'full-with-constant')
    require(data.liftDimension !== 2, 'data.liftDimension', 'is at least 3 for a circle with a constant coordinate')
  if (data.kind === 'duplicated')
    require(2 * data.duplicates <= data.sampleCount, 'data.duplicates', 'is at most half the number of points')
  if (model.profile.kind === 'list')
    require(model.profile.values.some((value) => value > 0), 'model.profile.values', 'has a positive value')
  const counts = pointCounts(spec)
  if (counts === null) return problems
  require(counts.sampleCount <= MOST_POINTS, 'data', `has at most ${MOST_POINTS} points`)
  const nodes = statistic.kind === 'limit' ? statistic.nodes : model.hiddenWidth
  require(nodes * counts.inputDimension <= MOST_WEIGHTS, 'model.hiddenWidth', `nodes times input dimension is at most ${MOST_WEIGHTS}`)
  if (statistic.kind === 'limit') require(statistic.nodes >= 1000, 'statistic.nodes', 'is at least 1000, ten times the least largest width')
  if (statistic.kind === 'velocities' && problems.length === 0 && activationOf(model.activation).smoothness.kind !== 'jump')
    require(counts.sampleCount <= MOST_POINTS_WITH_CURVATURE, 'data', `has at most ${MOST_POINTS_WITH_CURVATURE} points for this statistic`)
  return problems
}

function resolveFiles(
  spec: InitialisationMonteCarloSpec,
  load: (file: FileArray, field: string) => StoredArray,
): InitialisationMonteCarloSpec {
  if (spec.data.kind !== 'file') return spec
  const stored = load(spec.data, 'data')
  if (stored.shape.length === 2) return { ...spec, data: stored }
  const rule = `has shape (${stored.shape.join(', ')}), expected a matrix with a row for each point`
  throw new LabError('invalid-file', `data: ${spec.data.path} ${rule}. Nothing was stored.`, [{ path: 'data', rule }])
}

/** Averages over the initialisations of a network with asymmetrical node scaling (arXiv 2302.01002). */
export const initialisationMonteCarlo: Experiment<InitialisationMonteCarloSpec> = {
  info: {
    id: 'initialisation-monte-carlo',
    title: 'Averages over initialisations, asymmetrical node scaling',
    quantities: [...QUANTITIES],
    series: [...SERIES],
  },
  axes: AXES,
  axisValues: axisValuesOf,
  title: titleOf,
  cost: costOf,
  check,
  resolveFiles,
  run: runInitialisationMonteCarlo,
}
