import { invalidFile } from '../numeric-array'

/** Claims up to this get their memory at once. */
const BELIEVED_BYTES = 64 * 2 ** 20

/**
 * Bytes that come once, in order, in pieces of any size. Nothing is read before it is asked for, and nothing is kept after it was given out.
 */
export class ByteStream {
  readonly #chunks: AsyncIterator<Uint8Array>
  #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #ended = false
  /** bytes given out or skipped so far */
  position = 0

  /**
   * @param name of what is read, for messages
   * @param length where it is known from elsewhere than from the bytes themselves
   */
  constructor(
    chunks: AsyncIterable<Uint8Array>,
    readonly name: string,
    readonly length: number | null = null,
  ) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** The next `count` bytes, fewer at the end, without taking them. */
  async peek(count: number): Promise<Uint8Array> {
    while (this.#waitingBytes < count && (await this.#pull())) continue
    const [first] = this.#waiting
    if (first !== undefined && first.length >= count) return first.subarray(0, count)
    return this.#joined(Math.min(count, this.#waitingBytes))
  }

  /** Takes exactly `count` bytes. @throws LabError when there are fewer; a count that only a header claims is not given memory before they came */
  async read(count: number, what: string): Promise<Uint8Array> {
    if (this.length !== null && count > this.length - this.position) throw this.#cutOff(count - (this.length - this.position), what)
    let taken = new Uint8Array(this.length === null ? Math.min(count, BELIEVED_BYTES) : count)
    for (let at = 0; at < count;) {
      const piece = await this.#next(count - at)
      if (piece === null) throw this.#cutOff(count - at, what)
      if (at + piece.length > taken.length) taken = grown(taken, Math.min(count, 2 * taken.length + piece.length))
      taken.set(piece, at)
      at += piece.length
    }
    return taken
  }

  async skip(count: number, what: string): Promise<void> {
    let left = count
    while (left > 0) {
      const piece = await this.#next(left)
      if (piece === null) throw this.#cutOff(left, what)
      left -= piece.length
    }
  }

  /** Everything that is left. @throws LabError when it is more than `mostBytes` */
  async rest(mostBytes: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = []
    let total = 0
    for (let piece = await this.#next(Infinity); piece !== null; piece = await this.#next(Infinity)) {
      total += piece.length
      if (total > mostBytes) throw invalidFile(this.name, `has more than ${mostBytes} bytes, which is the most that is read at once`)
      pieces.push(piece)
    }
    return joinedBytes(pieces, total)
  }

  /** Some bytes, whatever has come; null at the end. */
  async piece(): Promise<Uint8Array | null> {
    return this.#next(Infinity)
  }

  /** Runs to the end, so that what comes after the data is checked and counted too. */
  async drain(): Promise<void> {
    while ((await this.#next(Infinity)) !== null) continue
  }

  /** Leaves the rest unread. */
  async close(): Promise<void> {
    this.#ended = true
    await this.#chunks.return?.()
  }

  #cutOff(missing: number, what: string): Error {
    return invalidFile(this.name, `is cut off at byte ${this.position}: ${missing} more bytes of ${what} are missing`)
  }

  async #pull(): Promise<boolean> {
    if (this.#ended) return false
    const next = await this.#chunks.next()
    if (next.done === true) {
      this.#ended = true
      return false
    }
    if (next.value.length > 0) this.#waiting.push(next.value)
    this.#waitingBytes += next.value.length
    return true
  }

  async #next(most: number): Promise<Uint8Array | null> {
    while (this.#waitingBytes === 0) if (!(await this.#pull())) return null
    const first = this.#waiting[0]!
    const piece = first.length <= most ? first : first.subarray(0, most)
    if (piece.length === first.length) this.#waiting.shift()
    else this.#waiting[0] = first.subarray(piece.length)
    this.#waitingBytes -= piece.length
    this.position += piece.length
    return piece
  }

  #joined(count: number): Uint8Array {
    const all = joinedBytes(this.#waiting, this.#waitingBytes)
    this.#waiting = all.length === 0 ? [] : [all]
    return all.subarray(0, count)
  }
}

function grown(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length)
  larger.set(bytes)
  return larger
}

function joinedBytes(pieces: readonly Uint8Array[], total: number): Uint8Array {
  const [only] = pieces
  if (only !== undefined && pieces.length === 1) return only
  const all = new Uint8Array(total)
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}
