/**
 * How hidden weights are drawn at the start: z = <w, x> + b with independent w_k ~ N(0, weightVariance), b ~ N(0, biasVariance). A factor on
 * <w, x> (1/sqrt d of arXiv 2302.01002) is part of the weights here.
 */
export interface WeightLaw {
  weightVariance: number
  biasVariance: number
}

/** Weights N(0, 1), no biases: f = m^(-1/2) sum_k a_k phi(<w_k, x>) (arXiv 1908.05660, section 2; arXiv 1902.04674). */
export const UNIT_LAW: WeightLaw = { weightVariance: 1, biasVariance: 0 }

/** Init(fanin) of arXiv 1908.05660, appendix D: w ~ N(0, I/d), b ~ N(0, beta^2) with beta = 0.1. */
export function fanInLaw(inputDimension: number, biasDeviation = 0.1): WeightLaw {
  return { weightVariance: 1 / inputDimension, biasVariance: biasDeviation * biasDeviation }
}

/**
 * Init(fanout) of the same: w ~ N(0, I/m), b ~ N(0, 1/m). Depends on the width, so that only for positively homogeneous activations the
 * kernel has a useful limit.
 */
export function fanOutLaw(hiddenWidth: number): WeightLaw {
  return { weightVariance: 1 / hiddenWidth, biasVariance: 1 / hiddenWidth }
}

/** Pre-activations <w, x> / sqrt(d) with w ~ N(0, deviation^2 I) (arXiv 2302.01002, section 2). */
export function scaledInputLaw(inputDimension: number, deviation = 1): WeightLaw {
  return { weightVariance: (deviation * deviation) / inputDimension, biasVariance: 0 }
}
