import type { ClaimStatement, ClaimView, RunRecord, Verdict } from '../contract'
import { claimView } from './claim-view'

/** A statement about single runs. The same check serves one run and all runs of a study. */
export interface RunClaim<Facts extends { run: RunRecord }> extends ClaimStatement {
  /** runs the claim says anything about, e.g. those that train the output layer */
  concerns(facts: Facts): boolean
  premiseHolds(facts: Facts): boolean
  /** the quantity that is tested, null when not measured in this run */
  measure(facts: Facts): number | null
  /** how the measured quantity is written in front of its value */
  symbol: string
  holds(measured: number, facts: Facts): boolean
}

export function writtenNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  return value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5)
    ? Number(value.toPrecision(4)).toString()
    : value.toExponential(2)
}

function writtenRange(values: readonly number[]): string {
  const least = writtenNumber(Math.min(...values))
  const largest = writtenNumber(Math.max(...values))
  return least === largest ? least : `${least} to ${largest}`
}

/**
 * Verdict over runs: fails when any run that meets the premise breaks the prediction; vacuous when no run is concerned; not measured when
 * none that is concerned has the quantity; premise not met when none of those measured meets it.
 */
export function checkRunClaimOver<Facts extends { run: RunRecord }>(claim: RunClaim<Facts>, all: readonly Facts[]): ClaimView {
  const concerned = all.filter((facts) => claim.concerns(facts))
  const measured = concerned.flatMap((facts) => {
    const value = claim.measure(facts)
    return value === null ? [] : [{ facts, value, premise: claim.premiseHolds(facts) }]
  })
  const inside = measured.filter(({ premise }) => premise)
  const broken = inside.filter(({ value, facts }) => !claim.holds(value, facts))
  const considered = inside.length > 0 ? inside : measured
  const brokenOutside = measured.filter(({ value, facts, premise }) => !premise && !claim.holds(value, facts))
  return claimView(claim, {
    premise: premiseText(claim, inside.length, measured.length),
    met: measured.length === 0 ? null : inside.length > 0,
    measured: measuredText(
      claim,
      considered.map(({ value }) => value),
      inside.length,
      inside.length > 0 ? broken.length : brokenOutside.length,
    ),
    verdict: verdictOf(concerned.length, measured.length, inside.length, broken.length),
    runIds: considered.map(({ facts }) => facts.run.id),
  })
}

function verdictOf(concerned: number, measured: number, inside: number, broken: number): Verdict {
  if (concerned === 0) return 'vacuous'
  if (measured === 0) return 'not measured'
  if (inside === 0) return 'premise not met'
  return broken > 0 ? 'fails' : 'holds'
}

function premiseText(claim: ClaimStatement, inside: number, measured: number): string {
  return measured > 1 ? `${claim.premise} (met by ${inside} of ${measured} runs)` : claim.premise
}

function measuredText({ symbol }: { symbol: string }, values: readonly number[], inside: number, broken: number): string {
  if (values.length === 0) return 'nothing yet'
  const count = values.length > 1 ? ` over ${values.length} runs` : ''
  const found = `${symbol} = ${writtenRange(values)}${count}`
  if (inside === 0) {
    const anyway = broken === 0 ? 'the prediction holds all the same' : `${broken} of ${values.length} break the prediction`
    return `${found} outside of the premise; ${anyway}`
  }
  return inside > 1 && broken > 0 ? `${found}; ${broken} of ${inside} break it` : found
}
