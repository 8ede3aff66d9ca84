import type { Command } from '../../stores/commands'

interface RunPageActs {
  focusFilter: () => void
  toggleRun: () => void
  toggleColumns: () => void
  selectAll: () => void
  compare: () => Promise<void>
  tag: () => void
  exportTable: () => Promise<void>
  clearFilter: () => void
}

const GROUP = 'Table of runs'
const nothing = () => undefined

/** What can be done on the page of runs. The keys of the grid itself are listed here and handled there. */
export function runPageCommands(acts: RunPageActs): Command[] {
  const inGrid = (id: string, label: string, keys: string): Command => ({
    id,
    group: GROUP,
    label,
    keys,
    handledByPage: true,
    inPalette: false,
    run: nothing,
  })
  return [
    { id: 'runs-filter', group: GROUP, label: 'Filter runs', keys: '/', run: acts.focusFilter },
    { id: 'runs-clear-filter', group: GROUP, label: 'Show all runs', keywords: 'clear filter', run: acts.clearFilter },
    { id: 'runs-details', group: GROUP, label: 'Details of the active run', keys: 'i', run: acts.toggleRun },
    { id: 'runs-columns', group: GROUP, label: 'Choose columns', keys: 'c', run: acts.toggleColumns },
    { id: 'runs-compare', group: GROUP, label: 'Compare the selected runs', keywords: 'side by side', run: acts.compare },
    { id: 'runs-tag', group: GROUP, label: 'Tag the selected runs', keys: 't', run: acts.tag },
    { id: 'runs-export', group: GROUP, label: 'Export the table as CSV', run: acts.exportTable },
    { ...inGrid('runs-select-all', 'Select all matching runs', 'mod+a'), inPalette: true, run: acts.selectAll },
    inGrid('runs-select', 'Select or leave out', 'Space'),
    inGrid('runs-select-range', 'Extend the selection', 'shift+↓'),
    inGrid('runs-open', 'Open the run', 'Enter'),
    inGrid('runs-remove', 'Remove', 'Delete'),
    inGrid('runs-copy', 'Copy the exact value', 'mod+c'),
    inGrid('runs-sort', 'On a heading: sort', 'Enter'),
    inGrid('runs-star', 'Star', 's'),
    inGrid('runs-width', 'On a heading: width', 'alt+→'),
    inGrid('runs-move', 'On a heading: move the column', 'alt+shift+→'),
    inGrid('runs-pin', 'On a heading: keep columns up to here in sight', 'p'),
  ]
}
