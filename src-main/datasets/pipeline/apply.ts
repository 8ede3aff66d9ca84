import { LabError, type PipelineRecord, type PipelineStep, type PipelineStepKind } from '../../contract'
import { keepClasses, keepParts, split, take } from './choosing'
import type { Draft } from './draft'
import { crop, grey, pool, resize } from './images'
import { coarseLabels, oneHot, plusMinus, shuffleLabels } from './labelling'
import { noise, scaleNorm, standardise, subtractMean, twoCoordinates, unitInterval, unitSphere } from './numbers'
import { principalComponents, randomProjection } from './projections'
import type { StepFunction, StepOutcome, StepTools } from './step'

/** Every step with the version of its code: a change that changes a number counts it up. */
const STEPS: { [Kind in PipelineStepKind]: { version: number; apply: StepFunction<Kind> } } = {
  'keep-parts': { version: 1, apply: keepParts },
  'coarse-labels': { version: 1, apply: coarseLabels },
  classes: { version: 1, apply: keepClasses },
  take: { version: 1, apply: take },
  split: { version: 1, apply: split },
  'shuffle-labels': { version: 1, apply: shuffleLabels },
  'one-hot': { version: 1, apply: oneHot },
  'plus-minus': { version: 1, apply: plusMinus },
  grey: { version: 1, apply: grey },
  crop: { version: 1, apply: crop },
  pool: { version: 1, apply: pool },
  resize: { version: 1, apply: resize },
  'unit-interval': { version: 1, apply: unitInterval },
  'subtract-mean': { version: 1, apply: subtractMean },
  standardise: { version: 1, apply: standardise },
  'scale-norm': { version: 1, apply: scaleNorm },
  'unit-sphere': { version: 1, apply: unitSphere },
  'two-coordinates': { version: 1, apply: twoCoordinates },
  'principal-components': { version: 1, apply: principalComponents },
  'random-projection': { version: 1, apply: randomProjection },
  noise: { version: 1, apply: noise },
}

/**
 * Goes through the steps in their order. Only statistics are computed; the numbers of the samples are made when they are asked for.
 * @param starting told before each step, e.g. for progress
 * @throws LabError `invalid-request` naming the step (counted from 1) and why it cannot be done
 */
export function applyPipeline(
  draft: Draft,
  steps: readonly PipelineStep[],
  tools: StepTools,
  starting: (index: number) => void = () => undefined,
): { draft: Draft; records: PipelineRecord[] } {
  const records: PipelineRecord[] = []
  let current = draft
  for (const [index, step] of steps.entries()) {
    starting(index)
    const { version } = STEPS[step.kind]
    const outcome = applied(step, current, tools, index)
    current = outcome.draft
    records.push({ step, version, says: outcome.says })
  }
  return { draft: current, records }
}

function applied(step: PipelineStep, draft: Draft, tools: StepTools, index: number): StepOutcome {
  // the function under a kind takes the step of this kind, which the compiler cannot follow through the table
  const apply = STEPS[step.kind].apply as StepFunction<PipelineStepKind>
  try {
    return apply(step, draft, tools)
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'invalid-request') throw error
    const rule = `Step ${index + 1} (${step.kind}) cannot be done: ${error.message}`
    throw new LabError('invalid-request', `${rule}. Nothing was stored.`, [{ path: `pipeline.${index}`, rule }], { cause: error })
  }
}
