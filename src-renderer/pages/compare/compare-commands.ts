import type { Command } from '../../stores/commands'
import type { CompareTab } from './compare-state'

interface CompareSurroundings {
  tabs: { id: CompareTab; label: string }[]
  show: (tab: CompareTab) => void
  exportAll: () => Promise<void>
  clear: () => void
  hasRuns: boolean
}

const GROUP = 'Comparison'

/** What can be done on the Compare page. */
export function compareCommands({ tabs, show, exportAll, clear, hasRuns }: CompareSurroundings): Command[] {
  return [
    ...tabs.map(({ id, label }, i): Command => ({
      id: `compare-${id}`,
      group: GROUP,
      label: `Show ${label.toLowerCase()}`,
      keys: String(i + 1),
      run: () => show(id),
    })),
    { id: 'compare-export', group: GROUP, label: 'Export the comparison as CSV', inPalette: hasRuns, run: exportAll },
    { id: 'compare-clear', group: GROUP, label: 'Leave all runs out of the comparison', inPalette: hasRuns, run: clear },
  ]
}
