import { describe, expect, it } from 'vitest'
import { LabError, type ActivationSpec } from '../../../src-main/contract'
import { ActivationBook } from '../../../src-main/lab/activation-book'

describe('what can be said of activations', () => {
  it('has the Hermite coefficients and the dual functions of the references', async () => {
    const book = new ActivationBook()
    const tanh = await book.describe({ kind: 'tanh' })
    expect(tanh.derivative.hermite[0]).toBeCloseTo(0.60570551, 8)
    expect(tanh.derivative.hermite[100]! / 1.7297676e-6).toBeCloseTo(1, 7)
    expect(tanh.moments.normalisation).toBeCloseTo(1.5925374, 7)
    expect(tanh.smoothness).toEqual({ kind: 'smooth' })
    expect(tanh.derivative.closedForm).toBeNull()
    const relu = await book.describe({ kind: 'relu' })
    expect(relu.smoothness).toEqual({ kind: 'jump', order: 1, size: 1 })
    expect(relu.derivative.closedForm?.name).toBe('arc-cosine kernel of order 0')
    expect([relu.value.correlations[0], relu.value.correlations.at(-1)]).toEqual([-1, 1])
    expect([...relu.derivative.dual].every((value, j) => Math.abs(value - j / 128) < 1e-15)).toBe(true)
  })

  it('lets others have their turn while the dual of a kinked formula is integrated', async () => {
    const book = new ActivationBook()
    let turns = 0
    const counting = setInterval(() => turns++, 5)
    const spec: ActivationSpec = { kind: 'penalised-tanh', negativeSlope: 0.25 }
    const first = await book.describe(spec)
    clearInterval(counting)
    expect(turns).toBeGreaterThan(0)
    expect(first.derivative.dual.at(-1)).toBeCloseTo(0.246714041, 8)
    // the second time it is at hand
    expect(await book.describe({ ...spec })).toBe(first)
  })

  it('refuses a formula by its field, each time anew', () => {
    const book = new ActivationBook()
    for (let time = 0; time < 2; time++) {
      const refused = (): unknown => book.describe({ kind: 'expression', expression: 'x * tahn(x)' })
      expect(refused).toThrow(LabError)
      expect(refused).toThrow(/tahn/)
    }
  })
})
