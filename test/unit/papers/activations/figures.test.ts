import { describe, expect, it } from 'vitest'
import type { RecipeSize } from '../../../../src-main/contract'
import { expectedLoss } from '../../../../src-main/papers/activations/expected-loss'
import { sweepRecipe } from '../../../../src-main/papers/activations/sweep-recipe'
import { spectraRecipe } from '../../../../src-main/papers/activations/spectra-recipe'
import { trainingRecipe } from '../../../../src-main/papers/activations/training-recipe'
import { computeEvidence } from '../../../fixtures/evidence'
import { describe as describeValues } from '../../../../src-main/science/statistics'
import { fastArithmetic } from '../../../fixtures/arithmetic'
import type { Recipe } from '../../../../src-main/papers/paper'
import type { ClaimView } from '../../../../src-main/contract'

const arithmetic = fastArithmetic(1)

/** The claims of a recipe over some of its cells, computed. */
function claimsOf(recipe: Recipe, size: RecipeSize, keep: (axes: Record<string, unknown>) => boolean): Map<string, ClaimView> {
  const plan = recipe.plan(size, 1).filter(({ axes }) => keep(axes))
  const evidence = computeEvidence(plan, arithmetic, 1)
  const cells = evidence.cells.map((cell) => {
    const summaries = evidence.runs.filter(({ cellHash }) => cellHash === cell.hash).map(({ summary }) => summary)
    const names = Object.keys(summaries[0] ?? {})
    return {
      ...cell,
      statistics: Object.fromEntries(names.map((name) => [name, describeValues(summaries.map((each) => each[name] ?? NaN))])),
    }
  })
  const { claims } = recipe.present({ ...evidence, cells })
  return new Map(claims.map((claim) => [claim.id, claim]))
}

describe('effect of activation functions', () => {
  it('the smallest eigenvalue follows the law of the kink, and no power for smooth activations', () => {
    const claims = claimsOf(sweepRecipe, 'quick', (axes) => axes['sampleCount'] === 80 || axes['sampleCount'] === 40)
    expect(claims.get('C3')).toMatchObject({ verdict: 'holds' })
    expect(claims.get('C3-family')).toMatchObject({ verdict: 'holds' })
    expect(claims.get('C3-law')).toMatchObject({ verdict: 'holds' })
    expect(claims.get('C3-law')?.measured.split(';')).toHaveLength(8)
    expect(claims.get('C6-exponential')).toMatchObject({ verdict: 'holds' })
  })

  it('the circle as printed is singular; the order of the activations holds at n = 50', () => {
    const claims = claimsOf(spectraRecipe, 'quick', (axes) => axes['hiddenWidth'] === 'infinite')
    expect(claims.get('F1-order')).toMatchObject({ verdict: 'holds' })
    expect(claims.get('F1-singular')).toMatchObject({ verdict: 'holds' })
    expect(claims.get('F1-finite')).toMatchObject({ verdict: 'not measured' })
  })

  // arXiv 1908.05660, half circle, step size 1e-3, half-sum: values computed independently
  it.each([
    ['relu', 10, [7.5, 6.291, 3.397, 1.326]],
    ['elu', 10, [8.225, 6.241, 3.802, 2.935]],
    ['tanh', 10, [6.971, 5.906, 3.804, 2.795]],
    ['swish', 10, [6.779, 5.971, 3.833, 3.038]],
    ['relu', 50, [37.5, 25.94, 21.83, 16.07]],
  ] as const)('expected loss of %s, n = %d', (kind, n, expected) => {
    const loss = expectedLoss({ kind }, n, 1e-3, [0, 100, 1000, 10_000])
    expect(loss.map(({ y }) => Number(y.toPrecision(4)))).toEqual(expected)
  })

  it('training is drawn beside its expectation', () => {
    const [cell] = trainingRecipe.plan('quick', 1)
    if (cell?.spec.experiment !== 'two-layer') throw new Error('there is no cell')
    const small = { ...cell, spec: { ...cell.spec, model: { ...cell.spec.model, hiddenWidth: 200 } }, seeds: [1] }
    const { figures, claims } = trainingRecipe.present(computeEvidence([small], arithmetic, 1))
    expect(figures[0]?.curves.map(({ kind }) => kind)).toEqual(['measured', 'theory'])
    expect(claims.map(({ verdict }) => verdict)).toEqual(['premise not met', 'premise not met', 'premise not met', 'not measured'])
  })
})
