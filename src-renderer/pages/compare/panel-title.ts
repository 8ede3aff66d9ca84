import type { ComparisonView } from '../../../src-main/contract'
import type { CompareState } from './compare-state'
import { shownSeries } from './curves-request'

const SPECTRAL: Record<CompareState['spectral'], string> = {
  eigenvalues: 'Eigenvalues',
  trajectories: 'Eigenvalues over the steps',
  eigenspaces: 'Eigenspaces and alignment',
  decay: 'Decay by mode',
}
const PLOTS: Record<CompareState['plot'], string> = {
  scatter: 'Points of two columns',
  map: 'Map',
  parallel: 'Parallel coordinates',
  pivot: 'Table',
  explain: 'What explains it',
}

/** What a view shows, in a few words. */
export function panelTitle(state: CompareState, view: ComparisonView | null): string {
  switch (state.tab) {
    case 'curves': {
      const names = view === null ? [] : shownSeries(view, state.series).map(({ label }) => label)
      return names.length === 0 ? 'Curves' : names.slice(0, 3).join(', ')
    }
    case 'side-by-side':
      return 'Side by side'
    case 'spectra':
      return SPECTRAL[state.spectral]
    case 'columns':
      return PLOTS[state.plot]
  }
}
