import type { Command } from '../../stores/commands'

export interface ComposeSurroundings {
  run: () => Promise<void>
  undo: () => void
  redo: () => void
  show: (view: 'form' | 'json') => void
  choose: () => void
  canUndo: boolean
  canRedo: boolean
}

const GROUP = 'Compose'

/** What can be done on the Compose page. Undo by keys is the page's matter: text fields have their own. */
export function composeCommands(compose: ComposeSurroundings): Command[] {
  return [
    { id: 'compose-run', group: GROUP, label: 'Run the composed experiment', keys: 'mod+Enter', run: compose.run },
    { id: 'compose-form', group: GROUP, label: 'Show the form', keys: '1', run: () => compose.show('form') },
    { id: 'compose-json', group: GROUP, label: 'Show the spec as JSON', keys: '2', run: () => compose.show('json') },
    { id: 'compose-start', group: GROUP, label: 'Start from a recipe, a run or a blank spec', keys: 's', run: compose.choose },
    {
      id: 'compose-undo',
      group: GROUP,
      label: 'Undo the last change',
      keys: 'mod+z',
      handledByPage: true,
      inPalette: compose.canUndo,
      run: compose.undo,
    },
    { id: 'compose-redo', group: GROUP, label: 'Redo', keys: 'mod+y', handledByPage: true, inPalette: compose.canRedo, run: compose.redo },
  ]
}
