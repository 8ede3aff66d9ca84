import { resolve } from 'node:path'
import { LabError } from '../contract'
import { restoreBackup } from '../store'

/**
 * Puts a backup in the place of the database; what is there is moved aside, never deleted.
 * @throws LabError `invalid-request` when no backup is named, `invalid-file` when the backup itself is not sound, `database-busy` while
 * any process has the home open
 */
export function restoreHome(home: string, backup: string | undefined, now: number): { restored: string; movedAside: string | null } {
  if (backup === undefined) throw new LabError('invalid-request', 'Which backup: a file. "lab doctor" lists those of this home.')
  const path = resolve(backup)
  return { restored: path, movedAside: restoreBackup(home, path, now) }
}
