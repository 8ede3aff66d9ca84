/**
 * Formulas in one variable x as trees. The functions below build them and simplify on the way what a derivative would otherwise be full
 * of: sums with 0, products with 0 and 1, operations on numbers.
 */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'variable' }
  | { readonly kind: 'negation'; readonly argument: Expression }
  | { readonly kind: BinaryKind; readonly left: Expression; readonly right: Expression }
  /** base^exponent; other powers are exponentials */
  | { readonly kind: 'power'; readonly base: Expression; readonly exponent: number }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly argument: Expression }
  /** `whenTrue` where left > right (or >=), `otherwise` elsewhere */
  | {
      readonly kind: 'conditional'
      readonly comparison: '>' | '>='
      readonly left: Expression
      readonly right: Expression
      readonly whenTrue: Expression
      readonly otherwise: Expression
    }

export type BinaryKind = 'sum' | 'difference' | 'product' | 'quotient' | 'minimum' | 'maximum'

export const FUNCTION_NAMES = ['exp', 'log', 'sqrt', 'abs', 'sign', 'tanh', 'sinh', 'cosh', 'sin', 'cos', 'erf'] as const
export type FunctionName = (typeof FUNCTION_NAMES)[number]

export const VARIABLE: Expression = { kind: 'variable' }

export function number(value: number): Expression {
  return { kind: 'number', value }
}

function isNumber(expression: Expression, value?: number): expression is { kind: 'number'; value: number } {
  return expression.kind === 'number' && (value === undefined || expression.value === value)
}

export function negation(argument: Expression): Expression {
  if (isNumber(argument)) return number(-argument.value)
  return argument.kind === 'negation' ? argument.argument : { kind: 'negation', argument }
}

export function sum(left: Expression, right: Expression): Expression {
  if (isNumber(left) && isNumber(right)) return number(left.value + right.value)
  if (isNumber(left, 0)) return right
  if (isNumber(right, 0)) return left
  if (right.kind === 'negation') return difference(left, right.argument)
  return isNumber(right) && right.value < 0 ? difference(left, number(-right.value)) : { kind: 'sum', left, right }
}

export function difference(left: Expression, right: Expression): Expression {
  if (isNumber(left) && isNumber(right)) return number(left.value - right.value)
  if (isNumber(left, 0)) return negation(right)
  if (isNumber(right, 0)) return left
  return { kind: 'difference', left, right }
}

export function product(left: Expression, right: Expression): Expression {
  if (isNumber(left) && isNumber(right)) return number(left.value * right.value)
  if (isNumber(left, 0) || isNumber(right, 0)) return number(0)
  if (isNumber(left, 1)) return right
  if (isNumber(right, 1)) return left
  if (isNumber(left, -1)) return negation(right)
  if (isNumber(right)) return product(right, left)
  if (isNumber(left) && right.kind === 'product' && isNumber(right.left)) return product(number(left.value * right.left.value), right.right)
  if (left.kind === 'negation') return negation(product(left.argument, right))
  if (right.kind === 'negation') return negation(product(left, right.argument))
  if (right.kind === 'product' && isNumber(right.left)) return product(right.left, product(left, right.right))
  return { kind: 'product', left, right }
}

export function quotient(left: Expression, right: Expression): Expression {
  if (isNumber(left) && isNumber(right)) return number(left.value / right.value)
  if (isNumber(left, 0)) return left
  if (isNumber(right, 1)) return left
  return left.kind === 'negation' ? negation(quotient(left.argument, right)) : { kind: 'quotient', left, right }
}

export function power(base: Expression, exponent: number): Expression {
  if (exponent === 0) return number(1)
  if (exponent === 1) return base
  return { kind: 'power', base, exponent }
}

export function call(name: FunctionName, argument: Expression): Expression {
  return { kind: 'call', name, argument }
}

export function minimum(left: Expression, right: Expression): Expression {
  if (isNumber(left) && isNumber(right)) return number(Math.min(left.value, right.value))
  return { kind: 'minimum', left, right }
}

export function maximum(left: Expression, right: Expression): Expression {
  if (isNumber(left) && isNumber(right)) return number(Math.max(left.value, right.value))
  return { kind: 'maximum', left, right }
}

export function conditional(
  comparison: '>' | '>=',
  left: Expression,
  right: Expression,
  whenTrue: Expression,
  otherwise: Expression,
): Expression {
  if (isNumber(left) && isNumber(right))
    return left.value > right.value || (comparison === '>=' && left.value === right.value) ? whenTrue : otherwise
  if (isSame(whenTrue, otherwise)) return whenTrue
  return { kind: 'conditional', comparison, left, right, whenTrue, otherwise }
}

/** Arguments of a node, from left to right. */
export function children(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'number':
    case 'variable':
      return []
    case 'negation':
    case 'call':
      return [expression.argument]
    case 'power':
      return [expression.base]
    case 'conditional':
      return [expression.left, expression.right, expression.whenTrue, expression.otherwise]
    default:
      return [expression.left, expression.right]
  }
}

/** Every node below and including the given ones, once each, arguments before what they are arguments of. */
export function nodes(roots: readonly Expression[]): Expression[] {
  const found = new Set<Expression>()
  const visit = (expression: Expression): void => {
    if (found.has(expression)) return
    children(expression).forEach(visit)
    found.add(expression)
  }
  roots.forEach(visit)
  return [...found]
}

function isSame(a: Expression, b: Expression): boolean {
  if (a === b) return true
  if (ownPart(a) !== ownPart(b)) return false
  const ofB = children(b)
  return children(a).every((child, index) => isSame(child, ofB[index]!))
}

/** All of a node but its arguments, as text. */
export function ownPart(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return `number ${expression.value}`
    case 'power':
      return `power ${expression.exponent}`
    case 'call':
      return expression.name
    case 'conditional':
      return expression.comparison
    default:
      return expression.kind
  }
}
