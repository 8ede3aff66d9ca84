import { describe, expect, it } from 'vitest'
import { inkOn, LEVELS, levelOf, tileColours } from '../../../../src-renderer/charts/tile-colours'

const WHITE = '#ffffff'
const DARK = '#171b1e'
const probability = tileColours('probability', WHITE)
const at = (colours: readonly string[], share: number) => colours[Math.round(share * (LEVELS - 1))]!

type Triple = [number, number, number]

function linear(colour: string): Triple {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((from) => Number.parseInt(colour.slice(from, from + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  return [red, green, blue]
}

const times = (matrix: readonly Triple[], v: Triple) => matrix.map((row) => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]) as Triple

/** Ottosson (2020). */
function lab(rgb: Triple): Triple {
  const lms = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  )
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    lms.map((value) => Math.cbrt(value)) as Triple,
  )
}

const distance = (a: Triple, b: Triple) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
const contrast = (a: string, b: string) => {
  const luminance = (colour: string) => times([[0.2126, 0.7152, 0.0722]], linear(colour))[0]
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

/** What is seen without one kind of cones: Machado, Oliveira & Fernandes (2009), severity 1. */
const BLINDNESS: Record<string, readonly Triple[]> = {
  none: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

describe('colours of a probability', () => {
  it('go from blue over a neutral white at 1/2 to red, the same in both themes', () => {
    const [low, middle, high] = [0, 0.5, 1].map((share) => linear(at(probability, share)))
    expect(low![2]).toBeGreaterThan(3 * low![0])
    expect(high![0]).toBeGreaterThan(3 * high![2])
    expect(Math.max(...middle!) - Math.min(...middle!)).toBeLessThan(0.01)
    expect(contrast(at(probability, 0.5), WHITE)).toBeLessThan(1.25)
    expect(tileColours('probability', DARK)).toBe(probability)
  })

  it('get lighter up to the middle and darker from there on', () => {
    const lightness = probability.map((colour) => lab(linear(colour))[0])
    const middle = (LEVELS - 1) / 2
    for (let i = 1; i < LEVELS; i++) {
      const change = lightness[i]! - lightness[i - 1]!
      if (i <= middle) expect(change, `level ${i}`).toBeGreaterThan(-0.002)
      else expect(change, `level ${i}`).toBeLessThan(0.002)
    }
    expect(lightness[0]).toBeCloseTo(lightness.at(-1)!, 1)
  })

  it.each(Object.entries(BLINDNESS))('stay apart with %s', (_name, matrix) => {
    const seen = [0, 0.25, 0.5, 0.75, 1].map((share) =>
      lab(times(matrix, linear(at(probability, share))).map((v) => Math.max(0, v)) as Triple),
    )
    for (let i = 0; i < seen.length; i++)
      for (let j = 0; j < i; j++) expect(distance(seen[i]!, seen[j]!), `${i} and ${j}`).toBeGreaterThan(0.1)
  })
})

describe.each([
  ['light', WHITE, -1],
  ['dark', DARK, 1],
])('a sequential ramp on a %s surface', (_name, surface, direction) => {
  const ramp = tileColours('sequential', surface)

  it('changes its lightness evenly in one direction, away from the surface', () => {
    const lightness = ramp.map((colour) => lab(linear(colour))[0])
    for (let i = 4; i < LEVELS; i += 4) expect(direction * (lightness[i]! - lightness[i - 4]!)).toBeGreaterThan(0.01)
    expect(contrast(ramp.at(-1)!, surface)).toBeGreaterThan(7)
  })

  it('can be told from the surface at its low end', () => expect(contrast(ramp[0]!, surface)).toBeGreaterThan(1.15))
})

it('writes black or white, whichever is read better', () => {
  for (const colour of [...probability, ...tileColours('sequential', WHITE), ...tileColours('sequential', DARK)]) {
    const ink = inkOn(colour)
    expect(contrast(ink, colour)).toBeGreaterThanOrEqual(contrast(ink === '#000000' ? WHITE : '#000000', colour) - 0.05)
    expect(contrast(ink, colour)).toBeGreaterThanOrEqual(4.5)
  }
})

it('gives a value its level and what lies beyond an end that of the end', () => {
  const ends = { low: 0, high: 2 }
  expect([0, 1, 2, -5, 7].map((value) => levelOf(value, ends))).toEqual([0, (LEVELS - 1) / 2, LEVELS - 1, 0, LEVELS - 1])
})
