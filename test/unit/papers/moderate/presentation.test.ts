import { describe, expect, it } from 'vitest'
import type { CellPlan, ClaimView, RecipeSize, Summary } from '../../../../src-main/contract'
import { parseSpec } from '../../../../src-main/contract'
import { experimentOf } from '../../../../src-main/experiments'
import { PAPERS, recipeById } from '../../../../src-main/papers'
import type { Recipe, StudyPresentation } from '../../../../src-main/papers/paper'
import { SPHERE_REFERENCE } from '../../../../src-main/papers/moderate/sphere-reference'
import { evidenceOf, type Ending } from '../../../fixtures/evidence'

function recipe(id: string): Recipe {
  const found = recipeById(id)
  if (found === undefined) throw new Error(`there is no recipe ${id}`)
  return found
}

function present(id: string, end: (cell: CellPlan, repetition: number) => Ending | null, size: RecipeSize = 'quick'): StudyPresentation {
  const of = recipe(id)
  return of.present(evidenceOf(of.plan(size, 1), end))
}

function claim(presentation: StudyPresentation, id: string): ClaimView {
  const found = presentation.claims.find((view) => view.id === id)
  if (found === undefined) throw new Error(`there is no claim ${id}`)
  return found
}

const RECIPES = (PAPERS.find(({ id }) => id === 'moderate')?.recipes ?? []).filter(({ id }) => !/-\d+$/.test(id))

describe.each(RECIPES.map(({ id }) => id))('%s', (id) => {
  it.each(['quick', 'full'] as const)('%s plans valid, runnable cells', (size) => {
    for (const { spec, seeds } of recipe(id).plan(size, 1)) {
      expect(experimentOf(spec).check(parseSpec(spec))).toEqual([])
      expect(seeds.length).toBeGreaterThan(0)
      expect(new Set(seeds).size).toBe(seeds.length)
    }
  })

  it('before any run: nothing claimed, nothing drawn as measured', () => {
    const presentation = present(id, () => null)
    for (const { id: claimId, verdict, premise } of presentation.claims) {
      expect(['vacuous', 'not measured'], claimId).toContain(verdict)
      expect(premise.met, claimId).toBeNull()
    }
    for (const { curves } of presentation.figures)
      expect(curves.some(({ kind, points }) => kind === 'measured' && points.length > 0)).toBe(false)
    expect(presentation.tables.length).toBeGreaterThan(0)
  })

  it('runs that ended without results claim nothing either', () => {
    const presentation = present(id, () => ({ summary: {}, stopReason: 'not-finite' }))
    for (const { id: claimId, verdict } of presentation.claims) expect(verdict, claimId).not.toBe('holds')
  })
})

describe('output layer', () => {
  const end =
    (errorBelow: number, share: number) =>
    (cell: CellPlan): Ending => {
      const k = Number(cell.axes['hiddenWidth'])
      if (cell.axes['trained'] === 'hidden layer') return { summary: { steps: 10 }, stopReason: k >= 8 ? 'converged' : 'step-budget' }
      return {
        summary: {
          finalRelativeResidual: k < 100 ? errorBelow : 1e-14,
          outputLimitLambdaMin: 0.01,
          outputLambdaMinStart: k < 100 ? 0 : 0.01 * k * share,
        },
      }
    }

  it('the threshold is at k = n, hidden layers need less', () => {
    const presentation = present('moderate-output-layer', end(0.2, 0.6))
    expect(['S2-output', 'C20', 'S3-ratio'].map((id) => claim(presentation, id).verdict)).toEqual(['holds', 'holds', 'holds'])
    expect(claim(presentation, 'S3-ratio').measured).toBe('softplus: k = 8 against 100; ReLU: k = 8 against 100')
    expect(presentation.figures.map(({ id }) => id)).toEqual(['output-layer-error', 'output-layer-success', 'output-layer-eigenvalue'])
  })

  it('fewer neurons that fit, or too small an eigenvalue, are seen', () => {
    expect(claim(present('moderate-output-layer', end(1e-12, 0.6)), 'S2-output').verdict).toBe('fails')
    expect(claim(present('moderate-output-layer', end(1e-12, 0.6)), 'S3-ratio').verdict).toBe('fails')
    expect(claim(present('moderate-output-layer', end(0.2, 0.49)), 'C20').verdict).toBe('fails')
  })
})

