import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'

/** Tells one start of the machine from another, so that engines of an earlier one are known to be dead whatever their lease says. */
export function bootId(): string {
  if (process.platform === 'linux') return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  // the time of the start, coarse enough not to change with the rounding of the clock
  return `${process.platform} ${Math.round((Date.now() / 1000 - uptime()) / 600)}`
}
