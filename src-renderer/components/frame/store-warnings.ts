/** What the store did by itself at start and needs no act: told once, without alarm. */
const HANDLED = new Set(['unclean-shutdown', 'orphans-swept'])

export function isAlarming(warning: { code: string }): boolean {
  return !HANDLED.has(warning.code)
}
