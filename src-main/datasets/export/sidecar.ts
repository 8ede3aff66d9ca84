import type { DatasetPart, DatasetView } from '../../contract'

/** A document that says what the files beside it hold and how they were made. */
export function sidecarText(dataset: DatasetView, part: DatasetPart, files: { file: string; holds: string }[]): string {
  const { name, hash, format, reason, shape, originalShape, classNames, pipeline, sources } = dataset
  const { role, count, classCounts, inputs, labels, targets, rows } = part
  const document = {
    program: 'Gramscope',
    dataset: { name, hash, format, reason, shape, originalShape, classNames },
    part: { role, count, classCounts, arrays: { inputs, labels, targets, rows } },
    pipeline,
    sources,
    files,
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
