/** Predictions for a two-layer ReLU network in terms of n = input dimension, S = hidden width, m = sample count (arXiv 2212.02323). */

/** (m / (nS))^(1/3): bound (62) on the density of activation changes, divided by S; log factors left out. */
export function activationChangeBound(inputDimension: number, hiddenWidth: number, sampleCount: number): number {
  return Math.cbrt(sampleCount / (inputDimension * hiddenWidth))
}

/**
 * arctan(kappa_W sqrt(m / (nS))) / pi: chance that a centred Gaussian pre-activation of unit variance changes its sign when an independent
 * Gaussian of standard deviation kappa_W sqrt(m / (nS)) is added, which is the typical displacement of a pre-activation when
 * |W_T - W_0|_F = kappa_W sqrt(m) is spread evenly over neurons and directions. Predicts the share of activations that differ at the end.
 */
export function displacementLaw(kappaW: number, inputDimension: number, hiddenWidth: number, sampleCount: number): number {
  return Math.atan(kappaW * Math.sqrt(sampleCount / (inputDimension * hiddenWidth))) / Math.PI
}
