import type { RunRecord, SpectrumRecord } from '../../contract'
import { resolvedDimensions } from '../../experiments/two-layer/dimensions'
import type { QuantityId, SeriesId } from '../../experiments/two-layer/quantities'
import type { TwoLayerSpec } from '../../experiments/two-layer/spec'
import { activationOf, type Activation } from '../../science/activations'
import { activationConstants } from '../../science/gaussian'
import { theoremDerivativeBound, type DataSize } from '../../science/kernels/moderate-overparameterisation'
import type { StudyEvidence } from '../paper'

export type RunEvidence = Pick<StudyEvidence, 'series' | 'spectra'>

/** What the claims need to know about one ended run with the network and the training of the theorems. */
export interface ModerateFacts {
  run: RunRecord
  spec: TwoLayerSpec
  n: number
  d: number
  k: number
  activation: Activation
  /** smooth: theorems 2.1, 6.2 speak of it, with this B; relu: theorems 2.3, 6.3 */
  theorem: { kind: 'smooth'; derivativeBound: number } | { kind: 'relu' } | null
  /** n, d and |X|; null when |X| was not measured */
  data: DataSize | null
  /** eta-bar: the step size over the largest one that the theorems allow; null when |X| was not measured */
  stepFraction: number | null
  /** mu = E g phi'(g) */
  derivativeMean(): number
  /** null when not measured; NaN and infinity are values */
  value(quantity: QuantityId): number | null
  series(name: SeriesId): ReturnType<StudyEvidence['series']>
  spectra(name: string): SpectrumRecord[]
}

/** Facts of an ended run with the network and the training of the theorems, null for any other run. */
export function factsOf(run: RunRecord, evidence: RunEvidence): ModerateFacts | null {
  if (run.state !== 'finished' && run.state !== 'diverged') return null
  const { spec, summary } = run
  if (spec.experiment !== 'two-layer' || !isOfTheorems(spec)) return null
  const { sampleCount: n, inputDimension: d, hiddenWidth: k } = resolvedDimensions(spec)
  const activation = activationOf(spec.model.activation)
  const value = (quantity: QuantityId): number | null => summary[quantity] ?? null
  const bound = theoremDerivativeBound(activation)
  const theorem: ModerateFacts['theorem'] =
    activation.spec.kind === 'relu' ? { kind: 'relu' } : bound === null ? null : { kind: 'smooth', derivativeBound: bound }
  const spectralNorm = value('inputNorm')
  const data = spectralNorm === null ? null : { sampleCount: n, inputDimension: d, spectralNorm }
  return {
    run,
    spec,
    n,
    d,
    k,
    activation,
    theorem,
    data,
    stepFraction: stepFraction(theorem, value, data),
    derivativeMean: () => activationConstants(activation).mu1,
    value,
    // several claims look at the same series
    series: remembered((name) => evidence.series(run.id, name)),
    spectra: remembered((name) => evidence.spectra(run.id).filter((spectrum) => spectrum.name === name)),
  }
}

function remembered<Key, Value>(read: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, { value: Value }>()
  return (key) => {
    const found = known.get(key) ?? { value: read(key) }
    known.set(key, found)
    return found.value
  }
}

function stepFraction(theorem: ModerateFacts['theorem'], value: ModerateFacts['value'], data: DataSize | null): number | null {
  const [step, labels] = [value('hiddenStepSize'), value('labelNorm')]
  if (theorem === null || data === null || step === null || labels === null) return null
  const factor = theorem.kind === 'relu' ? 3 : 2 * theorem.derivativeBound * theorem.derivativeBound
  return (step * factor * labels * labels * data.spectralNorm * data.spectralNorm) / data.sampleCount
}

/** Gradient descent on the hidden weights with the half-sum loss; weights N(0, 1), output weights +c and -c, no biases. */
function isOfTheorems({ model, loss, training }: TwoLayerSpec): boolean {
  const { hiddenWeights, biases, outputWeights, nodeScales } = model
  const { stepSizes } = training
  return (
    loss === 'half-sum' &&
    training.method.kind === 'gradient-descent' &&
    (stepSizes.kind === 'theory' || (stepSizes.hidden > 0 && stepSizes.output === 0 && stepSizes.bias === 0)) &&
    hiddenWeights.kind === 'gaussian' &&
    hiddenWeights.variance === 1 &&
    biases.kind === 'none' &&
    outputWeights.kind === 'balanced' &&
    nodeScales.kind === 'one' &&
    model.preactivationScale === 'one'
  )
}
