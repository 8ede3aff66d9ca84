import { cosSinPi } from '../science/cos-sin-pi'
import { normals, permutation, RandomStream } from '../science/random'
import type { LabelledPoints } from './point-set'

/** Of the pixels before they are cut off at 0 and 1. */
const MEAN = 0.5
const DEVIATION = 0.25
/** Shares of the variance: of the pattern of the class, and of what the channels have in common of the rest. */
const CLASS_SHARE = 0.15
const COMMON_SHARE = 0.8

export interface SyntheticImages {
  sampleCount: number
  /** pixels of an edge */
  side: number
  channels: number
  classCount: number
}

/**
 * Images made of noise whose amplitude falls like 1 / frequency, as that of photographs, in [0, 1], channel after channel; a stand-in for
 * image data where there are none (arXiv 1908.05660, section 7). Every class has a pattern of its own; classes are as equally large as they
 * can be, in random order. The targets are the classes, counted from 0. Streams `class-patterns`, `images` and `image-classes`.
 */
export function syntheticImages(
  { sampleCount, side, channels, classCount }: SyntheticImages,
  seed: number,
  pulse: () => void,
): LabelledPoints {
  const pixels = side * side
  const inputDimension = channels * pixels
  const waves = new Waves(side)
  const patternStream = new RandomStream(seed, 'class-patterns')
  const imageStream = new RandomStream(seed, 'images')
  const fieldOf = (stream: RandomStream, index: number): Float64Array => waves.field(normals(stream, 2 * pixels * index, 2 * pixels))
  const patterns = Array.from({ length: classCount * channels }, (_, index) => fieldOf(patternStream, index))
  const order = permutation(new RandomStream(seed, 'image-classes'), sampleCount)
  const targets = Float64Array.from(order, (place) => place % classCount)
  const inputs = new Float64Array(sampleCount * inputDimension)
  const rest = 1 - CLASS_SHARE
  const [ofPattern, ofCommon, ofChannel] = [CLASS_SHARE, rest * COMMON_SHARE, rest * (1 - COMMON_SHARE)].map(
    (share) => DEVIATION * Math.sqrt(share),
  )
  for (let i = 0; i < sampleCount; i++) {
    const first = i * (channels + 1)
    const common = fieldOf(imageStream, first)
    for (let c = 0; c < channels; c++) {
      const own = fieldOf(imageStream, first + 1 + c)
      const pattern = patterns[targets[i]! * channels + c]!
      const start = i * inputDimension + c * pixels
      for (let p = 0; p < pixels; p++) {
        const value = MEAN + ofPattern! * pattern[p]! + ofCommon! * common[p]! + ofChannel! * own[p]!
        inputs[start + p] = Math.min(1, Math.max(0, value))
      }
    }
    pulse()
  }
  return { inputs, inputDimension, sampleCount, targets, outputCount: 1 }
}

/** Real parts of discrete Fourier sums over the square. */
class Waves {
  readonly #side: number
  readonly #cosine: Float64Array
  readonly #sine: Float64Array
  /** of the waves of frequency (u, v), scaled so that a field has variance 1 */
  readonly #amplitude: Float64Array

  constructor(side: number) {
    this.#side = side
    const turns = Array.from({ length: side }, (_, k) => cosSinPi(2 * k, side))
    this.#cosine = Float64Array.from(turns, ({ cosine }) => cosine)
    this.#sine = Float64Array.from(turns, ({ sine }) => sine)
    const frequency = (k: number): number => Math.min(k, side - k)
    const raw = Float64Array.from({ length: side * side }, (_, at) => {
      const [u, v] = [frequency(Math.floor(at / side)), frequency(at % side)]
      // the mean of an image varies like its slowest waves
      return 1 / Math.max(1, Math.sqrt(u * u + v * v))
    })
    const power = raw.reduce((sum, a) => sum + a * a, 0)
    this.#amplitude = raw.map((a) => a / Math.sqrt(power))
  }

  /** @param noise 2 side^2 independent N(0, 1) */
  field(noise: Float64Array): Float64Array {
    const n = this.#side
    const [cosine, sine] = [this.#cosine, this.#sine]
    // sums over v for every u and y
    const [real, imaginary] = [new Float64Array(n * n), new Float64Array(n * n)]
    for (let u = 0; u < n; u++) {
      for (let v = 0; v < n; v++) {
        const at = u * n + v
        const [a, b] = [this.#amplitude[at]! * noise[2 * at]!, this.#amplitude[at]! * noise[2 * at + 1]!]
        for (let y = 0; y < n; y++) {
          const turn = (v * y) % n
          real[u * n + y]! += a * cosine[turn]! - b * sine[turn]!
          imaginary[u * n + y]! += a * sine[turn]! + b * cosine[turn]!
        }
      }
    }
    const values = new Float64Array(n * n)
    for (let x = 0; x < n; x++) {
      for (let u = 0; u < n; u++) {
        const turn = (u * x) % n
        const [c, s] = [cosine[turn]!, sine[turn]!]
        for (let y = 0; y < n; y++) values[x * n + y]! += c * real[u * n + y]! - s * imaginary[u * n + y]!
      }
    }
    return values
  }
}
