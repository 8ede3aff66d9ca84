import type { ActivationSpec } from '../../../../src-main/contract'

/** One activation of every kind that is not given by a formula. */
export const BUILT_IN: readonly ActivationSpec[] = [
  { kind: 'relu' },
  { kind: 'leaky-relu', negativeSlope: 0.01 },
  { kind: 'elu' },
  { kind: 'elu-as-printed' },
  { kind: 'selu' },
  { kind: 'selu-as-printed' },
  { kind: 'tanh' },
  { kind: 'penalised-tanh', negativeSlope: 0.25 },
  { kind: 'sigmoid' },
  { kind: 'softplus' },
  { kind: 'swish' },
  { kind: 'gelu' },
  { kind: 'erf' },
  { kind: 'sine' },
  { kind: 'step' },
  { kind: 'absolute' },
  { kind: 'relu-power', power: 2 },
  { kind: 'relu-power', power: 5 },
  { kind: 'polynomial', coefficients: [1, -2, 0, 0.5] },
  { kind: 'normrelu', kink: -1.5975 },
]
