/** All steps up to this one are recorded, later ones at every hundredth part more. */
const EVERY_STEP = 200

/** Whether a step is among those that are recorded: long runs are drawn over the logarithm of the step. */
export function isRecorded(step: number, last: number): boolean {
  return step <= EVERY_STEP || step === last || step % Math.ceil(step / 100) === 0
}
