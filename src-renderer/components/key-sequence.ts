/** What a key press looks like to the shortcuts; a KeyboardEvent is one. */
export interface KeyPress {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

/**
 * Name of one press as shortcuts write it: `g`, `?`, `mod+k`, `Delete`, `shift+Enter`. `mod` is Ctrl, on macOS Cmd. Shift is named only
 * with keys that have no character of their own, since `?` already says it.
 */
export function pressName(press: KeyPress): string {
  const isCharacter = [...press.key].length === 1
  const parts: string[] = []
  if (press.ctrlKey || press.metaKey) parts.push('mod')
  if (press.altKey) parts.push('alt')
  if (press.shiftKey && !isCharacter) parts.push('shift')
  const modified = parts.length > 0 && isCharacter
  const key = press.key === ' ' ? 'Space' : modified ? press.key.toLowerCase() : press.key
  return [...parts, key].join('+')
}

export interface SequenceMatch<T> {
  /** the shortcut that is complete, or null */
  matched: T | null
  /** presses to remember while a longer shortcut may still follow */
  pending: string[]
}

/** Follows sequences such as `g h`: give it what is pending and the next press. A press that fits nothing starts afresh with itself. */
export function followSequence<T extends { keys?: string }>(
  shortcuts: readonly T[],
  pending: readonly string[],
  press: string,
): SequenceMatch<T> {
  const attempt = [...pending, press]
  const complete = shortcuts.find((shortcut) => shortcut.keys === attempt.join(' '))
  if (complete) return { matched: complete, pending: [] }
  const prefix = `${attempt.join(' ')} `
  if (shortcuts.some((shortcut) => shortcut.keys?.startsWith(prefix))) return { matched: null, pending: attempt }
  return pending.length > 0 ? followSequence(shortcuts, [], press) : { matched: null, pending: [] }
}

/** Keys of a shortcut for display: `mod+k` -> [["Ctrl", "K"]], `g h` -> [["G"], ["H"]]. */
export function displayKeys(keys: string, isMac: boolean): string[][] {
  const names: Record<string, string> = { mod: isMac ? '⌘' : 'Ctrl', alt: isMac ? '⌥' : 'Alt', shift: isMac ? '⇧' : 'Shift' }
  return keys.split(' ').map((press) =>
    press
      .split('+')
      .filter((part) => part !== '')
      .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part)),
  )
}
