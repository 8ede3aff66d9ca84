import type { Activation } from '../activation'
import { programFunction } from '../program'
import { findKinks, requireFinite, supremum } from './analyse'
import { compile } from './compile'
import { derivative, polynomialCoefficients } from './derivative'
import { parseExpression } from './parse'
import { texOf } from './tex'

/**
 * Activation given by a formula in x. It and its derivative have to be finite on [-40, 40].
 *
 * @param declaredKinks where a derivative jumps; found from the formula when absent
 * @throws LabError `invalid-spec` with the path `activation.expression`
 */
export function activationOfExpression(text: string, declaredKinks?: readonly number[]): Omit<Activation, 'spec'> {
  const tree = parseExpression(text)
  const first = derivative(tree)
  const programs = { value: compile(tree), derivative: compile(first) }
  const [value, slope, curvature] = [
    programFunction(programs.value),
    programFunction(programs.derivative),
    programFunction(compile(derivative(first))),
  ]
  requireFinite([
    { name: 'its value', f: value },
    { name: 'its derivative', f: slope },
  ])
  const coefficients = polynomialCoefficients(tree)
  const { kinks, jump } = coefficients ? { kinks: [], jump: null } : findKinks(tree, declaredKinks)
  return {
    name: text.trim(),
    formula: texOf(tree) ?? '\\varphi(x)',
    derivativeFormula: texOf(first) ?? "\\varphi'(x)",
    value,
    derivative: slope,
    secondDerivative: curvature,
    kinks,
    smoothness: coefficients ? { kind: 'polynomial', degree: coefficients.length - 1 } : (jump ?? { kind: 'smooth' }),
    derivativeBound: supremum(slope, kinks),
    secondDerivativeBound: supremum(curvature, kinks),
    programs,
  }
}
