// How the scripts speak: progress and failures go to standard error, so that standard output stays the program's own.

/** @param {string} line one line of progress */
export function say(line) {
  process.stderr.write(`[gramscope] ${line}\n`)
}

/** A step of the set-up that cannot succeed here: what is missing, and the command that mends it. */
export class SetupFailure extends Error {
  /**
   * @param {string} missing what is missing or does not work
   * @param {string} mend the command (or act) that mends it
   * @param {ErrorOptions} [options]
   */
  constructor(missing, mend, options) {
    super(missing, options)
    this.name = 'SetupFailure'
    this.mend = mend
  }
}

/**
 * Prints an error for a person: a SetupFailure in two lines, anything unexpected with its stack.
 * @param {unknown} error
 */
export function sayFailure(error) {
  if (error instanceof SetupFailure) {
    say(`Set-up stopped: ${error.message}`)
    say(`To mend it: ${error.mend}`)
  } else {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
}
