/**
 * Values read by eye from the figures that the authors of arXiv 2302.01002 published (ReLU, five runs, mean; reading error 5 %). The
 * curves labelled as norm of the kernel difference are its square root.
 */
export interface SimulatedReading {
  symmetricShare: number
  /** largest movement of a neuron at the end */
  movement: number
  /** sqrt of the spectral norm of the change of the kernel at the end */
  rootKernelChange: number
  smallestEigenvalue: number
  testRisk: number
}

export const SIMULATED_READINGS: readonly SimulatedReading[] = [
  { symmetricShare: 1, movement: 0.9, rootKernelChange: 0.028, smallestEigenvalue: 0.00375, testRisk: 0.0375 },
  { symmetricShare: 0.5, movement: 7.4, rootKernelChange: 0.104, smallestEigenvalue: 0.0031, testRisk: 0.0412 },
  { symmetricShare: 0.2, movement: 11.5, rootKernelChange: 0.178, smallestEigenvalue: 0.0015, testRisk: 0.0422 },
  { symmetricShare: 0, movement: 24.4, rootKernelChange: 0.222, smallestEigenvalue: 0.0002, testRisk: 0.0475 },
]
