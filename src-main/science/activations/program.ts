import { errorFunction } from './error-function'
import { cosine, sine } from './sine-cosine'

/**
 * Operations of an {@link ActivationProgram}; t is the target register, a, b and c are the operand registers. The numbers are fixed: native
 * code runs the same programs.
 */
export const OPERATION = {
  /** t = constants[a] */
  constant: 0,
  /** t = -a */
  negate: 1,
  /** t = a + b */
  add: 2,
  /** t = a - b */
  subtract: 3,
  /** t = a b */
  multiply: 4,
  /** t = a / b */
  divide: 5,
  /** t = square root of a */
  squareRoot: 6,
  /** t = |a| */
  absolute: 7,
  /** t = 1, 0, -1 for a > 0, a = 0, a < 0; NaN for NaN */
  sign: 8,
  /** t = smaller of a and b; NaN if one of them is NaN */
  minimum: 9,
  /** t = larger of a and b; NaN if one of them is NaN */
  maximum: 10,
  /** t = e^a */
  exp: 11,
  /** t = natural logarithm of a */
  log: 12,
  tanh: 13,
  sinh: 14,
  cosh: 15,
  sin: 16,
  cos: 17,
  erf: 18,
  /** t = 1 if a > b, 0 otherwise */
  greater: 19,
  /** t = 1 if a >= b, 0 otherwise */
  greaterOrEqual: 20,
  /** t = b if a is not 0, c otherwise */
  select: 21,
} as const

export type Operation = keyof typeof OPERATION

/** Words of one instruction: operation, t, a, b, c; operands that an operation does not have are 0. */
export const WORDS_PER_INSTRUCTION = 5

/**
 * A function of one variable as straight-line code over registers of float64. Register 0 holds the variable and is never a target; the
 * function's value is in register `result` after the last instruction. A target may be one of the operands of its instruction.
 */
export interface ActivationProgram {
  /** instructions one after the other, {@link WORDS_PER_INSTRUCTION} words each */
  readonly instructions: Uint32Array
  readonly constants: Float64Array
  readonly registerCount: number
  readonly result: number
}

/** Values that pass through the registers together: few enough for the registers of a usual program to stay in the cache. */
const BLOCK = 256

/**
 * Value of a program for each input.
 * @param outputs as long as `inputs`; may be the same array
 */
export function runProgram(program: ActivationProgram, inputs: Float64Array, outputs: Float64Array): void {
  const { instructions, constants, registerCount, result } = program
  const length = Math.min(BLOCK, inputs.length)
  const registers = Array.from({ length: registerCount }, () => new Float64Array(length))
  for (let from = 0; from < inputs.length; from += length) {
    const count = Math.min(length, inputs.length - from)
    registers[0]!.set(inputs.subarray(from, from + count))
    for (let word = 0; word < instructions.length; word += WORDS_PER_INSTRUCTION) {
      const operation = instructions[word]!
      const target = registers[instructions[word + 1]!]!
      if (operation === OPERATION.constant) {
        target.fill(constants[instructions[word + 2]!]!)
        continue
      }
      const a = registers[instructions[word + 2]!]!
      const b = registers[instructions[word + 3]!]!
      const c = registers[instructions[word + 4]!]!
      for (let i = 0; i < count; i++) target[i] = applyOperation(operation, a[i]!, b[i]!, c[i]!)
    }
    outputs.set(registers[result]!.subarray(0, count), from)
  }
}

/** A program as a function of single values. The function keeps its registers between calls. */
export function programFunction(program: ActivationProgram): (x: number) => number {
  const { instructions, constants, registerCount, result } = program
  const registers = new Float64Array(registerCount)
  return (x) => {
    registers[0] = x
    for (let word = 0; word < instructions.length; word += WORDS_PER_INSTRUCTION) {
      const operation = instructions[word]!
      const a = instructions[word + 2]!
      registers[instructions[word + 1]!] =
        operation === OPERATION.constant
          ? constants[a]!
          : applyOperation(operation, registers[a]!, registers[instructions[word + 3]!]!, registers[instructions[word + 4]!]!)
    }
    return registers[result]!
  }
}

/** What an operation other than `constant` makes of its operands. */
export function applyOperation(operation: number, a: number, b: number, c: number): number {
  switch (operation) {
    case OPERATION.negate:
      return -a
    case OPERATION.add:
      return a + b
    case OPERATION.subtract:
      return a - b
    case OPERATION.multiply:
      return a * b
    case OPERATION.divide:
      return a / b
    case OPERATION.squareRoot:
      return Math.sqrt(a)
    case OPERATION.absolute:
      return Math.abs(a)
    case OPERATION.sign:
      return Math.sign(a)
    case OPERATION.minimum:
      return Math.min(a, b)
    case OPERATION.maximum:
      return Math.max(a, b)
    case OPERATION.exp:
      return Math.exp(a)
    case OPERATION.log:
      return Math.log(a)
    case OPERATION.tanh:
      return Math.tanh(a)
    case OPERATION.sinh:
      return Math.sinh(a)
    case OPERATION.cosh:
      return Math.cosh(a)
    case OPERATION.sin:
      return sine(a)
    case OPERATION.cos:
      return cosine(a)
    case OPERATION.erf:
      return errorFunction(a)
    case OPERATION.greater:
      return a > b ? 1 : 0
    case OPERATION.greaterOrEqual:
      return a >= b ? 1 : 0
    case OPERATION.select:
      return a !== 0 ? b : c
    default:
      throw new RangeError(`Unknown operation ${operation} in the program of an activation`)
  }
}
