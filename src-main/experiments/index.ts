import type { ExperimentSpec } from '../contract'
import type { Experiment } from './experiment'
import { activationAnalysis } from './activation-analysis'
import { activationDepth } from './activation-depth'
import { deepTraining } from './deep-training'
import { depthConditioning } from './depth-conditioning'
import { depthDescent } from './depth-descent'
import { depthInterpolation } from './depth-interpolation'
import { depthMonteCarlo } from './depth-monte-carlo'
import { statisticalQueries } from './statistical-queries'
import { initialisationMonteCarlo } from './initialisation-monte-carlo'
import { dataGeometry } from './data-geometry'
import { kernelSpectrum } from './kernel-spectrum'
import { pruning } from './pruning'
import { quasiRandomProperties } from './quasi-random-properties'
import { trainingBounds } from './training-bounds'
import { transfer } from './transfer'
import { twoLayer } from './two-layer'
import { twoLayerRelu } from './two-layer-relu'

export { cellHash } from './cell-hash'

/** Every kind of experiment; adding one is one line here and one in the contract's union of specs. */
export const EXPERIMENTS: readonly Experiment[] = [
  twoLayerRelu,
  twoLayer,
  kernelSpectrum,
  activationAnalysis,
  dataGeometry,
  initialisationMonteCarlo,
  trainingBounds,
  quasiRandomProperties,
  pruning,
  transfer,
  activationDepth,
  depthConditioning,
  depthMonteCarlo,
  depthDescent,
  statisticalQueries,
  depthInterpolation,
  deepTraining,
]

export function experimentOf(spec: ExperimentSpec): Experiment {
  const found = EXPERIMENTS.find(({ info }) => info.id === spec.experiment)
  if (found === undefined) throw new TypeError(`There is no experiment ${spec.experiment}`)
  return found
}
