import { LabError, type FieldProblem, type FileArray, type PointData, type StoredArray } from '../../contract'

/** What is wrong with the points of a spec: sizes that contradict each other, rows that an array does not have. */
export function givenPointProblems({ data }: { data: PointData }): FieldProblem[] {
  if (data.kind === 'circle' && data.geometry === 'full-with-constant' && data.liftDimension === 2)
    return [{ path: 'data.liftDimension', rule: 'is at least 3 for a circle with a constant coordinate' }]
  if (data.kind === 'duplicated' && 2 * data.duplicates > data.sampleCount)
    return [{ path: 'data.duplicates', rule: 'is at most half the number of points' }]
  if (data.kind !== 'stored') return []
  const [rows = 0] = data.shape
  if (data.shape.length !== 2) return [{ path: 'data', rule: `has shape (${data.shape.join(', ')}), expected a row for each point` }]
  const end = data.rows === undefined ? rows : data.rows.first + data.rows.count
  return end <= rows ? [] : [{ path: 'data.rows', rule: `ends at row ${end}, the array has ${rows}` }]
}

/**
 * The spec with its file of points replaced by what `load` stored for it.
 * @throws LabError `invalid-file` for anything but a matrix
 */
export function resolveGivenPoints<Spec extends { data: PointData }>(
  spec: Spec,
  load: (file: FileArray, field: string) => StoredArray,
): Spec {
  const { data } = spec
  if (data.kind !== 'file') return spec
  const { rows, ...file } = data
  const stored = load(file, 'data')
  if (stored.shape.length === 2) return { ...spec, data: { ...stored, ...(rows === undefined ? {} : { rows }) } }
  const rule = `has shape (${stored.shape.join(', ')}), expected a matrix with a row for each point`
  throw new LabError('invalid-file', `data: ${data.path} ${rule}. Nothing was stored.`, [{ path: 'data', rule }])
}
