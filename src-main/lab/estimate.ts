import { totalmem } from 'node:os'
import { LabError, type ExperimentSpec } from '../contract'
import { experimentOf } from '../experiments'
import type { CalibrationResult } from '../worker/protocol'

/** Before the machine has been measured: one core of a common desktop processor, and what plain TypeScript reaches. */
const UNCALIBRATED: Record<'native' | 'portable', CalibrationResult> = {
  native: { gemmGflops: 40, stepGflops: 40 },
  portable: { gemmGflops: 1, stepGflops: 1 },
}
/** Eigenvalue solvers reach about this share of the matrix-product rate (reduction to tridiagonal form is memory-bound). */
const SPECTRUM_SHARE = 0.35
/** Start of a run, storing and ending it. */
const OVERHEAD_SECONDS = 0.02
/** A run may not take more than this share of the machine's memory. */
const MEMORY_SHARE = 0.8

export interface Machine {
  arithmetic: 'native' | 'portable'
  calibration: CalibrationResult | null
}

/** Expected seconds of one run of a spec on one core of this machine. */
export function estimateSeconds(spec: ExperimentSpec, machine: Machine): number {
  const cost = experimentOf(spec).cost(spec)
  const rate = machine.calibration ?? UNCALIBRATED[machine.arithmetic]
  return cost.trainingFlops / (rate.stepGflops * 1e9) + cost.spectrumFlops / (SPECTRUM_SHARE * rate.gemmGflops * 1e9) + OVERHEAD_SECONDS
}

/** A run that takes more than this share of the whole is worth starting early. */
const LONG_SHARE = 0.1

/**
 * The order in which cells are best queued: as they stand, so that a table fills from the top, but the longest first where one of their runs
 * takes so large a share of the whole that the other cores would wait for it at the end.
 */
export function queueingOrder<C extends { spec: ExperimentSpec; seeds: readonly number[] }>(
  cells: readonly C[],
  secondsOf: (spec: ExperimentSpec) => number,
  concurrency: number,
): C[] {
  const timed = cells.map((cell) => ({ cell, seconds: secondsOf(cell.spec) }))
  const whole = timed.reduce((sum, { cell, seconds }) => sum + cell.seeds.length * seconds, 0) / concurrency
  const isLong = ({ seconds }: { seconds: number }): boolean => seconds > LONG_SHARE * whole
  const long = timed.filter(isLong).sort((a, b) => b.seconds - a.seconds)
  return [...long, ...timed.filter((entry) => !isLong(entry))].map(({ cell }) => cell)
}

/** Why a spec cannot be run on this machine, or null. */
export function refusal(spec: ExperimentSpec): string | null {
  const { memoryBytes } = experimentOf(spec).cost(spec)
  const limit = MEMORY_SHARE * totalmem()
  if (memoryBytes <= limit) return null
  const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`
  return (
    `One run needs about ${gigabytes(memoryBytes)}; this machine has ${gigabytes(totalmem())} and ${gigabytes(limit)} may be used. ` +
    `A smaller ${sizesOf(spec)}, or fewer measurements, would fit.`
  )
}

/** The fields by which a run grows. */
function sizesOf(spec: ExperimentSpec): string {
  if (spec.experiment !== 'deep-training') return 'sampleCount or hiddenWidth'
  const { kind } = spec.model
  return `${kind === 'residual' ? 'model.blocks, model.channels' : 'model.depth, model.width'}, training.batchSize or number of examples`
}

/** @throws LabError `cannot-fit` or `invalid-spec`; nothing is stored */
export function assertRunnable(spec: ExperimentSpec): void {
  const problems = experimentOf(spec).check(spec)
  if (problems.length > 0) {
    const list = problems.map((problem) => `${problem.path}: ${problem.rule}`).join('; ')
    throw new LabError('invalid-spec', `The spec cannot be run. ${list}. Nothing was stored.`, problems)
  }
  const reason = refusal(spec)
  if (reason !== null) throw new LabError('cannot-fit', `${reason} Nothing was stored.`)
}
