import type { FieldProblem } from '../../contract'
import { checkSpec } from '../two-layer/check'
import type { TwoLayerSpec } from '../two-layer/spec'

/** What is wrong with the network an experiment starts from. */
export function networkProblems(network: TwoLayerSpec): FieldProblem[] {
  const problems = checkSpec(network).map(({ path, rule }) => ({ path: `network.${path}`, rule }))
  if (network.measurements.finalWeights !== true)
    problems.push({ path: 'network.measurements.finalWeights', rule: 'is on: the weights at the end are what this starts from' })
  return problems
}
