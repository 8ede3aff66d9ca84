import type { ComparedLeaf, ComparisonView, ConfigurationValue } from '../../../src-main/contract'

/** What keeps the numbers of the compared runs from agreeing to the last bit though spec and seed be the same. */
export function precisionNotes({ configuration, environment, entries }: ComparisonView): string[] {
  const notes: string[] = []
  // specs that do not say it are computed in float64
  const precisions = new Set(entries.flatMap((_, entry) => valuesAt(configuration, 'precision', entry) ?? ['float64']))
  if (precisions.size > 1)
    notes.push('Some of the runs were computed in float32, others in float64: they cannot agree to more than about 7 digits.')
  const arithmetics = new Set(entries.flatMap((_, entry) => valuesAt(environment, 'arithmeticHash', entry) ?? []))
  if (arithmetics.size > 1)
    notes.push(
      'The runs were computed by different arithmetics (program or processor): the same spec and seed agree to rounding, not to the bit.',
    )
  return notes
}

function valuesAt(leaves: readonly ComparedLeaf[], path: string, entry: number): ConfigurationValue[] | null {
  const values = leaves.find((leaf) => leaf.path === path)?.values[entry] ?? []
  return values.length === 0 ? null : values
}
