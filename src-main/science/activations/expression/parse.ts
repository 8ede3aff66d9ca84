import jsep from 'jsep'
import {
  FUNCTION_NAMES,
  VARIABLE,
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
  type FunctionName,
} from './expression'
import { refusedExpression } from './refuse'

const CONSTANTS = new Map([
  ['pi', Math.PI],
  ['e', Math.E],
])
const NAMES = `x, pi, e, max, min, ${FUNCTION_NAMES.join(', ')}`

jsep.addBinaryOp('^', 11, true)
// by itself the parser binds a sign closer than any operator, but -x^2 is -(x^2)
jsep.hooks.add('gobble-token', function (env) {
  if (this.char !== '-' && this.char !== '+') return
  const operator = this.char
  this.index++
  env.node = { type: 'UnaryExpression', operator, argument: powers(this), prefix: true }
})

/** A value with the powers that follow it: the right operand of a sign. */
function powers(parser: jsep.HookScope): jsep.Expression {
  const base = parser.gobbleToken()
  if (!base) return parser.throwError('Expected a value')
  const end = parser.index
  // what the parser calls an operator is its text
  const operator = parser.gobbleBinaryOp() as unknown as string | false
  if (operator === '^') return { type: 'BinaryExpression', operator, left: base, right: powers(parser) }
  parser.index = end
  return base
}

/**
 * A formula in x as a tree: numbers, pi, e, x, + - * / ^, signs, parentheses, max and min of two or more, the functions of
 * {@link FUNCTION_NAMES} and `a > b ? c : d` with >, >=, < or <=. Nothing is ever evaluated as code.
 *
 * @throws LabError `invalid-spec` with the path `activation.expression`
 */
export function parseExpression(text: string): Expression {
  let parsed: jsep.Expression
  try {
    parsed = jsep(text)
  } catch (error) {
    throw refusedExpression(error instanceof Error ? error.message : String(error), { cause: error })
  }
  return convert(parsed as jsep.CoreExpression)
}

function convert(node: jsep.CoreExpression): Expression {
  const inner = (part: jsep.Expression): Expression => convert(part as jsep.CoreExpression)
  switch (node.type) {
    case 'Literal':
      if (typeof node.value !== 'number' || !Number.isFinite(node.value)) throw refusedExpression(`${node.raw} is not a number`)
      return number(node.value)
    case 'Identifier':
      return node.name === 'x' ? VARIABLE : number(CONSTANTS.get(node.name) ?? unknownName(node.name))
    case 'UnaryExpression':
      if (node.operator === '-') return negation(inner(node.argument))
      if (node.operator === '+') return inner(node.argument)
      throw refusedExpression(`${node.operator} is not an operator of formulas`)
    case 'BinaryExpression':
      return convertBinary(node.operator, inner(node.left), inner(node.right))
    case 'ConditionalExpression':
      return convertConditional(node.test as jsep.CoreExpression, inner(node.consequent), inner(node.alternate))
    case 'CallExpression':
      return convertCall(node.callee as jsep.CoreExpression, node.arguments.map(inner))
    case 'Compound':
      throw refusedExpression(node.body.length === 0 ? 'it is empty' : 'an operator is missing between two values')
    default:
      throw refusedExpression('only numbers, x, operators, functions and conditions are allowed')
  }
}

function unknownName(name: string): never {
  throw refusedExpression(`${name} is unknown; there are ${NAMES}`)
}

function convertBinary(operator: string, left: Expression, right: Expression): Expression {
  switch (operator) {
    case '+':
      return sum(left, right)
    case '-':
      return difference(left, right)
    case '*':
      return product(left, right)
    case '/':
      return quotient(left, right)
    case '^':
      return convertPower(left, right)
    case '>':
    case '>=':
    case '<':
    case '<=':
      throw refusedExpression(`a comparison stands only before ?, as in x ${operator} 0 ? x : 0`)
    default:
      throw refusedExpression(`${operator} is not an operator of formulas${operator === '**' ? '; a power is written ^' : ''}`)
  }
}

function convertPower(base: Expression, exponent: Expression): Expression {
  if (exponent.kind === 'number') return power(base, exponent.value)
  if (base.kind !== 'number') return call('exp', product(exponent, call('log', base)))
  return call('exp', base.value === Math.E ? exponent : product(number(Math.log(base.value)), exponent))
}

function convertConditional(test: jsep.CoreExpression, whenTrue: Expression, otherwise: Expression): Expression {
  if (test.type !== 'BinaryExpression' || !/^[<>]=?$/.test(test.operator))
    throw refusedExpression('before ? stands a comparison with >, >=, < or <=')
  const left = convert(test.left as jsep.CoreExpression)
  const right = convert(test.right as jsep.CoreExpression)
  const comparison = test.operator.endsWith('=') ? '>=' : '>'
  return test.operator.startsWith('>')
    ? conditional(comparison, left, right, whenTrue, otherwise)
    : conditional(comparison, right, left, whenTrue, otherwise)
}

function convertCall(callee: jsep.CoreExpression, values: readonly Expression[]): Expression {
  const name = callee.type === 'Identifier' ? callee.name : ''
  if (name === 'max' || name === 'min') {
    if (values.length < 2) throw refusedExpression(`${name} takes two values or more`)
    return values.reduce(name === 'max' ? maximum : minimum)
  }
  const known: FunctionName | undefined = FUNCTION_NAMES.find((candidate) => candidate === name)
  if (!known) throw refusedExpression(`${name === '' ? 'this' : name} is not a function; there are ${NAMES}`)
  if (values.length !== 1) throw refusedExpression(`${name} takes one value`)
  return call(known, values[0]!)
}
