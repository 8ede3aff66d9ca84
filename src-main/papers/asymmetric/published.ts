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

/** What is read off at the end of training, for each gamma. */
export interface NetworkReading {
  symmetricShare: number
  /** mean of the squared errors */
  trainingRisk?: number
  testRisk?: number
  trainingAccuracy?: number
  testAccuracy?: number
  /** of the neuron that moved most */
  movement?: number
  rootKernelChange?: number
  lambdaMin?: number
  /** test risk or accuracy of the external network, by number of features */
  transfer?: readonly (readonly [features: number, value: number])[]
  /** test accuracy, by number of pruned neurons */
  pruned?: readonly (readonly [pruned: number, accuracy: number])[]
}

const SHARES = [1, 0.5, 0.2, 0] as const
type Four = readonly [number, number, number, number]
type Readings = Partial<Record<Exclude<keyof NetworkReading, 'symmetricShare' | 'transfer' | 'pruned'>, Four>> & {
  transfer?: Record<number, Four>
  pruned?: Record<number, Four>
}

function readings({ transfer = {}, pruned = {}, ...columns }: Readings): NetworkReading[] {
  const pairs = (of: Record<number, Four>, index: number): [number, number][] =>
    Object.entries(of).map(([x, values]) => [Number(x), values[index] ?? NaN])
  return SHARES.map((symmetricShare, index) => ({
    symmetricShare,
    ...Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[index]])),
    transfer: pairs(transfer, index),
    pruned: pairs(pruned, index),
  }))
}

/** Figures 13 to 18 (ReLU); (gamma, alpha) = (1, -), (0.5, 0.7), (0.2, 0.5), (0, 0.4). */
export const NETWORK_READINGS = {
  concrete: readings({
    trainingRisk: [0.01, 0.014, 0.026, 0.101],
    testRisk: [0.163, 0.157, 0.157, 0.175],
    movement: [3, 9, 13.2, 25],
    rootKernelChange: [0.28, 1.12, 1.98, 2.68],
    lambdaMin: [0.0096, 0.0075, 0.0028, 0.0002],
    transfer: { 10: [0.6, 0.45, 0.37, 0.21], 100: [0.19, 0.21, 0.21, 0.155] },
  }),
  energy: readings({
    trainingRisk: [2e-4, 5e-4, 0.0022, 0.021],
    testRisk: [0.032, 0.0235, 0.0235, 0.03],
    movement: [2.7, 10, 13.3, 23],
    rootKernelChange: [0.37, 1.27, 2.43, 2.9],
    lambdaMin: [0.018, 0.0127, 0.0053, 0.0002],
    transfer: { 10: [0.138, 0.042, 0.042, 0.021], 100: [0.069, 0.016, 0.022, 0.013] },
  }),
  airfoil: readings({
    trainingRisk: [0.098, 0.109, 0.144, 0.248],
    testRisk: [0.233, 0.248, 0.273, 0.337],
    movement: [4.6, 15.4, 18.4, 27.5],
    rootKernelChange: [0.39, 1.47, 2.6, 3.36],
    transfer: { 10: [0.505, 0.265, 0.255, 0.25], 100: [0.205, 0.168, 0.23, 0.23] },
  }),
  plant: readings({
    trainingRisk: [0.0478, 0.0491, 0.0514, 0.0571],
    testRisk: [0.0595, 0.0595, 0.0601, 0.0616],
    movement: [1.25, 2.5, 3.65, 6.9],
    rootKernelChange: [0.26, 1.02, 2.52, 3.27],
    transfer: { 10: [0.14, 0.07, 0.064, 0.059], 100: [0.06, 0.059, 0.06, 0.057] },
  }),
  digits: readings({
    trainingAccuracy: [0.955, 0.945, 0.92, 0.83],
    testAccuracy: [0.885, 0.88, 0.86, 0.76],
    movement: [3.1, 10.1, 15, 22.3],
    rootKernelChange: [0.28, 0.53, 0.86, 0.95],
    lambdaMin: [2.9e-3, 2.0e-3, 1.65e-3, 3.5e-4],
    pruned: { 1000: [0.6, 0.71, 0.765, 0.76], 1900: [0.24, 0.42, 0.455, 0.755], 2000: [0.092, 0.092, 0.092, 0.092] },
    transfer: { 10: [0.27, 0.475, 0.605, 0.85], 100: [0.655, 0.86, 0.853, 0.905] },
  }),
  features: readings({
    testAccuracy: [0.862, 0.859, 0.851, 0.829],
    movement: [9, 52, 66, 118],
    pruned: { 1900: [0.36, 0.52, 0.49, 0.83] },
  }),
} satisfies Record<string, NetworkReading[]>
