import { resolve } from 'node:path'
import { LabError } from '../contract'
import { restoreBackup } from '../store'

/**
 * Puts a backup in the place of the database; what is there is moved aside, never deleted. Not while a window or terminal has the home open.
 * @throws LabError `invalid-request` when no backup is named, `database-damaged` when the backup itself is not sound
 */
export function restoreHome(home: string, backup: string | undefined, now: number): { restored: string; movedAside: string | null } {
  if (backup === undefined) throw new LabError('invalid-request', 'Which backup: a file. "lab doctor" lists those of this home.')
  const path = resolve(backup)
  return { restored: path, movedAside: restoreBackup(home, path, now) }
}
