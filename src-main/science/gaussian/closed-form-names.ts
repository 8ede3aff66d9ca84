import type { ActivationSpec, ClosedForm } from '../../contract'
import { texOfNumber } from '../activations/expression/tex'
import type { Part } from './activation-hermite'

const ORDER_0 = '\\frac{\\pi-\\theta}{2\\pi}'
const ORDER_1 = '\\frac{\\sin\\theta+(\\pi-\\theta)\\cos\\theta}{2\\pi}'

/**
 * What the dual of an activation is called and how it is written, theta = arccos rho, for standard normal arguments: of those that
 * {@link closedFormDual} knows. null for others. Sources as there.
 */
export function closedFormOf(spec: ActivationSpec, part: Part): ClosedForm | null {
  const isValue = part === 'value'
  switch (spec.kind) {
    case 'relu':
      return arcCosine(isValue ? 1 : 0)
    case 'step':
      return isValue ? arcCosine(0) : { name: 'zero', formula: '0' }
    case 'relu-power':
      return arcCosine(isValue ? spec.power : spec.power - 1)
    case 'leaky-relu': {
      const a = spec.negativeSlope
      const [square, slope] = [texOfNumber(Number(((1 - a) * (1 - a)).toPrecision(6))), texOfNumber(Math.abs(a))]
      const sign = a < 0 ? '-' : '+'
      return isValue
        ? { name: 'arc-cosine kernel of order 1 and a linear part', formula: `${square}\\,${ORDER_1} ${sign} ${slope}\\,\\rho` }
        : { name: 'arc-cosine kernel of order 0 and a constant', formula: `${square}\\,${ORDER_0} ${sign} ${slope}` }
    }
    case 'absolute':
      return isValue
        ? { name: 'even part of the arc-cosine kernel', formula: '\\tfrac{2}{\\pi}\\big(\\sqrt{1-\\rho^2}+\\rho\\arcsin\\rho\\big)' }
        : { name: 'arcsine kernel', formula: '\\tfrac{2}{\\pi}\\arcsin\\rho' }
    case 'normrelu':
      return isValue
        ? { name: "integral of the derivative's dual", formula: "\\int_0^{\\rho}\\mathbb{E}\\,\\phi'(u)\\,\\phi'(v)\\,dr" }
        : { name: 'orthant probability', formula: '\\lambda^2\\,\\mathbb{P}(u>c,\\,v>c)' }
    case 'elu':
      return isValue ? null : exponentialStep('', '', '')
    case 'selu':
      return isValue ? null : exponentialStep('\\lambda^2', '\\lambda^2\\alpha\\,', '\\lambda^2\\alpha^2\\,')
    case 'erf':
      return isValue
        ? { name: 'arcsine kernel', formula: '\\tfrac{2}{\\pi}\\arcsin\\tfrac{2\\rho}{3}' }
        : { name: 'derivative of the arcsine kernel', formula: '\\frac{4}{\\pi\\sqrt{9-4\\rho^2}}' }
    case 'sine':
      return isValue
        ? { name: 'hyperbolic sine', formula: 'e^{-1}\\sinh\\rho' }
        : { name: 'hyperbolic cosine', formula: 'e^{-1}\\cosh\\rho' }
    case 'polynomial':
      return { name: 'polynomial', formula: `\\sum_{k=0}^{${Math.max(0, spec.coefficients.length - (isValue ? 1 : 2))}} c_k^2\\,\\rho^k` }
    default:
      return null
  }
}

function arcCosine(order: number): ClosedForm {
  const name = `arc-cosine kernel of order ${order}`
  if (order === 0) return { name, formula: ORDER_0 }
  if (order === 1) return { name, formula: ORDER_1 }
  return { name, formula: `\\frac{1}{2\\pi\\cdot ${order}!}\\int_0^{\\pi-\\theta}(\\cos t+\\cos\\theta)^{${order}}\\,dt` }
}

/** Of the derivative of ELU: 1 above 0, e^x below; the three factors stand before the squares and the mixed term. */
function exponentialStep(above: string, mixed: string, below: string): ClosedForm {
  return {
    name: 'normal distribution functions',
    formula:
      `${above}${ORDER_0} + 2${mixed}e^{1/2}\\,\\Phi_2(-1,\\rho;-\\rho) ` + `+ ${below}e^{1+\\rho}\\,\\Phi_2(-(1+\\rho),-(1+\\rho);\\rho)`,
  }
}
