import { dirname } from 'node:path'
import { LabError, type LabErrorCode } from '../contract'

/** The code that SQLite and the file system give an error, `''` where there is none. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** Whether the content of the database file is not what it should be. */
export function isDamage(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(errorCode(error))
}

export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(errorCode(error))
}

export function isDiskFull(error: unknown): boolean {
  return /^(ENOSPC|EDQUOT|SQLITE_FULL)$/.test(errorCode(error))
}

/** Whether writing is not allowed here, as opposed to not possible now. */
export function isWriteRefused(error: unknown): boolean {
  return /^(EACCES|EPERM|EROFS|SQLITE_READONLY.*|SQLITE_CANTOPEN.*)$/.test(errorCode(error))
}

/**
 * The one place where errors of SQLite and of the file system become errors for users. What is a LabError already stays as it is.
 * @param home the home folder concerned
 */
export function storeError(error: unknown, home: string): LabError {
  if (error instanceof LabError) return error
  const code = errorCode(error)
  const reported = error instanceof Error ? error.message : String(error)
  const as = (labCode: LabErrorCode, message: string): LabError => new LabError(labCode, message, [], { cause: error })
  if (isDiskFull(error)) {
    return as(
      'disk-full',
      `The disk that holds ${home} is full. Nothing of the last change was written; everything stored before is kept. Free some space and try again.`,
    )
  }
  if (isBusy(error)) {
    return as(
      'database-busy',
      `Another process kept the database in ${home} locked for too long. Nothing of the last change was written. Try again when it is done.`,
    )
  }
  if (isDamage(error)) {
    return as(
      'database-damaged',
      `The database in ${home} is damaged (${reported}). Nothing was deleted. Close the program and start it again: the database is then checked, and a backup is offered.`,
    )
  }
  // the database's own rules, such as that a result never changes; their wording is in the migrations
  if (code === 'SQLITE_CONSTRAINT_TRIGGER') return as('not-allowed', `The change was refused: ${reported}. Nothing was changed.`)
  if (isWriteRefused(error))
    return as('home-not-writable', `${home} cannot be written (${reported}). Nothing was changed. ${mendWritability(home)}`)
  return LabError.from(error)
}

export function newerDatabase(path: string, version: number, supported: number): LabError {
  return new LabError(
    'database-newer',
    `The database ${path} was made by a newer version of Gramscope (format ${version}, this one knows up to ${supported}). ` +
      'Nothing was changed. Install the newer version, or name another folder in GRAMSCOPE_HOME.',
  )
}

export function diskWasFull(home: string): LabError {
  return new LabError(
    'disk-full',
    `The disk that holds ${home} was full when it was opened, so it was opened for reading only. Nothing was changed. Free some space and start again.`,
  )
}

export function notWritable(home: string): LabError {
  return new LabError(
    'home-not-writable',
    `${home} cannot be written, so it was opened for reading only. Nothing was changed. ${mendWritability(home)}`,
  )
}

/** The command that makes a home folder writable. */
export function mendWritability(home: string): string {
  const command =
    process.platform === 'win32'
      ? `icacls "${home}" /grant "%USERNAME%:(OI)(CI)M" /T`
      : `sudo chown -R "$(id -un)" "${home}" && chmod -R u+rwX "${home}"`
  return `To make it writable: ${command}. Or name another folder in GRAMSCOPE_HOME (its parent, ${dirname(home)}, has to be writable).`
}
