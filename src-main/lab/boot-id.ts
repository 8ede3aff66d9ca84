import { readFileSync } from 'node:fs'

/** Tells one start of the machine from another, so that engines of an earlier one are known to be dead whatever their lease says. */
export function bootId(): string {
  // elsewhere nothing exact is to be had, and a guess could declare a living engine dead: process number and lease decide there
  return process.platform === 'linux' ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() : process.platform
}
