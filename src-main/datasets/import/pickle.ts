/** Why a pickle is refused; continues the file's name and says the byte. */
export class PickleError extends Error {
  override readonly name = 'PickleError'
}

/** A Python tuple, where a Python list is an array. */
export class PickleTuple {
  constructor(readonly items: readonly PickleValue[]) {}
}

/** A NumPy array of integers, its elements as they are stored. */
export class PickleArray {
  shape: number[] = []
  type: PickleType | null = null
  fortranOrder = false
  bytes: Uint8Array | null = null
}

/** An element type of NumPy, e.g. `u1`. */
export class PickleType {
  littleEndian = true
  constructor(readonly code: string) {}
}

/** The name of something callable; nothing is ever looked up by it. */
class PickleName {
  constructor(readonly name: string) {}
}

/** Text and bytes of Python 2 (`str`) come as bytes, so do bytes of Python 3. */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | PickleValue[]
  | Map<string, PickleValue>
  | PickleTuple
  | PickleArray
  | PickleType
  | PickleName

const RECONSTRUCT = 'numpy _reconstruct'
const NDARRAY = 'numpy ndarray'
const DTYPE = 'numpy dtype'
const ENCODE = 'codecs encode'
/** All that may be named. NumPy moved its parts with version 2. */
const NAMES: Readonly<Record<string, string>> = {
  'numpy.core.multiarray _reconstruct': RECONSTRUCT,
  'numpy._core.multiarray _reconstruct': RECONSTRUCT,
  'numpy ndarray': NDARRAY,
  'numpy dtype': DTYPE,
  '_codecs encode': ENCODE,
}
const TYPE_SIZES: Readonly<Record<string, number>> = { u1: 1, i1: 1, i2: 2, i4: 4, i8: 8 }
const NEWEST_PROTOCOL = 4
const LONGEST_NAME = 200
/** Of Python integers: all that float64 holds exactly. */
const LONGEST_INTEGER = 8

const utf8 = new TextDecoder('utf-8', { fatal: true })
const latin1 = new TextDecoder('latin1')

export function isPickle(head: Uint8Array): boolean {
  return head[0] === 0x80 && head[1] !== undefined && head[1] >= 2 && head[1] <= 5
}

/**
 * Reads a pickle of protocol 2 to 4 that is made of dictionaries with text keys, lists, tuples, text, bytes, integers and NumPy arrays of
 * integers. No other operation is known: no class is looked up, nothing is imported, called or evaluated. Work and memory are bounded by
 * a small multiple of the length, as values that are used twice are shared.
 * @throws PickleError naming the byte
 */
export function readPickle(bytes: Uint8Array): PickleValue {
  return new Unpickler(bytes).read()
}

