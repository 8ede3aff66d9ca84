/** Why a filter is refused, and where: characters `from` up to but not including `to`. */
export class FilterProblem extends Error {
  override readonly name = 'FilterProblem'

  constructor(
    message: string,
    readonly from: number,
    readonly to: number,
    /** what could stand there instead */
    readonly suggestion: string | null = null,
  ) {
    super(message)
  }

  /** The filter with a caret under the place, for where there is only text. */
  picture(filter: string): string {
    const line = filter.replaceAll(/\s/g, ' ')
    return `${line}\n${' '.repeat(this.from)}${'^'.repeat(Math.max(1, this.to - this.from))}`
  }

  /** The message with what could stand there instead. */
  get advice(): string {
    return this.suggestion === null ? this.message : `${this.message} Did you mean ${this.suggestion}?`
  }
}
