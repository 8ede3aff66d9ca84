import { onScopeDispose } from 'vue'

type EscapeStep = () => boolean

const steps: EscapeStep[] = []

/**
 * Escape goes one step back: the newest registered step that has something to close answers true and the others are not asked. Dialogs and
 * menus handle their own Escape before it gets here.
 */
export function useEscape(step: EscapeStep): void {
  steps.push(step)
  onScopeDispose(() => {
    steps.splice(steps.indexOf(step), 1)
  })
}

/** @returns false when nothing was left to close */
export function escapeOneStep(): boolean {
  return steps.findLast((step) => step()) !== undefined
}
