import { onBeforeUnmount, onMounted } from 'vue'
import { useCommands } from '../stores/commands'
import { followSequence, pressName } from './key-sequence'

const SEQUENCE_TIMEOUT = 1200
/** dialogs and menus take the keys while they are open */
const OPEN_LAYER = '[role="dialog"][data-state="open"], [role="menu"][data-state="open"]'

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type)
}

/** Runs the commands that have keys. Typing in a field is left alone, except for Escape and shortcuts with Ctrl or Cmd. */
export function useShortcuts(): void {
  const registry = useCommands()
  let pending: string[] = []
  let lastPress = -Infinity

  function onKeydown(event: KeyboardEvent) {
    if (event.defaultPrevented || event.isComposing || event.repeat) return
    const press = pressName(event)
    if (isTyping(event.target) && !press.startsWith('mod+') && press !== 'Escape') return
    if (document.querySelector(OPEN_LAYER)) return
    if (event.timeStamp - lastPress > SEQUENCE_TIMEOUT) pending = []
    lastPress = event.timeStamp
    const usable = registry.commands.filter((command) => command.keys !== undefined && command.handledByPage !== true)
    const followed = followSequence(usable, pending, press)
    pending = followed.pending
    if (!followed.matched && pending.length === 0) return
    event.preventDefault()
    void followed.matched?.run()
  }

  onMounted(() => window.addEventListener('keydown', onKeydown))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKeydown))
}
