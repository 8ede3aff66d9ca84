import type { ClaimView, Verdict } from '../../../src-main/contract'

export interface VerdictLook {
  colour: string
  /** in a box of 12 x 12, lines of 1.5 */
  stroke: string
  fill: string
  meaning: string
}

const CIRCLE = 'M6 1.25a4.75 4.75 0 1 1 0 9.5a4.75 4.75 0 1 1 0-9.5z'

/** Each verdict has its own shape, so that none is told by colour alone. */
export const VERDICT_LOOKS: Record<Verdict, VerdictLook> = {
  holds: { colour: '--good', stroke: 'M2 6.5 4.8 9.2 10 3', fill: '', meaning: 'the measured value agrees with the prediction' },
  fails: {
    colour: '--bad',
    stroke: 'M2.5 2.5 9.5 9.5M9.5 2.5 2.5 9.5',
    fill: '',
    meaning: 'the measured value contradicts the prediction',
  },
  'premise not met': {
    colour: '--warn',
    stroke: `${CIRCLE}M2.8 9.2 9.2 2.8`,
    fill: '',
    meaning: 'the statement says nothing about these runs',
  },
  vacuous: { colour: '--text-faint', stroke: CIRCLE, fill: '', meaning: 'no run is concerned' },
  'not measured': { colour: '--text-faint', stroke: 'M2.5 6H9.5', fill: '', meaning: 'nothing has been measured yet' },
}

const ORDER: readonly Verdict[] = ['fails', 'holds', 'premise not met', 'not measured', 'vacuous']
const COUNTED: Record<Verdict, [one: string, several: string]> = {
  holds: ['holds', 'hold'],
  fails: ['fails', 'fail'],
  'premise not met': ['without its premise', 'without their premise'],
  vacuous: ['vacuous', 'vacuous'],
  'not measured': ['not measured', 'not measured'],
}

/** "1 fails, 12 hold, 3 not measured". */
export function describeVerdicts(claims: readonly ClaimView[]): string {
  return ORDER.flatMap((verdict) => {
    const count = claims.filter((claim) => claim.verdict === verdict).length
    return count === 0 ? [] : [`${count} ${COUNTED[verdict][count === 1 ? 0 : 1]}`]
  }).join(', ')
}
