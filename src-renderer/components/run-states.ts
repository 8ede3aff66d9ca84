import type { RunState } from '../../src-main/contract'
import { numberText } from './format-number'

export interface StateLook {
  label: string
  /** token of the colour; shape and hatch carry the meaning as well */
  colour: string
  /** SVG path data in a box of 12 x 12, filled with the colour */
  fill: string
  /** SVG path data drawn as lines of 1.5 */
  stroke: string
  meaning: string
}

const CIRCLE = 'M6 1.75a4.25 4.25 0 1 1 0 8.5a4.25 4.25 0 1 1 0-8.5z'
const SQUARE = 'M2 2h8v8H2z'
const TRIANGLE = 'M6 1.5 11 10.5H1z'

export const STATE_LOOKS: Record<RunState, StateLook> = {
  queued: { label: 'queued', colour: '--text-faint', fill: '', stroke: CIRCLE, meaning: 'waits for a core' },
  running: { label: 'running', colour: '--accent', fill: 'M6 1.75a4.25 4.25 0 0 1 0 8.5z', stroke: CIRCLE, meaning: 'is being computed' },
  paused: {
    label: 'paused',
    colour: '--text-normal',
    fill: 'M2.5 1.75h2.5v8.5H2.5zM7 1.75h2.5v8.5H7z',
    stroke: '',
    meaning: 'was stopped by hand and can be resumed',
  },
  finished: { label: 'finished', colour: '--good', fill: CIRCLE, stroke: '', meaning: 'ended by its stopping rule' },
  diverged: {
    label: 'diverged',
    colour: '--warn',
    fill: '',
    stroke: `${TRIANGLE}M4.2 8.5 7.1 3.5M7 8.5 8.5 6`,
    meaning: 'the error grew or became not finite; this is a result',
  },
  failed: {
    label: 'failed',
    colour: '--bad',
    fill: '',
    stroke: `${SQUARE}M2 6 6 2M2 10 10 2M6 10 10 6`,
    meaning: 'could not be computed; the run tells why',
  },
  cancelled: { label: 'cancelled', colour: '--text-faint', fill: '', stroke: `${CIRCLE}M3 9 9 3`, meaning: 'was cancelled by hand' },
  interrupted: {
    label: 'interrupted',
    colour: '--warn',
    fill: '',
    stroke: 'M4.6 2A4.25 4.25 0 0 0 4.6 10M7.4 2A4.25 4.25 0 0 1 7.4 10',
    meaning: 'was cut off when the program ended; resumes from its last checkpoint',
  },
}

/** The order in which states are listed and counted. */
export const STATE_ORDER: readonly RunState[] = [
  'running',
  'queued',
  'paused',
  'interrupted',
  'finished',
  'diverged',
  'failed',
  'cancelled',
]

/** "8 running, 12 queued, 20 finished": the states that occur, in {@link STATE_ORDER}. */
export function describeStates(byState: Partial<Record<RunState, number>>): string {
  const parts = STATE_ORDER.flatMap((state) =>
    byState[state] ? [`${numberText(byState[state], 'integer')} ${STATE_LOOKS[state].label}`] : [],
  )
  return parts.length === 0 ? 'no runs' : parts.join(', ')
}
