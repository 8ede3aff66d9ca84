import { type RunRecord } from '../../contract'
import { resolvedDimensions as deepDimensions } from '../../experiments/deep-training/dimensions'
import { resolvedDimensions } from '../../experiments/two-layer/dimensions'

/** How often a step goes through the training points: once with the full batch. null where a run has no such steps. */
export function epochsPerStep({ spec }: Pick<RunRecord, 'spec'>): number | null {
  if (spec.experiment === 'two-layer' && spec.fork !== undefined && !keepsMethod(spec.training, spec.fork.training)) return null
  switch (spec.experiment) {
    case 'two-layer-relu':
      return 1
    case 'two-layer': {
      const { method } = spec.training
      if (method.kind === 'gradient-descent') return 1
      return method.kind === 'stochastic' ? method.batchSize / resolvedDimensions(spec).sampleCount : null
    }
    case 'training-bounds':
      return spec.method.kind === 'gradient-descent' ? 1 : null
    case 'deep-training':
      return 1 / deepDimensions(spec).batchesAnEpoch
    default:
      return null
  }
}

/** A step of a fork that is trained by another method is another share of an epoch than those before. */
function keepsMethod({ method }: { method: unknown }, before: { method: unknown }): boolean {
  return JSON.stringify(method) === JSON.stringify(before.method)
}
