import { describe, expect, it } from 'vitest'
import type { ClaimView, RunRecord, Summary } from '../../../../src-main/contract'
import { nearZeroClaim, orderClaims, readingsClaim, runsBySetting } from '../../../../src-main/papers/asymmetric/claims'
import { ASYMMETRIC_RECIPES } from '../../../../src-main/papers/asymmetric/recipes'
import { theoremClaims } from '../../../../src-main/papers/asymmetric/theorem-claims'
import type { StudyEvidence } from '../../../../src-main/papers/paper'
import { cellHash } from '../../../../src-main/experiments'

const program = ASYMMETRIC_RECIPES.find(({ id }) => id === 'asymmetric-simulated-program')!

/** What full runs of the five settings gave, one each, rounded; gamma = 1 first. */
const SUMMARIES: Summary[] = [
  { largestNeuronDistance: 0.87, kernelChange: 7.2e-4, tangentLambdaMinStart: 0.00373, finalLoss: 1.5e-6 },
  { largestNeuronDistance: 9.1, kernelChange: 0.0111, tangentLambdaMinStart: 0.00306, finalLoss: 4.9e-6 },
  { largestNeuronDistance: 10.4, kernelChange: 0.0188, tangentLambdaMinStart: 0.00261, finalLoss: 1.2e-5 },
  { largestNeuronDistance: 12.5, kernelChange: 0.0314, tangentLambdaMinStart: 0.00163, finalLoss: 1.4e-4 },
  { largestNeuronDistance: 23.4, kernelChange: 0.0483, tangentLambdaMinStart: 2.4e-4, finalLoss: 5.2e-3 },
]

function evidence(change: (summary: Summary, index: number) => Summary = (summary) => summary): StudyEvidence {
  const plan = program.plan('full', 1)
  const cells = plan.map(({ spec, seeds, axes }) => ({ hash: cellHash(spec), axes, note: null, seeds, runs: [], statistics: {} }))
  const common = {
    steps: 50_000,
    initialResidualNorm: 3.3,
    finalResidualNorm: 0.1,
    mostMovedNeuron: 1,
    hiddenLimitLambdaMin: 0.19,
    largestLabel: 0.9,
  }
  const runs = plan.map(({ spec, seeds }, index) => ({
    id: index + 1,
    cellHash: cellHash(spec),
    seed: seeds[0],
    state: 'finished',
    stopReason: 'step-budget',
    spec,
    summary: change({ ...common, ...SUMMARIES[index] }, index),
  })) as unknown as RunRecord[]
  return { cells, runs, series: () => null, spectra: () => [] }
}

const verdicts = (claims: ClaimView[]): string[] => claims.map(({ verdict }) => verdict)

describe('claims of asymmetric node scaling', () => {
  it('hold for what full runs gave', () => {
    const settings = runsBySetting(evidence())
    expect(verdicts([...orderClaims(settings), nearZeroClaim(settings), readingsClaim(settings)])).toEqual(new Array(5).fill('holds'))
  })

  it('notice a kernel change that is off by its square root', () => {
    const settings = runsBySetting(evidence((summary) => ({ ...summary, kernelChange: Math.sqrt(summary['kernelChange'] ?? NaN) })))
    expect(readingsClaim(settings).verdict).toBe('fails')
  })

  it('notice an eigenvalue out of order', () => {
    const settings = runsBySetting(evidence((summary, index) => (index === 4 ? { ...summary, tangentLambdaMinStart: 0.01 } : summary)))
    expect(orderClaims(settings)[0]?.verdict).toBe('fails')
  })

  it('say nothing of runs that are too short', () => {
    const settings = runsBySetting(evidence((summary) => ({ ...summary, steps: 5000 })))
    expect(verdicts([nearZeroClaim(settings), readingsClaim(settings)])).toEqual(['premise not met', 'not measured'])
    expect(verdicts(orderClaims(runsBySetting({ ...evidence(), runs: [] })))).toEqual(new Array(3).fill('not measured'))
  })

  it('the theorems ask for astronomical widths; their inequalities hold all the same', () => {
    const [initial, movement, kernel] = theoremClaims(evidence().runs)
    // kappa_n = .0038: 8 n log(n / delta) / (kappa_n d) is some tens of thousands
    expect(initial?.premise).toMatchObject({ met: false })
    expect(initial?.premise.text).toMatch(/m >= 2\.9\d*e\+4|m >= 290\d\d/)
    expect(verdicts([initial!, movement!, kernel!])).toEqual(['premise not met', 'premise not met', 'premise not met'])
    expect(movement?.measured).toContain('the inequality holds')
    expect(kernel?.measured).toContain('the inequality holds')
    // gamma = 0 is outside of all of them
    expect(movement?.runIds).toHaveLength(4)
  })
})
