import type { DatasetPart, DatasetView, StoredArray } from '../../../src-main/contract'

/** An array of a data set that may be chosen for a field. */
export interface ArrayChoice {
  key: string
  words: string
  array: StoredArray
  dataset: DatasetView
  part: DatasetPart
}

/** The arrays of these names in all data sets, in words such as "CIFAR-10, train: inputs, 50000 × 3072". */
export function arrayChoices(datasets: readonly DatasetView[], names: readonly ('inputs' | 'labels' | 'targets')[]): ArrayChoice[] {
  return datasets.flatMap((dataset) =>
    dataset.parts.flatMap((part) =>
      names.flatMap((name) => {
        const array = part[name]
        if (array === null) return []
        const words = `${dataset.name}, ${part.role}: ${name}, ${array.shape.join(' × ')}`
        return [{ key: `${dataset.id} ${part.role} ${name}`, words, array, dataset, part }]
      }),
    ),
  )
}