describe('stochastic gradient descent', () => {
  const end =
    (factor: number) =>
    (cell: CellPlan): Ending => ({
      summary: {
        steps: cell.axes['method'] === 'single points' ? 20 * 1000 * factor : 1000,
        hiddenStepSize: 0.0035,
        labelNorm: 4.5,
        inputNorm: Math.sqrt(4.603),
        khatriRaoSquare: 0.158,
        initialRelativeResidual: 1.1,
      },
    })

  it('passes are compared with steps of the same seed', () => {
    expect(claim(present('moderate-stochastic', end(1.01)), 'C8-passes')).toMatchObject({
      verdict: 'holds',
      measured: '1.01 to 1.01, mean 1.01, over 6 pairs',
    })
    expect(claim(present('moderate-stochastic', end(1.06)), 'C8-passes').verdict).toBe('fails')
    // steps counted as passes
    expect(claim(present('moderate-stochastic', end(20)), 'C8-passes').verdict).toBe('fails')
  })

  it('the theorem\u2019s own settings are told, never run', () => {
    const view = claim(present('moderate-stochastic', end(1)), 'C8')
    expect(view.verdict).toBe('premise not met')
    expect(view.measured).toContain('while 0.07 was used')
    expect(view.measured).toContain('probability of E at least 0.198')
  })
})

describe('separated points', () => {
  // two points at angle t: t / 2 pi for the step function; linear and quadratic laws otherwise
  const end =
    (softplusExponent: number, factor = 1) =>
    ({ axes }: CellPlan): Ending => {
      const separation = Number(axes['separation'])
      const n = Number(axes['sampleCount'])
      const angle = 2 * Math.asin(separation / 2)
      const halfCircle: Record<number, [number, number]> = {
        5: [0.054843, 0.06374],
        10: [0.025627, 0.026328],
        20: [0.012577, 0.012657],
        50: [0.0050049, 0.0050099],
      }
      const kernel = String(axes['kernel'])
      const own = axes['family'] === 'half circle' ? halfCircle[n]?.[kernel.startsWith('step') ? 0 : 1] : undefined
      const lambda = kernel.startsWith('softplus')
        ? 0.17 * Math.exp(softplusExponent * Math.log(separation))
        : (own ?? angle / (2 * Math.PI))
      return { summary: { lambdaMin: factor * lambda, distanceSeparation: separation }, stopReason: 'converged' }
    }

  it('bounds, slopes and exact values', () => {
    const presentation = present('moderate-separation', end(2))
    expect(presentation.claims.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'C11 holds',
      'C11-step holds',
      'C11-slopes holds',
      'C11-angle holds',
      'C11-half-circle holds',
    ])
    expect(presentation.figures).toHaveLength(3)
  })

  it('what is wrong is seen', () => {
    expect(claim(present('moderate-separation', end(1)), 'C11-slopes').verdict).toBe('fails')
    const small = present('moderate-separation', end(2, 1e-3))
    expect(['C11', 'C11-step', 'C11-angle', 'C11-half-circle'].map((id) => claim(small, id).verdict)).toEqual(new Array(4).fill('fails'))
  })
})

