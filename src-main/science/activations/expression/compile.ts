import { OPERATION, WORDS_PER_INSTRUCTION, type ActivationProgram, type Operation } from '../program'
import { children, nodes, type Expression, type FunctionName } from './expression'

const FUNCTION_OPERATION: Record<FunctionName, Operation> = {
  exp: 'exp',
  log: 'log',
  sqrt: 'squareRoot',
  abs: 'absolute',
  sign: 'sign',
  tanh: 'tanh',
  sinh: 'sinh',
  cosh: 'cosh',
  sin: 'sin',
  cos: 'cos',
  erf: 'erf',
}

const BINARY_OPERATION = {
  sum: 'add',
  difference: 'subtract',
  product: 'multiply',
  quotient: 'divide',
  minimum: 'minimum',
  maximum: 'maximum',
} as const satisfies Record<string, Operation>

/** An instruction whose operands are the numbers of earlier values: 0 is the variable, k the result of instruction k - 1. */
interface Instruction {
  operation: Operation
  operands: readonly number[]
}

/** Straight-line code for a formula. What occurs twice in it is computed once. */
export function compile(expression: Expression): ActivationProgram {
  const code = new CodeBuilder()
  const valueOf = new Map<Expression, number>()
  for (const node of nodes([expression])) {
    const operands = children(node).map((child) => valueOf.get(child)!)
    valueOf.set(node, emitNode(code, node, operands))
  }
  return allocateRegisters(code, valueOf.get(expression)!)
}

class CodeBuilder {
  readonly instructions: Instruction[] = []
  readonly constants: number[] = []
  private readonly known = new Map<string, number>()

  emit(operation: Operation, ...operands: number[]): number {
    const key = `${operation} ${operands.join(' ')}`
    const found = this.known.get(key)
    if (found !== undefined) return found
    this.instructions.push({ operation, operands })
    this.known.set(key, this.instructions.length)
    return this.instructions.length
  }

  constant(value: number): number {
    let index = this.constants.findIndex((other) => Object.is(other, value))
    if (index < 0) index = this.constants.push(value) - 1
    return this.emit('constant', index)
  }
}

function emitNode(code: CodeBuilder, node: Expression, operands: readonly number[]): number {
  const [a = 0, b = 0, c = 0, d = 0] = operands
  switch (node.kind) {
    case 'number':
      return code.constant(node.value)
    case 'variable':
      return 0
    case 'negation':
      return code.emit('negate', a)
    case 'call':
      return code.emit(FUNCTION_OPERATION[node.name], a)
    case 'power':
      return emitPower(code, a, node.exponent)
    case 'conditional':
      return code.emit('select', code.emit(node.comparison === '>' ? 'greater' : 'greaterOrEqual', a, b), c, d)
    default:
      return code.emit(BINARY_OPERATION[node.kind], a, b)
  }
}

/** Integer and half-integer powers are products, others exponentials of logarithms. */
function emitPower(code: CodeBuilder, base: number, exponent: number): number {
  if (exponent < 0) return code.emit('divide', code.constant(1), emitPower(code, base, -exponent))
  if (exponent === 0) return code.constant(1)
  const whole = Math.floor(exponent)
  if (exponent - whole === 0.5) {
    const root = code.emit('squareRoot', base)
    return whole === 0 ? root : code.emit('multiply', emitPower(code, base, whole), root)
  }
  if (exponent !== whole) return code.emit('exp', code.emit('multiply', code.constant(exponent), code.emit('log', base)))
  if (exponent === 1) return base
  const half = emitPower(code, base, Math.floor(exponent / 2))
  const square = code.emit('multiply', half, half)
  return exponent % 2 === 0 ? square : code.emit('multiply', square, base)
}

/** Gives each value a register that is free again after the value's last use. */
function allocateRegisters(code: CodeBuilder, result: number): ActivationProgram {
  const { instructions, constants } = code
  const lastUse = new Map<number, number>([[result, instructions.length]])
  instructions.forEach(({ operation, operands }, index) => {
    if (operation === 'constant') return
    for (const value of operands) if (value !== result) lastUse.set(value, index)
  })
  const registerOf = new Map<number, number>([[0, 0]])
  const free: number[] = []
  let registerCount = 1
  const words = new Uint32Array(instructions.length * WORDS_PER_INSTRUCTION)
  instructions.forEach(({ operation, operands }, index) => {
    const isConstant = operation === 'constant'
    const registers = isConstant ? operands : operands.map((value) => registerOf.get(value)!)
    if (!isConstant)
      for (const value of new Set(operands)) if (value !== 0 && lastUse.get(value) === index) free.push(registerOf.get(value)!)
    const target = free.pop() ?? registerCount++
    registerOf.set(index + 1, target)
    words.set([OPERATION[operation], target, ...registers], index * WORDS_PER_INSTRUCTION)
  })
  return { instructions: words, constants: Float64Array.from(constants), registerCount, result: registerOf.get(result)! }
}
