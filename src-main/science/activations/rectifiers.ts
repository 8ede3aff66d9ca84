import type { Activation } from './activation'
import { normReluConstants } from './normrelu'
import { texOfNumber } from './expression/tex'

/** lambda and alpha of SELU (G. Klambauer et al., arXiv 1706.02515) */
export const SELU_SCALE = 1.0507009873554805
export const SELU_ALPHA = 1.6732632423543772

export type Definition = Omit<Activation, 'spec'>

/** TeX of a function that is one thing above a kink and another up to it. */
export function texOfCases(above: string, below: string, kink = '0'): string {
  return `\\begin{cases} ${above} & x > ${kink} \\\\ ${below} & x \\le ${kink} \\end{cases}`
}

export const RELU: Definition = {
  name: 'ReLU',
  formula: '\\max(x, 0)',
  derivativeFormula: texOfCases('1', '0'),
  value: (x) => Math.max(x, 0),
  derivative: (x) => (x > 0 ? 1 : 0),
  secondDerivative: () => 0,
  kinks: [0],
  smoothness: { kind: 'jump', order: 1, size: 1 },
  derivativeBound: 1,
  secondDerivativeBound: 0,
}

export function leakyRelu(slope: number): Definition {
  const isLine = slope === 1
  const text = texOfNumber(slope)
  return {
    name: `Leaky ReLU (${slope})`,
    formula: `\\max(x, 0) + ${slope < 0 ? `(${text})` : text} \\min(x, 0)`,
    derivativeFormula: texOfCases('1', text),
    value: (x) => (x > 0 ? x : slope * x),
    derivative: (x) => (x > 0 ? 1 : slope),
    secondDerivative: () => 0,
    kinks: isLine ? [] : [0],
    smoothness: isLine ? { kind: 'polynomial', degree: 1 } : { kind: 'jump', order: 1, size: Math.abs(1 - slope) },
    derivativeBound: Math.max(1, Math.abs(slope)),
    secondDerivativeBound: 0,
  }
}

export const ABSOLUTE: Definition = {
  name: 'Absolute value',
  formula: '|x|',
  derivativeFormula: texOfCases('1', '-1'),
  value: (x) => Math.abs(x),
  derivative: (x) => (x > 0 ? 1 : -1),
  secondDerivative: () => 0,
  kinks: [0],
  smoothness: { kind: 'jump', order: 1, size: 2 },
  derivativeBound: 1,
  secondDerivativeBound: 0,
}

export const STEP: Definition = {
  name: 'Step',
  formula: texOfCases('1', '0'),
  derivativeFormula: '0',
  value: (x) => (x > 0 ? 1 : 0),
  derivative: () => 0,
  secondDerivative: () => 0,
  kinks: [0],
  smoothness: { kind: 'jump', order: 0, size: 1 },
  derivativeBound: 0,
  secondDerivativeBound: 0,
}

export const ELU: Definition = {
  name: 'ELU',
  formula: texOfCases('x', 'e^x - 1'),
  derivativeFormula: texOfCases('1', 'e^x'),
  value: (x) => (x > 0 ? x : Math.expm1(x)),
  derivative: (x) => (x > 0 ? 1 : Math.exp(x)),
  secondDerivative: (x) => (x > 0 ? 0 : Math.exp(x)),
  kinks: [0],
  smoothness: { kind: 'jump', order: 2, size: 1 },
  derivativeBound: 1,
  secondDerivativeBound: 1,
}

/** scale (x above 0, alpha x (e^x - 1) up to 0): ELU and SELU as the paper prints them. */
function asPrinted(scale: number, alpha: number): Omit<Definition, 'name' | 'formula' | 'derivativeFormula'> {
  const lower = scale * alpha
  return {
    value: (x) => (x > 0 ? scale * x : lower * x * Math.expm1(x)),
    derivative: (x) => (x > 0 ? scale : lower * (Math.expm1(x) + x * Math.exp(x))),
    secondDerivative: (x) => (x > 0 ? 0 : lower * (2 + x) * Math.exp(x)),
    kinks: [0],
    smoothness: { kind: 'jump', order: 1, size: scale },
    // (1 + x) e^x - 1 is least at -2, and (2 + x) e^x grows up to 0
    derivativeBound: scale * Math.max(1, alpha * (1 + Math.exp(-2))),
    secondDerivativeBound: 2 * lower,
  }
}

