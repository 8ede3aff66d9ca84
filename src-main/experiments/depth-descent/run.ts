import { RandomStream, signs } from '../../science/random'
import type { Outcome, RunContext, Snapshot } from '../experiment'
import { drawPoints } from '../points/draw-points'
import { unitNormRows } from '../points/unit-rows'
import { trainAll } from './all-layers'
import type { DepthDescentSpec } from './spec'
import { trainStochastic, trainTop } from './top-layer'

export function runDepthDescent(spec: DepthDescentSpec, seed: number, context: RunContext, resumeFrom: Snapshot | null): Outcome {
  const { train } = drawPoints(spec, spec.dataSeed ?? seed, context)
  const inputs = unitNormRows(train)
  const labels = labelsOf(spec, inputs.sampleCount, seed)
  const { training } = spec
  switch (training.layers) {
    case 'top':
      trainTop(spec, training, inputs, labels, context, resumeFrom)
      return { state: 'finished', stopReason: 'computed' }
    case 'top-stochastic':
      trainStochastic(spec, training, inputs, labels, seed, context)
      return { state: 'finished', stopReason: 'computed' }
    case 'all':
      return trainAll(spec, training, inputs, labels, seed, context, resumeFrom)
  }
}

function labelsOf({ labels }: DepthDescentSpec, count: number, seed: number): Float64Array {
  switch (labels.kind) {
    case 'alternating':
      return Float64Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 1 : -1))
    case 'random-signs':
      return signs(new RandomStream(seed, 'labels'), 0, count)
    case 'list':
      return Float64Array.from(labels.values)
  }
}
