import { filterText, type RunFilter } from '../../src-main/contract'

/** What a table of runs shows, as far as another window or the terminal can show the same. */
export interface ShownRuns {
  filter: RunFilter
  /** column id, `-` in front for descending */
  sort?: string
  groupBy?: readonly string[]
  /** ids of columns */
  columns?: readonly string[]
}

/** The command that answers the same in a terminal. */
export function terminalQuery({ filter, sort, columns = [] }: ShownRuns): string {
  const options = [
    ...(columns.length === 0 ? [] : ['--columns', quoted(columns.join(','))]),
    ...(sort === undefined ? [] : ['--sort', quoted(sort)]),
  ]
  return ['npm run lab -- query', quoted(filterText(filter)), ...options].join(' ')
}

/** Where the table of runs shows the same: open it by the command palette, here or in another home. */
export function runsAddress({ filter, sort, groupBy, columns }: ShownRuns): string {
  const { archived, ...rest } = filter
  const asked = new URLSearchParams({
    query: filterText({ ...rest, archived: false }),
    ...(archived === undefined ? { archived: '1' } : {}),
    ...(sort === undefined ? {} : { sort }),
    ...(groupBy === undefined ? {} : { group: groupBy.join(',') }),
    ...(columns === undefined ? {} : { columns: columns.join(';') }),
  })
  return `#/runs?${asked.toString().replaceAll('+', '%20')}`
}

const ADDRESS = /^(?:app:\/\/[^#]*)?#(\/\S*)$/

/** The place in the window that a copied address names, null where it is none. */
export function placeOf(text: string): string | null {
  return ADDRESS.exec(text.trim())?.[1] ?? null
}

/** In double quotes, which every shell reads. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["\\$`]/g, '\\$&')}"`
}
