import type { ActivationDescription, ActivationSpec, GaussianDescription } from '../contract'
import { activationOf, type Activation } from '../science/activations'
import { activationConstants, activationHermite, closedFormOf, dualFunction, type Part } from '../science/gaussian'
import { cosSinPi } from '../science/cos-sin-pi'

const COEFFICIENTS = 101
/** The dual functions are sampled at equal angles, which are dense where those of kinked activations bend. */
const SAMPLES = 65
/** The thread that answers also writes what runs measure: nothing may hold it for longer. */
const SLICE_MILLISECONDS = 30
const MOST_KEPT = 64

/** What can be said of activations, computed once each, in slices between which the thread serves others. */
export class ActivationBook {
  private readonly known = new Map<string, Promise<ActivationDescription>>()

  /** @throws LabError `invalid-spec` with the path `activation.expression` for a formula that cannot be used */
  describe(spec: ActivationSpec): Promise<ActivationDescription> {
    const key = JSON.stringify(spec)
    const known = this.known.get(key)
    if (known !== undefined) return known
    // a refusal is thrown here and not kept
    const activation = activationOf(spec)
    const description = describeActivation(activation)
    this.known.set(key, description)
    const [oldest] = this.known.keys()
    if (this.known.size > MOST_KEPT && oldest !== undefined) this.known.delete(oldest)
    return description
  }
}

async function describeActivation(activation: Activation): Promise<ActivationDescription> {
  const pace = new Slices()
  const { mean, meanSquare, derivativeMean, derivativeMeanSquare, derivativeVariance, normalisation } = activationConstants(activation)
  await pace.beat()
  return {
    name: activation.name,
    formula: activation.formula,
    derivativeFormula: activation.derivativeFormula,
    smoothness: activation.smoothness,
    kinks: activation.kinks,
    derivativeBound: activation.derivativeBound,
    secondDerivativeBound: activation.secondDerivativeBound,
    moments: { mean, meanSquare, derivativeMean, derivativeMeanSquare, derivativeVariance, normalisation },
    value: await describePart(activation, 'value', pace),
    derivative: await describePart(activation, 'derivative', pace),
  }
}

async function describePart(activation: Activation, part: Part, pace: Slices): Promise<GaussianDescription> {
  const { coefficients } = activationHermite(activation, part, COEFFICIENTS)
  await pace.beat()
  const dualAt = dualFunction(activation, part)
  const correlations = Float64Array.from({ length: SAMPLES }, (_, j) => cosSinPi(1 - j / (SAMPLES - 1)).cosine)
  const dual = new Float64Array(SAMPLES)
  for (let j = 0; j < SAMPLES; j++) {
    dual[j] = dualAt(correlations[j] ?? NaN)
    await pace.beat()
  }
  return {
    hermite: coefficients,
    hermiteFloor: roundingOf(activation, part),
    correlations,
    dual,
    closedForm: closedFormOf(activation.spec, part),
  }
}

/**
 * What vanishes comes out of the quadrature of the first coefficients as rounding, also where all that do not vanish have their relative
 * accuracy; none of the latter is so small among those that are given here.
 */
function roundingOf(activation: Activation, part: Part): number {
  return activationHermite(activation, part, 1).floor
}

class Slices {
  private start = performance.now()

  /** Lets others have their turn when this slice has lasted long enough. */
  async beat(): Promise<void> {
    if (performance.now() - this.start < SLICE_MILLISECONDS) return
    await new Promise((resolve) => setImmediate(resolve))
    this.start = performance.now()
  }
}
