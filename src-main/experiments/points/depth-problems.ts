import type { ActivationSpec, FieldProblem } from '../../contract'
import { activationOf } from '../../science/activations'
import { normalise } from '../../science/depth'
import { activationProblems } from './activation-problems'

/** What is wrong with an activation that has to be normalised: no finite second moment, no variance. */
export function depthProblems(spec: ActivationSpec, path: string): FieldProblem[] {
  const problems = activationProblems(spec, path)
  if (problems.length > 0) return problems
  try {
    normalise(activationOf(spec))
    return []
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return [{ path, rule: error.message }]
  }
}
