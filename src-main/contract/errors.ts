/** Stable codes of the errors a user can meet. The window, the terminal and the tests switch on the code, never on the text. */
export const LAB_ERROR_CODES = [
  'invalid-spec',
  'invalid-request',
  'not-found',
  'cannot-fit',
  'invalid-file',
  'home-not-writable',
  'disk-full',
  'database-newer',
  'database-damaged',
  'database-busy',
  'not-allowed',
  'stopped',
  'internal',
] as const

export type LabErrorCode = (typeof LAB_ERROR_CODES)[number]

/** What was wrong with one field of an input. `path` is the dotted path of the field, empty for the whole document. */
export interface FieldProblem {
  path: string
  rule: string
}

export interface LabErrorShape {
  code: LabErrorCode
  message: string
  problems: FieldProblem[]
}

/**
 * An error meant for a user: says what happened, what was kept and what to do.
 * Crosses thread and process boundaries as {@link LabErrorShape}.
 */
export class LabError extends Error {
  override readonly name = 'LabError'
  readonly code: LabErrorCode
  readonly problems: FieldProblem[]

  constructor(code: LabErrorCode, message: string, problems: FieldProblem[] = [], options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.problems = problems
  }

  toShape(): LabErrorShape {
    return { code: this.code, message: this.message, problems: this.problems }
  }

  static fromShape(shape: LabErrorShape): LabError {
    return new LabError(shape.code, shape.message, shape.problems)
  }

  /** Any thrown value as a LabError; what is not one already becomes `internal` and keeps its cause. */
  static from(error: unknown): LabError {
    if (error instanceof LabError) return error
    const message = error instanceof Error ? error.message : String(error)
    return new LabError('internal', message, [], { cause: error })
  }
}
