import type { Command } from '../../stores/commands'
import type { MainAct } from './run-words'

export interface RunCommandSurroundings<Section extends string> {
  main: MainAct
  sections: { id: Section; label: string }[]
  show: (section: Section) => void
  act: () => Promise<void>
  go: (by: 1 | -1) => void
  toggleScale: () => void
  exportJson: () => Promise<void>
  useAsStart: () => Promise<void>
  remove: () => Promise<void>
}

const GROUP = 'Run'
export const MAIN_ACT_LABELS: Record<MainAct, string> = { pause: 'Pause', resume: 'Resume', rerun: 'Run again' }

/** What can be done on the page of a run. */
export function runCommands<Section extends string>(run: RunCommandSurroundings<Section>): Command[] {
  return [
    ...run.sections.map(({ id, label }, i): Command => ({
      id: `run-${id}`,
      group: GROUP,
      label: `Show ${label.toLowerCase()}`,
      keys: String(i + 1),
      run: () => run.show(id),
    })),
    { id: 'run-next', group: GROUP, label: 'Next run of the cell', keys: 'j', run: () => run.go(1) },
    { id: 'run-previous', group: GROUP, label: 'Previous run of the cell', keys: 'k', run: () => run.go(-1) },
    { id: 'run-x-scale', group: GROUP, label: 'Logarithmic step axis', keys: 'x', run: run.toggleScale },
    { id: 'run-act', group: GROUP, label: `${MAIN_ACT_LABELS[run.main]} this run`, run: run.act },
    { id: 'run-export', group: GROUP, label: 'Export the run as JSON', run: run.exportJson },
    { id: 'run-compose', group: GROUP, label: 'Use as start of a new experiment', run: run.useAsStart },
    { id: 'run-remove', group: GROUP, label: 'Remove the run', run: run.remove },
  ]
}
