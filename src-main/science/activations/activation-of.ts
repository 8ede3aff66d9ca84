import type { ActivationSpec } from '../../contract'
import type { Activation } from './activation'
import { activationOfExpression } from './expression'
import {
  ABSOLUTE,
  ELU,
  ELU_AS_PRINTED,
  RELU,
  SELU,
  SELU_AS_PRINTED,
  STEP,
  leakyRelu,
  normRelu,
  reluPower,
  type Definition,
} from './rectifiers'
import { ERF, GELU, SIGMOID, SINE, SOFTPLUS, SWISH, TANH, penalisedTanh, polynomial } from './smooth'

/**
 * The activation that a spec names.
 * @throws LabError `invalid-spec` with the path `activation.expression` for a formula that cannot be used
 */
export function activationOf(spec: ActivationSpec): Activation {
  return { spec, ...definitionOf(spec) }
}

function definitionOf(spec: ActivationSpec): Definition {
  switch (spec.kind) {
    case 'relu':
      return RELU
    case 'leaky-relu':
      return leakyRelu(spec.negativeSlope)
    case 'elu':
      return ELU
    case 'elu-as-printed':
      return ELU_AS_PRINTED
    case 'selu':
      return SELU
    case 'selu-as-printed':
      return SELU_AS_PRINTED
    case 'tanh':
      return TANH
    case 'penalised-tanh':
      return penalisedTanh(spec.negativeSlope)
    case 'sigmoid':
      return SIGMOID
    case 'softplus':
      return SOFTPLUS
    case 'swish':
      return SWISH
    case 'gelu':
      return GELU
    case 'erf':
      return ERF
    case 'sine':
      return SINE
    case 'step':
      return STEP
    case 'absolute':
      return ABSOLUTE
    case 'relu-power':
      return reluPower(spec.power)
    case 'polynomial':
      return polynomial(spec.coefficients)
    case 'normrelu':
      return normRelu(spec.kink)
    case 'expression':
      return activationOfExpression(spec.expression, spec.kinks)
  }
}
