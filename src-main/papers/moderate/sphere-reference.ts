/**
 * Medians over 15 draws of points on the sphere, computed with another program and another generator (the paper prints none): square of
 * |X|, sigma_min^2(X * X), lambda(X) and lambda~(X) of softplus and ReLU, separation. Compared with, never shown as results of the paper.
 */
export interface SphereReference {
  sampleCount: number
  inputDimension: number
  squaredNorm: number
  khatriRaoSquare: number
  hiddenLambda: { softplus: number; relu: number }
  outputLambda: { softplus: number; relu: number }
  separation: number
}

const row = (
  sampleCount: number,
  inputDimension: number,
  squaredNorm: number,
  khatriRaoSquare: number,
  softplus: number,
  relu: number,
  outputSoftplus: number,
  outputRelu: number,
  separation: number,
): SphereReference => ({
  sampleCount,
  inputDimension,
  squaredNorm,
  khatriRaoSquare,
  hiddenLambda: { softplus, relu },
  outputLambda: { softplus: outputSoftplus, relu: outputRelu },
  separation,
})

export const SPHERE_REFERENCE: readonly SphereReference[] = [
  row(20, 10, 4.55, 0.158, 0.0129, 0.122, 0.0066, 0.0316, 0.62),
  row(50, 20, 5.8, 0.255, 0.0167, 0.145, 0.0083, 0.0401, 0.79),
  row(100, 10, 15.2, 0, 2.1e-4, 0.0608, 5.1e-5, 5.1e-3, 0.45),
  row(100, 14, 11.9, 8.4e-4, 9.1e-4, 0.0783, 3.3e-4, 9.2e-3, 0.55),
  row(100, 20, 9.31, 0.0928, 6.5e-3, 0.105, 3.1e-3, 0.0204, 0.72),
  row(100, 25, 8.17, 0.19, 0.0116, 0.126, 0.0057, 0.0305, 0.78),
  row(100, 50, 5.48, 0.516, 0.0278, 0.189, 0.0138, 0.0614, 1),
  row(100, 100, 3.82, 0.726, 0.0405, 0.232, 0.0206, 0.0837, 1.12),
  row(200, 25, 13.7, 0.0478, 3.6e-3, 0.0956, 1.6e-3, 0.0155, 0.76),
  row(200, 50, 8.42, 0.364, 0.0187, 0.156, 0.0092, 0.0444, 0.95),
]
