import type { Command } from '../../stores/commands'
import { VIEWS, type SpectraView } from './spectra-views'

export interface SpectraSurroundings {
  add: () => void
  compute: () => Promise<void>
  show: (view: SpectraView) => void
  sendToStudy: () => Promise<void>
  openInCompose: () => Promise<void>
  exportCsv: () => Promise<void>
  canCompute: boolean
  hasSpectra: boolean
}

const GROUP = 'Spectra'

/** What can be done on the Spectra page. */
export function spectraCommands(page: SpectraSurroundings): Command[] {
  return [
    { id: 'spectra-add', group: GROUP, label: 'Add a spectrum', keys: 'n', run: page.add },
    {
      id: 'spectra-compute',
      group: GROUP,
      label: 'Compute what is missing',
      keys: 'mod+Enter',
      inPalette: page.canCompute,
      run: page.compute,
    },
    ...VIEWS.map(({ id, label }, i): Command => ({
      id: `spectra-${id}`,
      group: GROUP,
      label: `Show ${label.toLowerCase()}`,
      keys: String(i + 1),
      run: () => page.show(id),
    })),
    { id: 'spectra-study', group: GROUP, label: 'Send the spectra to a study', inPalette: page.hasSpectra, run: page.sendToStudy },
    { id: 'spectra-compose', group: GROUP, label: 'Open the spectrum in Compose', inPalette: page.hasSpectra, run: page.openInCompose },
    { id: 'spectra-csv', group: GROUP, label: 'Export the eigenvalues as CSV', inPalette: page.hasSpectra, run: page.exportCsv },
  ]
}
