import type { BinaryKind, Expression, FunctionName } from './expression'

/** How tightly a formula holds together; a part that is looser than its place asks for is put in parentheses. */
const BINDING = { conditional: 0, sum: 1, product: 2, sign: 3, power: 4, atom: 5 } as const

const FUNCTION_TEX: Record<Exclude<FunctionName, 'exp' | 'sqrt' | 'abs'>, string> = {
  log: '\\log',
  sign: '\\operatorname{sign}',
  tanh: '\\tanh',
  sinh: '\\sinh',
  cosh: '\\cosh',
  sin: '\\sin',
  cos: '\\cos',
  erf: '\\operatorname{erf}',
}

/** Beyond this a formula says nothing to a reader. */
const LONGEST = 1500

/** TeX of a formula; null when it would be too long to read. */
export function texOf(expression: Expression): string | null {
  const text = new TexWriter().write(expression)
  return text.length > LONGEST ? null : text
}

class TexWriter {
  private written = 0

  write(expression: Expression, needed: number = BINDING.conditional): string {
    // a part that occurs often is written often: without a limit the text may be exponentially long
    if (this.written > LONGEST) return ''
    const { text, binding } = this.form(expression)
    this.written += 1
    return binding < needed ? `\\left(${text}\\right)` : text
  }

  private form(expression: Expression): { text: string; binding: number } {
    switch (expression.kind) {
      case 'number':
        return { text: texOfNumber(expression.value), binding: expression.value < 0 ? BINDING.sign : BINDING.atom }
      case 'variable':
        return { text: 'x', binding: BINDING.atom }
      case 'negation':
        return { text: `-${this.write(expression.argument, BINDING.product)}`, binding: BINDING.sum }
      case 'power':
        return { text: `${this.write(expression.base, BINDING.atom)}^{${texOfNumber(expression.exponent)}}`, binding: BINDING.power }
      case 'call':
        return this.call(expression.name, expression.argument)
      case 'conditional': {
        const condition = `${this.write(expression.left)} ${expression.comparison === '>' ? '>' : '\\ge'} ${this.write(expression.right)}`
        const cases = `${this.write(expression.whenTrue)} & ${condition} \\\\ ${this.write(expression.otherwise)} & \\text{otherwise}`
        return { text: `\\begin{cases} ${cases} \\end{cases}`, binding: BINDING.conditional }
      }
      default:
        return this.binary(expression.kind, expression.left, expression.right)
    }
  }

  private call(name: FunctionName, argument: Expression): { text: string; binding: number } {
    if (name === 'exp') return { text: `e^{${this.write(argument)}}`, binding: BINDING.power }
    if (name === 'sqrt') return { text: `\\sqrt{${this.write(argument)}}`, binding: BINDING.atom }
    if (name === 'abs') return { text: `\\left|${this.write(argument)}\\right|`, binding: BINDING.atom }
    return { text: `${FUNCTION_TEX[name]}\\left(${this.write(argument)}\\right)`, binding: BINDING.product }
  }

  private binary(kind: BinaryKind, left: Expression, right: Expression): { text: string; binding: number } {
    switch (kind) {
      case 'sum':
        return { text: `${this.write(left, BINDING.sum)} + ${this.write(right, BINDING.sum)}`, binding: BINDING.sum }
      case 'difference':
        return { text: `${this.write(left, BINDING.sum)} - ${this.write(right, BINDING.product)}`, binding: BINDING.sum }
      case 'product': {
        const dot = right.kind === 'number' || (left.kind === 'number' && startsWithDigit(right)) ? ' \\cdot ' : '\\,'
        return { text: `${this.write(left, BINDING.product)}${dot}${this.write(right, BINDING.product)}`, binding: BINDING.product }
      }
      case 'quotient':
        return { text: `\\frac{${this.write(left)}}{${this.write(right)}}`, binding: BINDING.product }
      case 'minimum':
      case 'maximum':
        return {
          text: `\\${kind === 'minimum' ? 'min' : 'max'}\\left(${this.write(left)}, ${this.write(right)}\\right)`,
          binding: BINDING.atom,
        }
    }
  }
}

function startsWithDigit(expression: Expression): boolean {
  if (expression.kind === 'product') return startsWithDigit(expression.left)
  return expression.kind === 'number' || (expression.kind === 'power' && startsWithDigit(expression.base))
}

/** A number as TeX, with as many digits as it takes to recognise it. */
export function texOfNumber(value: number): string {
  if (value === Math.PI) return '\\pi'
  if (value === Math.E) return 'e'
  const [mantissa, exponent] = String(Number(value.toPrecision(12))).split('e')
  return exponent === undefined ? mantissa! : `${mantissa} \\cdot 10^{${Number(exponent)}}`
}