describe('scaling', () => {
  const STEPS: Record<string, Record<number, [number, number]>> = {
    softplus: { 25: [753, 14.7], 50: [1627, 25.4], 100: [3490, 41.5], 200: [10_618, 70.2] },
    ReLU: { 25: [293, 9.9], 50: [645, 14.2], 100: [1906, 23.7], 200: [5810, 40.3] },
  }
  const end =
    (change: (n: number) => number) =>
    ({ axes }: CellPlan): Ending => {
      const n = Number(axes['sampleCount'])
      const [steps = NaN, distance = NaN] = STEPS[String(axes['activation'])]?.[n] ?? []
      return { summary: { steps: steps * change(n), hiddenWeightDistance: distance * change(n) } }
    }

  it('the numbers of an independent computation hold', () => {
    const presentation = present(
      'moderate-scaling',
      end(() => 1),
    )
    expect(presentation.claims.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(['C6 holds', 'C7 holds', 'C7-reference holds'])
    expect(presentation.figures.map(({ id }) => id)).toEqual(['scaling-steps', 'scaling-radius'])
  })

  it('steps that grow like n^2 and distances like n^1.5 do not', () => {
    const wrong = present(
      'moderate-scaling',
      end((n) => n / 25),
    )
    expect(wrong.claims.map(({ verdict }) => verdict)).toEqual(['fails', 'fails', 'fails'])
  })
})

describe('widths', () => {
  const end =
    (change: (summary: Summary) => Summary = (summary) => summary) =>
    ({ axes }: CellPlan): Ending => {
      if (axes['part'] === 'practice')
        return { summary: { steps: 1 }, stopReason: Number(axes['hiddenWidth']) >= 8 ? 'converged' : 'step-budget' }
      const reference = SPHERE_REFERENCE.find(
        ({ sampleCount, inputDimension }) => sampleCount === axes['sampleCount'] && inputDimension === axes['inputDimension'],
      )
      const kind = axes['activation'] === 'ReLU' ? 'relu' : 'softplus'
      return {
        stopReason: 'step-budget',
        summary: change({
          inputNorm: Math.sqrt(reference?.squaredNorm ?? NaN),
          khatriRaoSquare: reference?.khatriRaoSquare ?? NaN,
          hiddenLimitLambdaMin: reference?.hiddenLambda[kind] ?? NaN,
          outputLimitLambdaMin: reference?.outputLambda[kind] ?? NaN,
          distanceSeparation: reference?.separation ?? NaN,
          requiredWidth: 5e10,
        }),
      }
    }

  it.each(['quick', 'full'] as const)('%s: an independent computation of the constants meets every claim', (size) => {
    const presentation = present('moderate-widths', end(), size)
    expect(presentation.claims.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'C9 holds',
      'C10 holds',
      'C12 holds',
      'C24 holds',
      'S5-sphere holds',
    ])
    expect(claim(presentation, 'C9').measured).toContain('n = 100, d = 25: asks for 5.00e+10, k = 8 does')
  })

  it('what is wrong is seen', () => {
    const scaled = present(
      'moderate-widths',
      end((summary) => ({ ...summary, hiddenLimitLambdaMin: 0.005 * (summary['hiddenLimitLambdaMin'] ?? NaN) })),
    )
    expect([claim(scaled, 'C12').verdict, claim(scaled, 'S5-sphere').verdict]).toEqual(['fails', 'fails'])
    const long = present(
      'moderate-widths',
      end((summary) => ({ ...summary, inputNorm: 5 })),
    )
    expect(claim(long, 'C24').verdict).toBe('fails')
    const modest = present(
      'moderate-widths',
      end((summary) => ({ ...summary, requiredWidth: 1000 })),
    )
    expect(claim(modest, 'C9').verdict).toBe('fails')
  })
})

describe('floors', () => {
  const end =
    (excess: number, deadPointCount = 0) =>
    ({ axes }: CellPlan): Ending => ({
      stopReason: 'step-budget',
      summary:
        axes['family'] === 'k = 1'
          ? { finalRelativeResidual: 1 + excess, hiddenWeightDistance: 0 }
          : { finalResidualNorm: 0.7957424 * (1 + excess), structuralFloor: 0.7957424, deadPointCount },
    })

  it('errors at their floor hold, above and below do not', () => {
    const verdicts = (excess: number): string[] => present('moderate-floors', end(excess)).claims.map(({ verdict }) => verdict)
    expect(verdicts(0)).toEqual(new Array(4).fill('holds'))
    expect(verdicts(5e-7)).toEqual(['holds', 'holds', 'holds', 'fails'])
    expect(verdicts(2e-6)).toEqual(new Array(4).fill('fails'))
    expect(verdicts(-1e-6)).toEqual(new Array(4).fill('fails'))
  })

  it('runs with dead points have another floor and are left out', () => {
    expect(claim(present('moderate-floors', end(0.1, 1)), 'C25-antipodal')).toMatchObject({
      verdict: 'not measured',
      premise: { met: false },
    })
  })
})

