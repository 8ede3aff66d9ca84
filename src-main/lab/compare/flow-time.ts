import { forkOf, type RunRecord } from '../../contract'

export interface StepSize {
  value: number
  /** set where the layers have different ones, and this is that of the hidden weights */
  hiddenOnly: boolean
}

/** By how much the time of gradient flow grows with a step of the series: the step size. null where a run has none. */
export function stepSizeOf({ spec, summary }: Pick<RunRecord, 'spec' | 'summary'>): StepSize | null {
  switch (spec.experiment) {
    case 'two-layer-relu': {
      const { stepSizes } = spec.training
      // LeCun's one step size eta is eta / S for the hidden weights of the equivalent model
      if (stepSizes.kind === 'lecun') return { value: stepSizes.stepSize / spec.model.hiddenWidth, hiddenOnly: true }
      return ofLayers(stepSizes.hidden, [stepSizes.output])
    }
    case 'two-layer': {
      const { method, stepSizes } = spec.training
      if (method.kind === 'output-least-squares') return null
      if (stepSizes.kind === 'given') return ofLayers(stepSizes.hidden, [stepSizes.bias, stepSizes.output])
      const used = summary.hiddenStepSize
      return typeof used === 'number' && used > 0 ? { value: used, hiddenOnly: false } : null
    }
    case 'training-bounds': {
      // its series count in units of time
      if (spec.method.kind !== 'gradient-descent') return { value: 1, hiddenOnly: false }
      const used = spec.method.stepSize === 'theorem' ? summary.stepSize : spec.method.stepSize
      return typeof used === 'number' && used > 0 ? { value: used, hiddenOnly: false } : null
    }
    default:
      return null
  }
}

/**
 * Time of gradient flow at the steps of a run: step times step size, and for a fork the time until then with what went on since. null where
 * it is not known.
 */
export function flowTimeOf(run: Pick<RunRecord, 'spec' | 'summary'>): ((step: number) => number) | null {
  const size = stepSizeOf(run)
  if (size === null) return null
  const fork = forkOf(run.spec)
  if (fork === null) return (step) => step * size.value
  const { flowTime } = fork
  return flowTime === undefined ? null : (step) => flowTime + (step - fork.step) * size.value
}

function ofLayers(hidden: number, others: readonly number[]): StepSize | null {
  const trained = [...new Set([hidden, ...others].filter((size) => size > 0))]
  const [only] = trained
  if (only === undefined) return null
  if (trained.length === 1) return { value: only, hiddenOnly: false }
  return hidden > 0 ? { value: hidden, hiddenOnly: true } : null
}
