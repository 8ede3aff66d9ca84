/** What the header of an .npy file says. */
export interface NpyHeader {
  /** e.g. `<f8` */
  descr: string
  fortranOrder: boolean
  shape: number[]
}

/** Why a header is refused; continues "its header". */
export class NpyHeaderError extends Error {
  override readonly name = 'NpyHeaderError'
}

/**
 * Reads the Python literal that is the header of an .npy file: a dictionary with exactly the keys 'descr' (a string), 'fortran_order'
 * (True or False) and 'shape' (a tuple of non-negative integers). Nothing else is understood, nothing is evaluated.
 * @throws NpyHeaderError
 */
export function parseNpyHeader(text: string): NpyHeader {
  const reader = new LiteralReader(text)
  const header: { descr?: string; fortranOrder?: boolean; shape?: number[] } = {}
  reader.expect('{')
  while (!reader.accepts('}')) {
    const key = reader.string()
    reader.expect(':')
    if (key === 'descr' && header.descr === undefined) header.descr = reader.string()
    else if (key === 'fortran_order' && header.fortranOrder === undefined) header.fortranOrder = reader.boolean()
    else if (key === 'shape' && header.shape === undefined) header.shape = reader.integers()
    else throw new NpyHeaderError(`has the unexpected or repeated key '${key.slice(0, 40)}'`)
    if (!reader.accepts(',')) {
      reader.expect('}')
      break
    }
  }
  reader.expectEnd()
  const { descr, fortranOrder, shape } = header
  if (descr === undefined || fortranOrder === undefined || shape === undefined) {
    throw new NpyHeaderError("lacks one of 'descr', 'fortran_order' and 'shape'")
  }
  return { descr, fortranOrder, shape }
}

class LiteralReader {
  #position = 0

  constructor(readonly text: string) {}

  accepts(token: string): boolean {
    this.#skipSpace()
    if (!this.text.startsWith(token, this.#position)) return false
    this.#position += token.length
    return true
  }

  expect(token: string): void {
    if (!this.accepts(token)) throw this.#refusal(`'${token}'`)
  }

  expectEnd(): void {
    this.#skipSpace()
    if (this.#position !== this.text.length) throw this.#refusal('its end')
  }

  /** A quoted string without escapes; a list in its place is a structured type, which has no single number a cell. */
  string(): string {
    if (this.accepts('[')) throw new NpyHeaderError('describes records with several fields; only plain numbers are read')
    const found = this.#match(/'([^'\\\n]*)'|"([^"\\\n]*)"/y)
    if (found === null) throw this.#refusal('a quoted string')
    return found[1] ?? found[2] ?? ''
  }

  boolean(): boolean {
    const found = this.#match(/True|False/y)
    if (found === null) throw this.#refusal('True or False')
    return found[0] === 'True'
  }

  integers(): number[] {
    const values: number[] = []
    this.expect('(')
    while (!this.accepts(')')) {
      // Python 2 wrote long integers with an L
      const found = this.#match(/(\d{1,15})L?/y)
      if (found === null) throw this.#refusal('a non-negative integer')
      values.push(Number(found[1]))
      if (!this.accepts(',')) {
        this.expect(')')
        break
      }
    }
    return values
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    this.#skipSpace()
    pattern.lastIndex = this.#position
    const found = pattern.exec(this.text)
    if (found !== null) this.#position = pattern.lastIndex
    return found
  }

  #skipSpace(): void {
    while (' \t\n'.includes(this.text.charAt(this.#position)) && this.#position < this.text.length) this.#position++
  }

  #refusal(expected: string): NpyHeaderError {
    return new NpyHeaderError(`is not the literal of a dictionary: ${expected} expected at character ${this.#position}`)
  }
}
