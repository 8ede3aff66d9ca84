import { LabError } from '../../../contract'

/** The refusal of a formula, naming its field. */
export function refusedExpression(rule: string, options?: ErrorOptions): LabError {
  return new LabError(
    'invalid-spec',
    `The formula of the activation cannot be used: ${rule}.`,
    [{ path: 'activation.expression', rule }],
    options,
  )
}
