import katex from 'katex'
import { describe, expect, it } from 'vitest'
import type { ActivationSpec } from '../../../../src-main/contract'
import { activationOf } from '../../../../src-main/science/activations'
import { closedFormOf, type Part } from '../../../../src-main/science/gaussian'
import { closedFormDual } from '../../../../src-main/science/gaussian/closed-form-duals'

const SPECS: ActivationSpec[] = [
  { kind: 'relu' },
  { kind: 'leaky-relu', negativeSlope: -0.2 },
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
  { kind: 'relu-power', power: 3 },
  { kind: 'polynomial', coefficients: [0, 1, 2] },
  { kind: 'normrelu', kink: -1.5 },
  { kind: 'expression', expression: 'x^2' },
]
const PARTS: Part[] = ['value', 'derivative']

describe('names of closed forms', () => {
  it('are there for exactly the duals that are computed by one, and can be typeset', () => {
    for (const spec of SPECS)
      for (const part of PARTS) {
        const form = closedFormOf(spec, part)
        expect([spec.kind, part, form !== null]).toEqual([spec.kind, part, closedFormDual(activationOf(spec), part, 1) !== null])
        if (form !== null) expect(katex.renderToString(form.formula, { throwOnError: true })).toContain('katex')
      }
  })

  it('say the order of the arc-cosine kernel', () => {
    expect(closedFormOf({ kind: 'relu' }, 'value')?.name).toBe('arc-cosine kernel of order 1')
    expect(closedFormOf({ kind: 'relu-power', power: 3 }, 'derivative')?.formula).toContain(
      '\\int_0^{\\pi-\\theta}(\\cos t+\\cos\\theta)^{2}',
    )
    expect(closedFormOf({ kind: 'polynomial', coefficients: [0, 1, 2] }, 'derivative')?.formula).toContain('^{1} c_k^2')
  })
})