class Unpickler {
  readonly #view: DataView
  #at = 0
  readonly #stack: PickleValue[] = []
  readonly #marks: number[] = []
  readonly #memo = new Map<number, PickleValue>()
  /** bytes that were copied; memoised text can be copied again and again */
  #copied = 0

  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  read(): PickleValue {
    if (this.#u1() !== 0x80) throw this.#refusal(0, 'is not a pickle of protocol 2 or newer')
    const protocol = this.#u1()
    if (protocol < 2 || protocol > NEWEST_PROTOCOL)
      throw this.#refusal(1, `is a pickle of protocol ${protocol}; 2 to ${NEWEST_PROTOCOL} are read`)
    for (;;) {
      const at = this.#at
      const code = this.#u1()
      if (code === 0x2e) break
      this.#step(code, at)
    }
    if (this.#at !== this.bytes.length) throw this.#refusal(this.#at, 'goes on after its end')
    const value = this.#pop(this.#at - 1)
    if (this.#stack.length > 0) throw this.#refusal(this.#at - 1, 'ends with more than one value')
    return value
  }

  /** The operations of Python's pickletools that data need, by their codes. */
  #step(code: number, at: number): void {
    switch (code) {
      case 0x28: // MARK
        this.#marks.push(this.#stack.length)
        return
      case 0x4e: // NONE
        return this.#push(null)
      case 0x88: // NEWTRUE
        return this.#push(true)
      case 0x89: // NEWFALSE
        return this.#push(false)
      case 0x4b: // BININT1
        return this.#push(this.#u1())
      case 0x4d: // BININT2
        return this.#push(this.#u2())
      case 0x4a: // BININT
        return this.#push(this.#i4())
      case 0x8a: // LONG1
        return this.#push(this.#integer(this.#u1(), at))
      case 0x55: // SHORT_BINSTRING
      case 0x43: // SHORT_BINBYTES
        return this.#push(this.#take(this.#u1()))
      case 0x54: // BINSTRING
      case 0x42: // BINBYTES
        return this.#push(this.#take(this.#u4()))
      case 0x8e: // BINBYTES8
        return this.#push(this.#take(this.#u8(at)))
      case 0x8c: // SHORT_BINUNICODE
        return this.#push(this.#text(this.#u1(), at))
      case 0x58: // BINUNICODE
        return this.#push(this.#text(this.#u4(), at))
      case 0x5d: // EMPTY_LIST
        return this.#push([])
      case 0x7d: // EMPTY_DICT
        return this.#push(new Map())
      case 0x29: // EMPTY_TUPLE
        return this.#push(new PickleTuple([]))
      case 0x85: // TUPLE1
        return this.#push(new PickleTuple(this.#popSome(1, at)))
      case 0x86: // TUPLE2
        return this.#push(new PickleTuple(this.#popSome(2, at)))
      case 0x87: // TUPLE3
        return this.#push(new PickleTuple(this.#popSome(3, at)))
      case 0x74: // TUPLE
        return this.#push(new PickleTuple(this.#popToMark(at)))
      case 0x61: // APPEND
        return this.#append(this.#popSome(1, at), at)
      case 0x65: // APPENDS
        return this.#append(this.#popToMark(at), at)
      case 0x73: // SETITEM
        return this.#setItems(this.#popSome(2, at), at)
      case 0x75: // SETITEMS
        return this.#setItems(this.#popToMark(at), at)
      case 0x71: // BINPUT
        return this.#remember(this.#u1(), at)
      case 0x72: // LONG_BINPUT
        return this.#remember(this.#u4(), at)
      case 0x94: // MEMOIZE
        return this.#remember(this.#memo.size, at)
      case 0x68: // BINGET
        return this.#recall(this.#u1(), at)
      case 0x6a: // LONG_BINGET
        return this.#recall(this.#u4(), at)
      case 0x95: // FRAME: how many bytes follow at once, of use to streams only
        this.#u8(at)
        return
      case 0x63: // GLOBAL
        return this.#pushName(this.#line(at), this.#line(at), at)
      case 0x93: {
        // STACK_GLOBAL
        const [module, name] = this.#popSome(2, at)
        if (typeof module !== 'string' || typeof name !== 'string') throw this.#refusal(at, 'names something by what is not text')
        return this.#pushName(module, name, at)
      }
      case 0x52: {
        // REDUCE
        const [callee, given] = this.#popSome(2, at)
        return this.#push(this.#made(callee, given, at))
      }
      case 0x62: {
        // BUILD
        const [state] = this.#popSome(1, at)
        return this.#complete(this.#top(at), state, at)
      }
      default:
        throw this.#refusal(at, `uses the operation 0x${code.toString(16).padStart(2, '0')}, which plain data do not need`)
    }
  }

  #pushName(module: string, name: string, at: number): void {
    const key = `${module} ${name}`
    const known = Object.hasOwn(NAMES, key) ? NAMES[key] : undefined
    if (known === undefined) {
      throw this.#refusal(at, `names ${JSON.stringify(`${module}.${name}`)}; only NumPy arrays of integers are known, nothing is executed`)
    }
    this.#push(new PickleName(known))
  }

  /** What Python would have called: the three ways in which NumPy writes an array, its type and (under Python 3) its bytes. */
  #made(callee: PickleValue | undefined, given: PickleValue | undefined, at: number): PickleValue {
    if (!(callee instanceof PickleName) || !(given instanceof PickleTuple)) throw this.#refusal(at, 'calls what is not a known name')
    const [first, second] = given.items
    if (callee.name === RECONSTRUCT && first instanceof PickleName && first.name === NDARRAY) return new PickleArray()
    if (callee.name === DTYPE) {
      const code = asText(first)
      if (code !== null && Object.hasOwn(TYPE_SIZES, code)) return new PickleType(code)
      throw this.#refusal(
        at,
        `has an array of type ${JSON.stringify(code?.slice(0, 20) ?? 'unknown')}; integers of one to eight bytes are read`,
      )
    }
    if (callee.name === ENCODE && typeof first === 'string' && second === 'latin1') return this.#latin1Bytes(first, at)
    throw this.#refusal(at, `makes a ${callee.name} of unexpected values`)
  }

  #latin1Bytes(text: string, at: number): Uint8Array {
    this.#copied += text.length
    if (this.#copied > this.bytes.length) throw this.#refusal(at, 'makes more bytes than it has')
    const encoded = new Uint8Array(text.length)
    for (let k = 0; k < text.length; k++) {
      const unit = text.charCodeAt(k)
      if (unit > 255) throw this.#refusal(at, 'has bytes that are written as other characters than latin-1')
      encoded[k] = unit
    }
    return encoded
  }

  #complete(target: PickleValue, state: PickleValue | undefined, at: number): void {
    const items = state instanceof PickleTuple ? state.items : []
    if (target instanceof PickleType) {
      const order = asText(items[1])
      if (order !== '<' && order !== '>' && order !== '|' && order !== '=') throw this.#refusal(at, 'has an array type without byte order')
      target.littleEndian = order !== '>'
      return
    }
    if (!(target instanceof PickleArray) || target.bytes !== null) throw this.#refusal(at, 'sets the state of what has none')
    const [, shape, type, fortran, content] = items
    const axes = shape instanceof PickleTuple ? shape.items : []
    const lengths = axes.filter((length) => typeof length === 'number' && Number.isSafeInteger(length) && length >= 0) as number[]
    if (!(shape instanceof PickleTuple) || lengths.length !== axes.length || !(type instanceof PickleType)) {
      throw this.#refusal(at, 'has an array without shape or type')
    }
    if (!(content instanceof Uint8Array)) throw this.#refusal(at, 'has an array without bytes')
    const size = lengths.reduce((product, length) => product * length, TYPE_SIZES[type.code] ?? NaN)
    if (content.length !== size) {
      throw this.#refusal(at, `has an array of shape (${lengths.join(', ')}) with ${content.length} bytes where ${size} are needed`)
    }
    Object.assign(target, { shape: lengths, type, fortranOrder: fortran === true || fortran === 1, bytes: content })
  }

  #append(values: PickleValue[], at: number): void {
    const list = this.#top(at)
    if (!Array.isArray(list)) throw this.#refusal(at, 'appends to what is not a list')
    for (const value of values) list.push(value)
  }

  #setItems(values: PickleValue[], at: number): void {
    const dictionary = this.#top(at)
    if (!(dictionary instanceof Map) || values.length % 2 !== 0) throw this.#refusal(at, 'sets entries of what is not a dictionary')
    for (let k = 0; k < values.length; k += 2) {
      const key = asText(values[k])
      if (key === null) throw this.#refusal(at, 'has a dictionary with a key that is not text')
      dictionary.set(key, values[k + 1] ?? null)
    }
  }

  #remember(index: number, at: number): void {
    this.#memo.set(index, this.#top(at))
  }

  #recall(index: number, at: number): void {
    const value = this.#memo.get(index)
    if (value === undefined) throw this.#refusal(at, `refers to the value ${index}, which was not remembered`)
    this.#push(value)
  }

  #push(value: PickleValue): void {
    this.#stack.push(value)
  }

  #lowest(): number {
    return this.#marks.at(-1) ?? 0
  }

  #top(at: number): PickleValue {
    if (this.#stack.length <= this.#lowest()) throw this.#refusal(at, 'uses a value that is not there')
    return this.#stack.at(-1) ?? null
  }

  #pop(at: number): PickleValue {
    const value = this.#top(at)
    this.#stack.pop()
    return value
  }

  #popSome(count: number, at: number): PickleValue[] {
    if (this.#stack.length - count < this.#lowest()) throw this.#refusal(at, 'uses a value that is not there')
    return this.#stack.splice(this.#stack.length - count, count)
  }

  #popToMark(at: number): PickleValue[] {
    const mark = this.#marks.pop()
    if (mark === undefined) throw this.#refusal(at, 'ends a group that was not begun')
    return this.#stack.splice(mark)
  }

  #take(count: number): Uint8Array {
    const end = this.#at + count
    if (end > this.bytes.length) throw this.#refusal(this.bytes.length, `is cut off: ${end - this.bytes.length} more bytes are promised`)
    const taken = this.bytes.subarray(this.#at, end)
    this.#at = end
    return taken
  }

  #text(count: number, at: number): string {
    const encoded = this.#take(count)
    try {
      return utf8.decode(encoded)
    } catch {
      throw this.#refusal(at, 'has text that is not UTF-8')
    }
  }

  #line(at: number): string {
    const end = this.bytes.subarray(this.#at, this.#at + LONGEST_NAME).indexOf(0x0a)
    if (end === -1) throw this.#refusal(at, `has a name without end within ${LONGEST_NAME} bytes`)
    const line = latin1.decode(this.#take(end))
    this.#at++
    return line
  }

  /** Two's complement, lowest byte first. */
  #integer(length: number, at: number): number {
    const digits = this.#take(length)
    if (length > LONGEST_INTEGER) throw this.#refusal(at, 'has an integer that float64 cannot hold exactly')
    let value = 0n
    digits.forEach((digit, k) => (value |= BigInt(digit) << BigInt(8 * k)))
    const integer = Number(BigInt.asIntN(Math.max(1, 8 * length), value))
    if (!Number.isSafeInteger(integer)) throw this.#refusal(at, 'has an integer that float64 cannot hold exactly')
    return integer
  }

  #u1(): number {
    return this.#take(1)[0] ?? NaN
  }

  #u2(): number {
    const at = this.#at
    this.#take(2)
    return this.#view.getUint16(at, true)
  }

  #u4(): number {
    const at = this.#at
    this.#take(4)
    return this.#view.getUint32(at, true)
  }

  #i4(): number {
    const at = this.#at
    this.#take(4)
    return this.#view.getInt32(at, true)
  }

  #u8(start: number): number {
    const at = this.#at
    this.#take(8)
    const length = this.#view.getBigUint64(at, true)
    if (length > BigInt(this.bytes.length)) throw this.#refusal(start, `promises ${length.toString()} bytes, more than there are`)
    return Number(length)
  }

  #refusal(at: number, rule: string): PickleError {
    return new PickleError(`${rule} (byte ${at})`)
  }
}

/** Text of Python 3, or of Python 2, which is bytes; null for anything else. */
export function asText(value: PickleValue | undefined): string | null {
  if (typeof value === 'string') return value
  return value instanceof Uint8Array ? latin1.decode(value) : null
}
