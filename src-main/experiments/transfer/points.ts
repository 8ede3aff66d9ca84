import { shapeOfRows, type GivenRows } from '../../contract'
import type { LabelledPoints } from '../../datasets/point-set'
import { sampleRegression } from '../../datasets/sample-tables'
import type { RunContext } from '../experiment'
import { scaled } from '../points/draw-points'
import { storedOf } from '../points/stored-of'
import { classTargets } from '../two-layer/class-targets'
import type { TransferSpec } from './spec'
import { hasClasses, outputCountOf } from '../two-layer/dimensions'

export interface TransferPoints {
  train: LabelledPoints
  test: LabelledPoints
}

/** The points of the transfer, scaled like those the network was trained on. */
export function drawTransferPoints({ network, data }: TransferSpec, seed: number, context: RunContext): TransferPoints {
  if (data.kind === 'given') {
    const points = (part: keyof TransferPoints): LabelledPoints => givenPoints(data[part], `data.${part}`, network, context)
    return { train: points('train'), test: points('test') }
  }
  if (network.data.kind !== 'sample-table') throw new TypeError('Only sample tables have validation rows')
  const { validation } = sampleRegression(network.data.table, network.data.target, network.dataSeed ?? seed)
  const half = halfOf(validation.sampleCount)
  const cut = (from: number, to: number): LabelledPoints => {
    const points = { ...rows(validation, from, to), targets: validation.targets.slice(from, to), outputCount: 1 }
    return { ...points, ...scaled(points, network) }
  }
  return { train: cut(0, half), test: cut(half, validation.sampleCount) }
}

/** Validation rows to train on; one more is tested on when their number is odd. */
export function halfOf(validationCount: number): number {
  return Math.floor(validationCount / 2)
}

function rows({ inputs, inputDimension }: LabelledPoints, from: number, to: number) {
  return { inputs: inputs.slice(from * inputDimension, to * inputDimension), inputDimension, sampleCount: to - from }
}

function givenPoints(
  given: { inputs: GivenRows; labels: GivenRows },
  path: string,
  network: TransferSpec['network'],
  context: RunContext,
): LabelledPoints {
  const inputs = storedOf(given.inputs)
  const [sampleCount = 0, inputDimension = 0] = shapeOfRows(inputs)
  const values = context.storedArray(storedOf(given.labels))
  const { labels } = network
  const outputCount = outputCountOf(network)
  return {
    ...scaled({ inputs: context.storedArray(inputs), inputDimension, sampleCount }, network),
    targets: hasClasses(labels) ? classTargets(values, outputCount, `${path}.labels`) : values,
    outputCount,
  }
}
