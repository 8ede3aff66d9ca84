import type { Summary } from '../../contract'
import type { QuantityId } from './quantities'

/** Scalars of a run that have been measured so far. */
export type Measured = Map<QuantityId, number>

export const summaryOf = (measured: Measured): Summary => Object.fromEntries(measured)
