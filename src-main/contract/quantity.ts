/** How a measured scalar or series is called, drawn and printed. Every experiment lists its own. */
export interface Quantity {
  /** field name in summaries and exports, e.g. `hiddenWeightDistance` */
  id: string
  /** plain name, e.g. "Distance of hidden weights from initialisation" */
  label: string
  /** LaTeX of the symbol used by the paper, e.g. `\\|W_T-W_0\\|_F` */
  symbol: string
  unit: string
  /** significant digits, or `integer` */
  digits: number | 'integer'
  /** default scale of an axis that shows it */
  scale: 'linear' | 'log'
  description: string
}

export interface ExperimentInfo {
  id: string
  title: string
  quantities: Quantity[]
  series: Quantity[]
  /** what the steps of its series count where they are no steps of training */
  steps?: { label: string; symbol: string; unit: string }
}

/**
 * The series of what the clock said while a run was computed, read with every batch of measurements. It belongs to the machine, not to
 * the experiment: the same run computed again has another one.
 */
export const CLOCK_SERIES = 'computeSeconds'

export const CLOCK_QUANTITY: Quantity = {
  id: CLOCK_SERIES,
  label: 'Compute time',
  symbol: '',
  unit: 's',
  digits: 4,
  scale: 'linear',
  description: 'Time spent computing up to the step, without pauses, read every quarter of a second',
}