describe('certificate', () => {
  const end = ({ axes }: CellPlan): Ending => {
    const orthonormal = axes['points'] === 'X = I, n = d = 4'
    const [n, k] = [orthonormal ? 4 : 100, Number(axes['hiddenWidth'])]
    const relu = axes['activation'] === 'ReLU'
    return {
      stopReason: 'step-budget',
      summary: {
        labelNorm: 2,
        inputNorm: 1,
        hiddenStepSize: n / ((relu ? 3 : 2) * 4),
        requiredWidth: orthonormal && !relu ? 428_296.3 : 1e12,
        hiddenLimitLambdaMin: 0.29337903585809,
        outputWeightNorm: 2 / Math.sqrt(n),
        largestOutputWeight: 2 / Math.sqrt(k * n),
        hiddenLambdaMinStart: 0.29337903585809,
        certificateRadius: 0.0733 * Math.sqrt(k),
        initialResidualNorm: 2.5,
        jacobianChange: 0.05,
        tailContraction: relu ? 1 - 1 / 6 : 0.85317,
      },
    }
  }

  it('tells of every hypothesis where it is met and by how much', () => {
    const presentation = present('moderate-certificate', end)
    expect(claim(presentation, 'H-step')).toMatchObject({ verdict: 'holds', premise: { met: true } })
    const width = claim(presentation, 'H-C9')
    expect(width.verdict).toBe('premise not met')
    expect(width.measured).toContain('k = 440000: 4.40e+5 of at least 4.28e+5, met by a factor 1.027')
    expect(width.measured).toContain('k = 100: 100 of at least 4.28e+5, missed by a factor 4283')
    // (2.5 / 0.733)^2 * 100
    expect(claim(presentation, 'H-start').measured).toContain(
      'k = 100: 0.733 of at least 2.5, missed by a factor 3.411, needs k about 1163',
    )
    expect(claim(presentation, 'H-path').verdict).toBe('holds')
    expect(claim(presentation, 'A12')).toMatchObject({ verdict: 'holds', measured: '428296.3' })
    expect(claim(presentation, 'A9').verdict).toBe('holds')
  })

  it('another width or another rate is seen', () => {
    const changed = (summary: Summary) =>
      present('moderate-certificate', (cell) => ({ stopReason: 'step-budget', summary: { ...end(cell).summary, ...summary } }))
    expect(claim(changed({ requiredWidth: 428_298 }), 'A12').verdict).toBe('fails')
    expect(claim(changed({ tailContraction: 0.845 }), 'A9').verdict).toBe('fails')
  })
})

describe('trajectories', () => {
  const steps = Array.from({ length: 600 }, (_, step) => step)
  const end =
    (distance: number, contraction: number) =>
    ({ axes }: CellPlan): Ending => {
      const relu = axes['activation'] === 'ReLU'
      return {
        summary: {
          labelNorm: 4,
          inputNorm: 2,
          hiddenStepSize: 20 / ((relu ? 3 : 2) * 64),
          initialResidualNorm: 5,
          finalResidualNorm: 1e-9,
          hiddenLimitLambdaMin: 0.02,
          hiddenLambdaMinStart: 0.016,
          hiddenWeightDistance: distance,
          lazyDistance: 20,
          outputWeightNorm: 0.9,
          largestOutputWeight: 0.1,
        },
        series: {
          residualNorm: steps.map((step) => 5 * Math.exp(step * Math.log(contraction))),
          hiddenWeightDistance: steps.map(() => distance),
        },
      }
    }

  it('figures have error, bounds and distances for both activations', () => {
    const { figures } = present('moderate-trajectories', end(19.8, 0.997))
    expect(figures.map(({ id }) => id)).toEqual(
      ['softplus', 'relu'].flatMap((kind) => [...[20, 200, 2000].map((k) => `misfit-${kind}-${k}`), `distance-${kind}`]),
    )
    expect(figures[0]?.curves.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
      'measured measured',
      'lazy theory',
      'stated bound',
      'proof bound',
    ])
    expect(figures[4]?.curves.map(({ id }) => id)).toEqual(['measured', 'lazy', 'theorem-6.3'])
    // at step 599 the stated bound is (1 - .02 / 128)^599
    expect(figures[0]?.curves.find(({ id }) => id === 'stated')?.points.at(-1)?.y).toBeCloseTo(Math.exp(599 * Math.log1p(-0.02 / 128)), 10)
    expect(figures[3]?.curves.find(({ id }) => id === 'bound-k = 20')?.points[0]?.y).toBeCloseTo(
      (5 * Math.sqrt(32 * 20)) / (4 * Math.sqrt(0.02)),
      10,
    )
  })

  it('distances near the frozen kernel\u2019s and rates near its own hold', () => {
    const good = present('moderate-trajectories', end(19.8, 0.997))
    expect([claim(good, 'S3-lazy').verdict, claim(good, 'C1-loose').verdict]).toEqual(['holds', 'holds'])
    expect(claim(present('moderate-trajectories', end(18, 0.997)), 'S3-lazy').verdict).toBe('fails')
    // stated: 1 - .02 / 128; half of 16 times that is 1.25e-3
    expect(claim(present('moderate-trajectories', end(19.8, 1 - 1.2e-3)), 'C1-loose').verdict).toBe('fails')
  })
})
