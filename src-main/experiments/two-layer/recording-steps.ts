import type { TwoLayerSpec } from './spec'

/** Steps a decade at which what costs a pass over the weights is measured when everything cheap is recorded every step. */
const PER_DECADE = 20

type Recording = TwoLayerSpec['measurements']['recording']

/** The first step after the given one at which the cheap quantities are recorded. */
export function recordedAfter(recording: Recording, step: number): number {
  switch (recording.kind) {
    case 'every-step':
      return step + 1
    case 'interval':
      return (Math.floor(step / recording.steps) + 1) * recording.steps
    case 'logarithmic':
      return logarithmicAfter(recording.perDecade, step)
  }
}

/** The first step after the given one at which distances, test error and the like are measured. */
export function measuredAfter(recording: Recording, step: number): number {
  return recording.kind === 'every-step' ? logarithmicAfter(PER_DECADE, step) : recordedAfter(recording, step)
}

/** 10^(i / perDecade), rounded, for i = 0, 1, ...; steps that round to the same integer are taken once. */
function logarithmicAfter(perDecade: number, step: number): number {
  const at = (index: number): number => Math.round(Math.exp((index / perDecade) * Math.LN10))
  let index = step < 1 ? 0 : Math.max(0, Math.floor((Math.log(step) / Math.LN10) * perDecade) - 1)
  while (at(index) <= step) index++
  return at(index)
}
