import { LabError, type ActivationSpec, type FieldProblem } from '../../contract'
import { activationOf } from '../../science/activations'

/** What is wrong with an activation, as problems of the field that holds it. */
export function activationProblems(activation: ActivationSpec, path: string): FieldProblem[] {
  try {
    activationOf(activation)
    return []
  } catch (error) {
    if (!(error instanceof LabError)) throw error
    if (error.problems.length === 0) return [{ path, rule: error.message }]
    // an activation names its own fields as activation.<field>
    return error.problems.map((problem) => ({ path: problem.path.replace(/^activation/, path), rule: problem.rule }))
  }
}
