import type { ActivationSpec } from '../../contract/activation-field'
import type { ActivationKernel, BuiltInActivation } from '../arithmetic/two-layer'
import type { ActivationProgram } from './program'

/** What the kernels need to know of an activation. */
interface KernelSource {
  readonly spec: ActivationSpec
  value(x: number): number
  derivative(x: number): number
  /** of an expression */
  readonly programs?: { readonly value: ActivationProgram; readonly derivative: ActivationProgram }
}

function builtIn(id: BuiltInActivation['id'], ...parameters: number[]): BuiltInActivation {
  return { kind: 'built-in', id, parameters }
}

/** An activation as `Arithmetic` takes it. Constants come from the activation itself, so that they are stated once. */
export function activationKernel(activation: KernelSource): ActivationKernel {
  const { spec } = activation
  // exact where the derivative is a constant; at 0 it is the left limit
  const slope = (x: number): number => activation.derivative(x)
  switch (spec.kind) {
    case 'relu':
    case 'leaky-relu':
    case 'absolute':
      return builtIn('piecewise-linear', 0, 0, slope(-1), slope(1))
    case 'normrelu':
      return builtIn('piecewise-linear', spec.kink, activation.value(spec.kink), slope(spec.kink - 1), slope(spec.kink + 1))
    case 'elu':
    case 'selu':
      return builtIn('exponential-linear', slope(1), slope(0))
    case 'elu-as-printed':
      return builtIn('printed-exponential-linear', 1, 1)
    case 'selu-as-printed':
      // the derivative tends to -negativeScale
      return builtIn('printed-exponential-linear', slope(1), -slope(-1000))
    case 'tanh':
      return builtIn('tanh', 1, 1)
    case 'penalised-tanh':
      return builtIn('tanh', 1, spec.negativeSlope)
    case 'relu-power':
      return builtIn('relu-power', spec.power)
    case 'polynomial':
      return builtIn('polynomial', ...spec.coefficients)
    case 'expression': {
      if (activation.programs === undefined) throw new TypeError('An activation given by a formula needs its programs.')
      return { kind: 'program', ...activation.programs }
    }
    case 'step':
    case 'sigmoid':
    case 'softplus':
    case 'swish':
    case 'gelu':
    case 'erf':
    case 'sine':
      return builtIn(spec.kind)
  }
}
