import type { ActivationProgram } from '../../activations/program'
import { builtInActivations, type ActivationKernel } from '../two-layer'

/** An activation as the addon takes it; the numbers are those of native/src/activation.h. */
export interface NativeActivation {
  id: number
  parameters: Float64Array
  value?: ActivationProgram
  derivative?: ActivationProgram
}

/** One more than the built-in ones. */
const programId = builtInActivations.length

export function nativeActivation(activation: ActivationKernel): NativeActivation {
  if (activation.kind === 'program')
    return { id: programId, parameters: new Float64Array(0), value: activation.value, derivative: activation.derivative }
  return { id: builtInActivations.indexOf(activation.id), parameters: parametersOf(activation) }
}

/** All parameters, with the defaults of the family where some are left out. */
function parametersOf({ id, parameters }: Exclude<ActivationKernel, { kind: 'program' }>): Float64Array {
  const defaults = id === 'piecewise-linear' ? [0, 0, 0, 1] : id === 'relu-power' ? [2] : [1, 1]
  if (id === 'polynomial') return Float64Array.from(parameters)
  return Float64Array.from(defaults, (value, index) => parameters[index] ?? value)
}
