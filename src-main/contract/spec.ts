import { z } from 'zod'
import { activationAnalysisSpec } from '../experiments/activation-analysis/spec'
import { activationDepthSpec } from '../experiments/activation-depth/spec'
import { deepTrainingSpec } from '../experiments/deep-training/spec'
import { depthConditioningSpec } from '../experiments/depth-conditioning/spec'
import { depthDescentSpec } from '../experiments/depth-descent/spec'
import { depthInterpolationSpec } from '../experiments/depth-interpolation/spec'
import { depthMonteCarloSpec } from '../experiments/depth-monte-carlo/spec'
import { statisticalQueriesSpec } from '../experiments/statistical-queries/spec'
import { initialisationMonteCarloSpec } from '../experiments/initialisation-monte-carlo/spec'
import { dataGeometrySpec } from '../experiments/data-geometry/spec'
import { kernelSpectrumSpec } from '../experiments/kernel-spectrum/spec'
import { pruningSpec } from '../experiments/pruning/spec'
import { quasiRandomPropertiesSpec } from '../experiments/quasi-random-properties/spec'
import { trainingBoundsSpec } from '../experiments/training-bounds/spec'
import { transferSpec } from '../experiments/transfer/spec'
import { twoLayerSpec } from '../experiments/two-layer/spec'
import { twoLayerReluSpec } from '../experiments/two-layer-relu/spec'
import { LabError, type FieldProblem } from './errors'

/** Every kind of experiment is one member of this union; adding one is one line here and one in experiments/index.ts. */
export const experimentSpec = z.discriminatedUnion('experiment', [
  twoLayerReluSpec,
  twoLayerSpec,
  kernelSpectrumSpec,
  activationAnalysisSpec,
  dataGeometrySpec,
  initialisationMonteCarloSpec,
  trainingBoundsSpec,
  quasiRandomPropertiesSpec,
  pruningSpec,
  transferSpec,
  activationDepthSpec,
  depthConditioningSpec,
  depthMonteCarloSpec,
  depthDescentSpec,
  statisticalQueriesSpec,
  depthInterpolationSpec,
  deepTrainingSpec,
])

export type ExperimentSpec = z.infer<typeof experimentSpec>

export function fieldProblems(error: z.ZodError): FieldProblem[] {
  return error.issues.map((issue) => ({ path: issue.path.join('.'), rule: issue.message }))
}

/** @throws LabError `invalid-spec` naming each field and the rule it breaks */
export function parseSpec(input: unknown): ExperimentSpec {
  const parsed = experimentSpec.safeParse(input)
  if (parsed.success) return parsed.data
  const problems = fieldProblems(parsed.error)
  const list = problems.map((p) => (p.path === '' ? p.rule : `${p.path}: ${p.rule}`)).join('; ')
  throw new LabError('invalid-spec', `The spec is not valid. ${list}. Nothing was stored.`, problems)
}

/** JSON Schema (2020-12) of an experiment spec. */
export function specJsonSchema(): unknown {
  return z.toJSONSchema(experimentSpec, { target: 'draft-2020-12' })
}
