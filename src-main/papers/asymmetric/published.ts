/**
 * Values read by eye from the figures that the authors of arXiv 2302.01002 published (ReLU, five runs, mean; reading error 5 %). The
 * curves labelled as norm of the kernel difference are its square root.
 */
export interface SimulatedReading {
  symmetricShare: number
  /** sqrt of the spectral norm of the change of the kernel at the end */
  rootKernelChange: number
}

export const SIMULATED_READINGS: readonly SimulatedReading[] = [
  { symmetricShare: 1, rootKernelChange: 0.028 },
  { symmetricShare: 0.5, rootKernelChange: 0.104 },
  { symmetricShare: 0.2, rootKernelChange: 0.178 },
  { symmetricShare: 0, rootKernelChange: 0.222 },
]
