/** Points in a chunk of a series; every chunk but the last one is full. */
export const CHUNK_POINTS = 1024

export interface Points {
  /** strictly increasing */
  steps: Float64Array
  values: Float64Array
}

/** How a chunk is stored. Float64 in the processor's byte order, which is little endian on every platform Electron runs on. */
export interface StoredChunk {
  firstStep: number
  count: number
  /** null when the steps are firstStep, firstStep + 1, ... */
  stepData: Buffer | null
  valueData: Buffer
}

export function encodeChunk(points: Points): StoredChunk {
  const firstStep = points.steps[0] ?? NaN
  const consecutive = points.steps.every((step, index) => step === firstStep + index)
  return {
    firstStep,
    count: points.steps.length,
    stepData: consecutive ? null : encodeFloats(points.steps),
    valueData: encodeFloats(points.values),
  }
}

export function decodeChunk({ firstStep, count, stepData, valueData }: StoredChunk): Points {
  return { steps: stepData === null ? consecutiveSteps(firstStep, count) : decodeFloats(stepData), values: decodeFloats(valueData) }
}

function consecutiveSteps(firstStep: number, count: number): Float64Array {
  const steps = new Float64Array(count)
  for (let index = 0; index < count; index++) steps[index] = firstStep + index
  return steps
}

/** What the chunk takes in the database, in bytes. */
export function storedBytes({ stepData, valueData }: StoredChunk): number {
  return valueData.byteLength + (stepData?.byteLength ?? 0)
}

/** The bytes of the array, without copying them. */
export function encodeFloats(values: Float64Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength)
}

/** A copy: what SQLite hands out need not stand at a multiple of eight. */
export function decodeFloats(data: Uint8Array): Float64Array {
  return new Float64Array(new Uint8Array(data).buffer)
}

/** Index of the first step that is greater than `step`: how many points there are up to and including it. */
export function countUpTo(steps: Float64Array, step: number): number {
  let low = 0
  let high = steps.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((steps[middle] ?? Infinity) <= step) low = middle + 1
    else high = middle
  }
  return low
}
