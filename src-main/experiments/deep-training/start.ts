import type { DeepNetwork, DeepState, ParameterGroup } from '../../science/arithmetic/deep-network'
import {
  fanInVariance,
  fanOutVariance,
  fixupVariance,
  initialDeepState,
  initialParameters,
  parameterParts,
  type ParameterPart,
  type WeightVariance,
} from '../../science/deep'
import { RandomStream } from '../../science/random'
import type { DeepTrainingSpec } from './spec'

/** State before the first update; the weights of a layer come from the stream `weights of <path>`, such as `weights of layers.0`. */
export function startState(spec: DeepTrainingSpec, network: DeepNetwork, seed: number): DeepState {
  const stream = ({ path }: ParameterPart): RandomStream => new RandomStream(seed, `weights of ${path}`)
  return initialDeepState(network, initialParameters(network, spec.precision, varianceOf(spec, network), stream))
}

function varianceOf({ initialisation }: DeepTrainingSpec, network: DeepNetwork): WeightVariance {
  if (initialisation.kind === 'fixup') return fixupVariance(network)
  const { kind, gain } = initialisation
  const hidden = kind === 'fan-in' ? fanInVariance(gain) : fanOutVariance(gain)
  const output = fanInVariance(1)
  return (part) => (part.place === network.layers.length - 1 ? output(part) : hidden(part))
}

/** Parameters that are updated alike, with their step size over that of the run. */
export type ScaledGroup = Omit<ParameterGroup, 'stepSize'> & { ratio: number }

/** One group, or with a step size of their own the scalars of Fixup between the others. */
export function parameterGroups(
  network: DeepNetwork,
  { weightDecay, scalarStepRatio = 1 }: Pick<DeepTrainingSpec['training'], 'weightDecay' | 'scalarStepRatio'>,
): ScaledGroup[] {
  const groups: ScaledGroup[] = []
  for (const { role, first, count } of parameterParts(network)) {
    const ratio = role === 'scalar-bias' || role === 'scalar-scale' ? scalarStepRatio : 1
    const last = groups.at(-1)
    if (last?.ratio === ratio) last.count += count
    else groups.push({ first, count, weightDecay, ratio })
  }
  return groups
}
