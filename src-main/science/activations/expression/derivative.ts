import {
  call,
  conditional,
  difference,
  maximum,
  minimum,
  negation,
  number,
  power,
  product,
  quotient,
  sum,
  type Expression,
} from './expression'

const ZERO = number(0)

/**
 * d/dx of a formula; at a kink of `max`, `min`, `abs` or of a continuous conditional the limit from the left. Shared parts of the formula
 * have shared derivatives, so that the result grows no faster than the formula.
 */
export function derivative(expression: Expression): Expression {
  const known = new Map<Expression, Expression>()
  const of = (part: Expression): Expression => {
    const found = known.get(part)
    if (found) return found
    const result = byRule(part, of)
    known.set(part, result)
    return result
  }
  return of(expression)
}

function byRule(expression: Expression, d: (part: Expression) => Expression): Expression {
  switch (expression.kind) {
    case 'number':
      return ZERO
    case 'variable':
      return number(1)
    case 'negation':
      return negation(d(expression.argument))
    case 'sum':
      return sum(d(expression.left), d(expression.right))
    case 'difference':
      return difference(d(expression.left), d(expression.right))
    case 'product':
      return sum(product(d(expression.left), expression.right), product(expression.left, d(expression.right)))
    case 'quotient': {
      const { left, right } = expression
      // u'/v - (u/v) v'/v: no square of a denominator, which would overflow first
      return difference(quotient(d(left), right), product(expression, quotient(d(right), right)))
    }
    case 'power':
      return product(product(number(expression.exponent), power(expression.base, expression.exponent - 1)), d(expression.base))
    case 'maximum': {
      const { left, right } = expression
      const [a, b] = [d(left), d(right)]
      return byOrder(left, right, a, b, minimum(a, b))
    }
    case 'minimum': {
      const { left, right } = expression
      const [a, b] = [d(left), d(right)]
      return byOrder(left, right, b, a, maximum(a, b))
    }
    case 'conditional': {
      const { left, right } = expression
      const [a, b] = [d(expression.whenTrue), d(expression.otherwise)]
      // left of where the sides meet the condition fails if left - right rises there
      return byOrder(left, right, a, b, conditional('>=', difference(d(left), d(right)), ZERO, b, a))
    }
    case 'call':
      return product(outer(expression.name, expression.argument, expression, d), d(expression.argument))
  }
}

/** `above` where left > right, `below` where left < right, `at` where they are equal */
function byOrder(left: Expression, right: Expression, above: Expression, below: Expression, at: Expression): Expression {
  return conditional('>', left, right, above, conditional('>=', left, right, at, below))
}

/** Derivative of a function at its argument; `value` is the function there. */
function outer(
  name: Extract<Expression, { kind: 'call' }>['name'],
  argument: Expression,
  value: Expression,
  d: (part: Expression) => Expression,
): Expression {
  switch (name) {
    case 'exp':
      return value
    case 'log':
      return quotient(number(1), argument)
    case 'sqrt':
      return quotient(number(0.5), value)
    case 'abs':
      // on the left of a zero the argument has the sign opposite to its slope
      return byOrder(argument, ZERO, number(1), number(-1), conditional('>=', d(argument), ZERO, number(-1), number(1)))
    case 'sign':
      return ZERO
    case 'tanh':
      // 1 - tanh^2 would lose the tails
      return power(call('cosh', argument), -2)
    case 'sinh':
      return call('cosh', argument)
    case 'cosh':
      return call('sinh', argument)
    case 'sin':
      return call('cos', argument)
    case 'cos':
      return negation(call('sin', argument))
    case 'erf':
      return product(number(2 / Math.sqrt(Math.PI)), call('exp', negation(power(argument, 2))))
  }
}

/**
 * Expressions whose changes of sign are where a derivative of the formula may jump: what `abs` and `sign` are applied to, and the
 * differences of what `max`, `min` and conditions compare.
 */
export function switches(parts: readonly Expression[]): Expression[] {
  return parts.flatMap((part) => {
    if (part.kind === 'call' && (part.name === 'abs' || part.name === 'sign')) return [part.argument]
    if (part.kind === 'maximum' || part.kind === 'minimum' || part.kind === 'conditional') return [difference(part.left, part.right)]
    return []
  })
}

/** Coefficients of 1, x, x^2, ... when the formula is written as a polynomial of degree 20 at most; null otherwise. */
export function polynomialCoefficients(expression: Expression): number[] | null {
  const coefficients = expand(expression)
  if (!coefficients) return null
  while (coefficients.length > 1 && coefficients.at(-1) === 0) coefficients.pop()
  return coefficients.length <= 21 ? coefficients : null
}

function expand(expression: Expression): number[] | null {
  switch (expression.kind) {
    case 'number':
      return [expression.value]
    case 'variable':
      return [0, 1]
    case 'negation':
      return expand(expression.argument)?.map((value) => -value) ?? null
    case 'sum':
    case 'difference': {
      const [left, right] = [expand(expression.left), expand(expression.right)]
      if (!left || !right) return null
      const sign = expression.kind === 'sum' ? 1 : -1
      return Array.from({ length: Math.max(left.length, right.length) }, (_, k) => (left[k] ?? 0) + sign * (right[k] ?? 0))
    }
    case 'product': {
      const [left, right] = [expand(expression.left), expand(expression.right)]
      return left && right && multiply(left, right)
    }
    case 'quotient': {
      const [left, right] = [expand(expression.left), expand(expression.right)]
      return left && right?.length === 1 ? left.map((value) => value / right[0]!) : null
    }
    case 'power': {
      const base = expand(expression.base)
      if (!base || !Number.isInteger(expression.exponent) || expression.exponent < 0 || expression.exponent > 20) return null
      let result: number[] | null = [1]
      for (let k = 0; k < expression.exponent && result; k++) result = multiply(result, base)
      return result
    }
    default:
      return null
  }
}

function multiply(left: readonly number[], right: readonly number[]): number[] | null {
  if (left.length + right.length > 41) return null
  const result = new Array<number>(left.length + right.length - 1).fill(0)
  left.forEach((a, i) => right.forEach((b, j) => (result[i + j]! += a * b)))
  return result
}
