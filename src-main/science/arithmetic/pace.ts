import type { Pulse } from './arithmetic'

/** Longest time between two calls of a pulse, in milliseconds. */
export const pulseInterval = 40

/** Calls `pulse` when at least {@link pulseInterval} milliseconds have passed since the last time. */
export class Pace {
  #due = performance.now() + pulseInterval

  constructor(private readonly pulse: Pulse) {}

  beat(): void {
    if (performance.now() < this.#due) return
    this.pulse()
    this.#due = performance.now() + pulseInterval
  }
}
