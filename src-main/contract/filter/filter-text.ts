import type { RunFilter } from '../run'

/**
 * A filter as the filter language writes it, wherever its parts came from. Archived runs are left out by those who read it unless it speaks
 * of them.
 */
export function filterText({ query, states, studyId, cellHash, ids, archived }: RunFilter): string {
  const trimmed = query?.trim() ?? ''
  const parts = [
    ...(states !== undefined && states.length > 0
      ? [states.length === 1 ? `state = ${states[0]}` : `state in (${states.join(', ')})`]
      : []),
    ...(studyId === undefined ? [] : [`study:${studyId}`]),
    ...(cellHash === undefined ? [] : [`cell = ${cellHash}`]),
    ...(ids === undefined ? [] : [`id in (${ids.join(', ')})`]),
    ...(archived === undefined ? ['(archived or not archived)'] : archived ? ['archived'] : []),
  ]
  if (trimmed === '') return parts.join(' and ')
  return [parts.length > 0 ? `(${trimmed})` : trimmed, ...parts].join(' and ')
}
