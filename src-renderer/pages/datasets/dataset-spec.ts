import type { DatasetPart, DatasetView } from '../../../src-main/contract'

/** Fields of a spec that a data set gives; those that the kind of experiment does not have are left out. */
export interface SpecParts {
  data: unknown
  labels: unknown
  testData: unknown
}

/** The part that is trained on: training samples where there are some. */
export function trainingPart({ parts }: DatasetView): DatasetPart | undefined {
  return parts.find(({ role }) => role === 'train') ?? parts.find(({ role }) => role === 'all') ?? parts[0]
}

/**
 * What a data set is in a spec: inputs; labels, with one target a sample those of the encoding, otherwise the classes or the values; test
 * samples where the data set has both.
 */
export function specParts(dataset: DatasetView, train = trainingPart(dataset)): SpecParts {
  const test = dataset.parts.find(({ role }) => role === 'test')
  if (train === undefined) return { data: undefined, labels: undefined, testData: undefined }
  const testLabels = test === undefined ? null : (singleTargets(test) ?? test.labels)
  return {
    data: train.inputs,
    labels: labelsOf(dataset, train),
    testData: test === undefined || test === train || testLabels === null ? undefined : { inputs: test.inputs, labels: testLabels },
  }
}

function labelsOf({ classNames }: DatasetView, part: DatasetPart): unknown {
  const single = singleTargets(part)
  if (single !== null) return single
  if (part.labels === null) return undefined
  return classNames === null || classNames.length < 2 ? part.labels : { kind: 'classes', values: part.labels, count: classNames.length }
}

/** Targets that are one number a sample, such as +1 and -1. */
function singleTargets({ targets }: DatasetPart) {
  return targets !== null && targets.shape.length === 1 ? targets : null
}
