import { activationOf, normReluConstants } from '../../science/activations'
import { normalise, normReluMoments, type NormalisedActivation } from '../../science/depth'
import type { Outcome, RunContext } from '../experiment'
import { analyseConstants } from './constants'
import { analyseLengthMap } from './length-map'
import { analyseNormalisationLayers } from './normalisation-layers'
import { analysePair } from './pair'
import type { ActivationDepthSpec, DepthAnalysisOf } from './spec'

/** Some seconds of arithmetic at most; a run that is stopped starts again. */
export function runActivationDepth({ activation, analysis }: ActivationDepthSpec, seed: number, context: RunContext): Outcome {
  const normalised = normalise(activationOf(activation))
  switch (analysis.kind) {
    case 'constants':
      analyseConstants(normalised, analysis, context)
      break
    case 'curve':
      recordCurve(normalised, analysis, context)
      break
    case 'length-map':
      analyseLengthMap(normalised, analysis, context)
      break
    case 'pair':
      analysePair(normalised, analysis, context)
      break
    case 'kink-scan':
      scanKinks(analysis, context)
      break
    case 'normalisation-layers':
      analyseNormalisationLayers(normalised, analysis, seed, context)
  }
  context.progress(1)
  return { state: 'finished', stopReason: 'computed' }
}

function recordCurve(normalised: NormalisedActivation, { form, from, to, intervals }: DepthAnalysisOf<'curve'>, context: RunContext): void {
  const s = form === 'normalised' ? normalised.value : normalised.activation.value
  context.record(
    'value',
    0,
    Float64Array.from({ length: intervals + 1 }, (_, k) => s(from + ((to - from) * k) / intervals)),
  )
  context.summarise({ samples: intervals + 1 })
}

/** Closed forms of NormReLU (appendix I). */
function scanKinks({ from, to, intervals }: DepthAnalysisOf<'kink-scan'>, context: RunContext): void {
  for (let k = 0; k <= intervals; k++) {
    const kink = from + ((to - from) * k) / intervals
    const { scale } = normReluConstants(kink)
    const { linear, slope } = normReluMoments(kink, 1)
    context.recordAt('kinkScale', k, scale)
    context.recordAt('kinkNonlinearity', k, 1 - linear * linear)
    context.recordAt('kinkLengthSlope', k, slope)
  }
  context.summarise({ samples: intervals + 1 })
}
