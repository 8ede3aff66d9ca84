import { createHash } from 'node:crypto'
import type { InferenceSession, Tensor } from 'onnxruntime-web'
import { LabError } from '../../contract'
import { invalidFile } from '../numeric-array'
import { resized } from './images/resize'
import type { FeatureChoice, Imported, ImportedPart, ImportProgress } from './imported'
import { MOST_BYTES } from './limits'

/** The preprocessing of torchvision's ImageNet models for evaluation (Caron et al., section 5.3; specification 3.4). */
const SHORTER_SIDE = 256
const CROP = 224
const MEAN = [0.485, 0.456, 0.406] as const
const DEVIATION = [0.229, 0.224, 0.225] as const
const BATCH = 16

/** The runtime is large; it is loaded by whoever asks for features. */
async function runtime(): Promise<typeof import('onnxruntime-web')> {
  const loaded = await import('onnxruntime-web')
  // sums in a fixed order; several imports run in several workers
  loaded.env.wasm.numThreads = 1
  loaded.env.logLevel = 'fatal'
  return loaded
}

/**
 * The data set with each image replaced by what a model makes of it: shorter side brought to 256 (bilinear, antialiased), the middle 224 x 224
 * cut out, divided by 255, less ImageNet's mean, over its deviation, channel by channel; grey images count as three equal channels. The model
 * is run as it is, in float32, on one thread; its output is flattened. Sources then name the model with its hash.
 * @param model the bytes of an ONNX model with an input of n x 3 x 224 x 224 and an output of a fixed length for each image
 * @param progress told images done
 * @throws LabError `invalid-file` when the model cannot be loaded or does not take such images, `invalid-request` when there are no images, or
 * the model has no output of the chosen name; what `progress` throws
 */
export async function withFeatures(
  imported: Imported,
  model: Uint8Array,
  choice: FeatureChoice,
  progress?: ImportProgress,
): Promise<Imported> {
  const { shape } = imported
  if (!('channels' in shape)) throw refusal('features are made of images; these are vectors')
  const ort = await runtime()
  const session = await loaded(ort.InferenceSession, model, choice.model)
  try {
    const [input = ''] = session.inputNames
    if (session.inputNames.length !== 1)
      throw invalidFile(choice.model, `has ${session.inputNames.length} inputs; a model of images has one`)
    const output = choice.output ?? session.outputNames[0] ?? ''
    if (!session.outputNames.includes(output))
      throw refusal(`${choice.model} has no output ${output}; it has ${session.outputNames.join(', ')}`)
    const run = (pixels: Float32Array, count: number): Promise<Tensor> =>
      outputOf(session, input, output, new ort.Tensor('float32', pixels, [count, 3, CROP, CROP]), choice.model)
    const total = imported.parts.reduce((sum, { count }) => sum + count, 0)
    let done = 0
    const parts: ImportedPart[] = []
    for (const part of imported.parts) {
      const told = (count: number): void => progress?.(done + count, total, 'features')
      parts.push({ ...part, values: await featuresOf(part, shape, run, told, choice.model) })
      done += part.count
    }
    const dimension = (parts[0]?.values.length ?? 0) / Math.max(1, parts[0]?.count ?? 0)
    const sha256 = createHash('sha256').update(model).digest('hex')
    return {
      ...imported,
      kind: 'vectors',
      shape: { dimension },
      format: `${imported.format}, features`,
      reason: `${imported.reason}; each image replaced by the ${dimension} numbers of the output ${output} of the model ${choice.model} (SHA-256 ${sha256})`,
      parts,
      sources: [...imported.sources, { path: choice.model, bytes: model.length, sha256 }],
    }
  } finally {
    await session.release()
  }
}

async function loaded(sessions: typeof InferenceSession, model: Uint8Array, name: string): Promise<InferenceSession> {
  try {
    return await sessions.create(model, { executionProviders: ['wasm'], graphOptimizationLevel: 'basic' })
  } catch (error) {
    throw invalidFile(name, `is not an ONNX model that can be run: ${messageOf(error)}`, error)
  }
}

async function outputOf(session: InferenceSession, input: string, output: string, images: Tensor, name: string): Promise<Tensor> {
  try {
    const tensor = (await session.run({ [input]: images }, [output]))[output]
    if (tensor?.type === 'float32') return tensor
  } catch (error) {
    throw invalidFile(name, `does not take images of 3 x ${CROP} x ${CROP}: ${messageOf(error)}`, error)
  }
  throw invalidFile(name, `has an output ${output} that is not of float32`)
}

async function featuresOf(
  part: ImportedPart,
  shape: { channels: number; height: number; width: number },
  run: (pixels: Float32Array, count: number) => Promise<Tensor>,
  told: (count: number) => void,
  name: string,
): Promise<Float32Array> {
  const size = shape.channels * shape.height * shape.width
  if (!(part.values instanceof Uint8Array)) throw refusal('features are made of images of bytes; these have other numbers')
  const sample = 3 * CROP * CROP
  let features = new Float32Array()
  let dimension = 0
  for (let start = 0; start < part.count; start += BATCH) {
    const count = Math.min(BATCH, part.count - start)
    const pixels = new Float32Array(count * sample)
    for (let k = 0; k < count; k++) {
      const image = part.values.subarray((start + k) * size, (start + k + 1) * size)
      pixels.set(preprocessed(image, shape), k * sample)
    }
    const tensor = await run(pixels, count)
    const values = tensor.data as Float32Array
    if (start === 0) {
      dimension = values.length / count
      if (dimension * part.count * 4 > MOST_BYTES)
        throw refusal(`${part.count} times ${dimension} features do not fit into ${MOST_BYTES} bytes`)
      features = new Float32Array(part.count * dimension)
    }
    if (values.length !== count * dimension || !Number.isInteger(dimension))
      throw invalidFile(name, 'gives another number of features for each batch of images')
    if (!values.every(Number.isFinite))
      throw invalidFile(name, `gives a feature that is not finite for an image of ${start} to ${start + count - 1}`)
    features.set(values, start * dimension)
    tensor.dispose()
    told(start + count)
  }
  return features
}

/**
 * One image as the models of torchvision want it.
 * @param image planar bytes, one or three channels
 * @returns 3 x 224 x 224
 */
export function preprocessed(
  image: Uint8Array,
  { channels, height, width }: { channels: number; height: number; width: number },
): Float32Array {
  const scale = SHORTER_SIDE / Math.min(height, width)
  // the shorter side exactly, the longer one cut to whole pixels
  const [rows, columns] = [height, width].map((side) => (side === Math.min(height, width) ? SHORTER_SIDE : Math.trunc(side * scale))) as [
    number,
    number,
  ]
  const { pixels } = resized({ width, height, channels: channels === 1 ? 1 : 3, pixels: image }, columns, rows)
  const top = Math.round((rows - CROP) / 2)
  const left = Math.round((columns - CROP) / 2)
  const values = new Float32Array(3 * CROP * CROP)
  for (let channel = 0; channel < 3; channel++) {
    const plane = (channels === 1 ? 0 : channel) * rows * columns
    for (let y = 0; y < CROP; y++) {
      for (let x = 0; x < CROP; x++) {
        const value = pixels[plane + (top + y) * columns + left + x]! / 255
        values[(channel * CROP + y) * CROP + x] = (value - MEAN[channel]!) / DEVIATION[channel]!
      }
    }
  }
  return values
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function refusal(rule: string): LabError {
  return new LabError('invalid-request', `No features were made: ${rule}. Nothing was stored.`, [{ path: 'features', rule }])
}