export const ELU_AS_PRINTED: Definition = {
  name: 'ELU (as printed)',
  formula: texOfCases('x', 'x (e^x - 1)'),
  derivativeFormula: texOfCases('1', 'e^x - 1 + x e^x'),
  ...asPrinted(1, 1),
}

const SELU_CONSTANTS = `\\lambda = ${SELU_SCALE.toFixed(4)}, \\alpha = ${SELU_ALPHA.toFixed(4)}`

export const SELU: Definition = {
  name: 'SELU',
  formula: `${texOfCases('\\lambda x', '\\lambda \\alpha (e^x - 1)')}, \\quad ${SELU_CONSTANTS}`,
  derivativeFormula: texOfCases('\\lambda', '\\lambda \\alpha e^x'),
  value: (x) => (x > 0 ? SELU_SCALE * x : SELU_SCALE * SELU_ALPHA * Math.expm1(x)),
  derivative: (x) => (x > 0 ? SELU_SCALE : SELU_SCALE * SELU_ALPHA * Math.exp(x)),
  secondDerivative: (x) => (x > 0 ? 0 : SELU_SCALE * SELU_ALPHA * Math.exp(x)),
  kinks: [0],
  smoothness: { kind: 'jump', order: 1, size: SELU_SCALE * (SELU_ALPHA - 1) },
  derivativeBound: SELU_SCALE * SELU_ALPHA,
  secondDerivativeBound: SELU_SCALE * SELU_ALPHA,
}

export const SELU_AS_PRINTED: Definition = {
  name: 'SELU (as printed)',
  formula: `${texOfCases('\\lambda x', '\\lambda \\alpha x (e^x - 1)')}, \\quad ${SELU_CONSTANTS}`,
  derivativeFormula: texOfCases('\\lambda', '\\lambda \\alpha (e^x - 1 + x e^x)'),
  ...asPrinted(SELU_SCALE, SELU_ALPHA),
}

/** x_+^power / power!; x_+^0 is the step function */
function rectifiedPower(x: number, power: number): number {
  if (x <= 0) return 0
  let value = 1
  for (let k = 1; k <= power; k++) value *= x / k
  return value
}

export function reluPower(power: number): Definition {
  const tex = (exponent: number): string => {
    const base = exponent === 0 ? '1' : exponent === 1 ? 'x' : `x^{${exponent}} / ${exponent}!`
    return texOfCases(base, '0')
  }
  return {
    name: `ReLU power ${power}`,
    formula: tex(power),
    derivativeFormula: tex(power - 1),
    value: (x) => rectifiedPower(x, power),
    derivative: (x) => rectifiedPower(x, power - 1),
    secondDerivative: (x) => rectifiedPower(x, power - 2),
    kinks: [0],
    smoothness: { kind: 'jump', order: power, size: 1 },
    derivativeBound: Infinity,
    secondDerivativeBound: power === 2 ? 1 : Infinity,
  }
}

export function normRelu(kink: number): Definition {
  const { shift, scale } = normReluConstants(kink)
  const at = texOfNumber(kink)
  const [factor, constant] = [texOfNumber(Number(scale.toPrecision(6))), texOfNumber(Number(Math.abs(shift).toPrecision(6)))]
  return {
    name: `NormReLU (${kink})`,
    formula: `${factor}\\,(\\max(x ${kink < 0 ? '+' : '-'} ${texOfNumber(Math.abs(kink))}, 0) - ${constant})`,
    derivativeFormula: texOfCases(factor, '0', at),
    value: (x) => scale * (Math.max(x - kink, 0) + shift),
    derivative: (x) => (x > kink ? scale : 0),
    secondDerivative: () => 0,
    kinks: [kink],
    smoothness: { kind: 'jump', order: 1, size: scale },
    derivativeBound: scale,
    secondDerivativeBound: 0,
  }
}
