import type { Command } from '../../stores/commands'

export interface StudyCommandSurroundings<Section extends string> {
  /** runs that a click would queue */
  open: number
  active: boolean
  sections: { id: Section; label: string }[]
  show: (section: Section) => void
  runMissing: () => Promise<void>
  /** null where the study knows no boundary */
  runBoundary: (() => Promise<void>) | null
  pause: () => Promise<void>
  remove: () => Promise<void>
  toggleBeside: () => Promise<unknown>
  saveCsv: () => Promise<void>
  saveLatex: () => Promise<void>
}

const GROUP = 'Study'

/** What can be done on the page of a study. */
export function studyCommands<Section extends string>(study: StudyCommandSurroundings<Section>): Command[] {
  const commands: Command[] = study.sections.map(({ id, label }, i) => ({
    id: `study-${id}`,
    group: GROUP,
    label: `Show ${label.toLowerCase()}`,
    keys: String(i + 1),
    run: () => study.show(id),
  }))
  if (study.open > 0) commands.push({ id: 'study-run', group: GROUP, label: `Run ${study.open} missing`, run: study.runMissing })
  if (study.open > 0 && study.runBoundary !== null)
    commands.push({ id: 'study-boundary', group: GROUP, label: 'Run near the boundary only', run: study.runBoundary })
  if (study.active) commands.push({ id: 'study-pause', group: GROUP, label: 'Pause the study', run: study.pause })
  return [
    ...commands,
    { id: 'study-beside', group: GROUP, label: 'Figures beside the table', keys: 'b', run: () => void study.toggleBeside() },
    { id: 'study-csv', group: GROUP, label: 'Export the table as CSV', run: study.saveCsv },
    { id: 'study-latex', group: GROUP, label: 'Export the table as LaTeX', run: study.saveLatex },
    { id: 'study-remove', group: GROUP, label: 'Remove the study', run: study.remove },
  ]
}
