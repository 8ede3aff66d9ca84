import type { ChartTiles } from './chart-tiles'

/** Steps of a palette; odd, so that the middle of a diverging one is a step of its own. */
export const LEVELS = 129

/** A colour in OKLCh: lightness 0 to 1, chroma, hue in degrees. In its space equal distances look equal. */
type Tone = readonly [lightness: number, chroma: number, hue: number]

/** Both ends are equally dark, so that neither value outweighs the other; red and blue stay apart in every kind of colour blindness. */
const PROBABILITY: readonly Tone[] = [
  [0.45, 0.15, 258],
  [0.72, 0.11, 250],
  [0.955, 0, 0],
  [0.72, 0.14, 32],
  [0.45, 0.17, 25],
]
/** One hue whose low end is near the surface it stands on. */
const SEQUENTIAL_ON_LIGHT: readonly Tone[] = [
  [0.93, 0.03, 240],
  [0.62, 0.13, 250],
  [0.3, 0.1, 262],
]
const SEQUENTIAL_ON_DARK: readonly Tone[] = [
  [0.33, 0.06, 262],
  [0.62, 0.13, 250],
  [0.94, 0.05, 235],
]

const made = new Map<readonly Tone[], readonly string[]>()

/** Colours of the levels from low to high. On any surface 1/2 is white; a sequential ramp begins near the surface. */
export function tileColours(palette: ChartTiles['palette'], surface: string): readonly string[] {
  const tones = palette === 'probability' ? PROBABILITY : isDark(surface) ? SEQUENTIAL_ON_DARK : SEQUENTIAL_ON_LIGHT
  let colours = made.get(tones)
  if (colours === undefined) made.set(tones, (colours = Array.from({ length: LEVELS }, (_, i) => toneAt(tones, i / (LEVELS - 1)))))
  return colours
}

/** Level of a value between the two ends; what lies beyond an end has its colour. */
export function levelOf(value: number, tiles: Pick<ChartTiles, 'low' | 'high'>): number {
  const share = (value - tiles.low) / (tiles.high - tiles.low)
  return Math.round(Math.max(0, Math.min(1, Number.isNaN(share) ? 0 : share)) * (LEVELS - 1))
}

/** What is written on a colour: black or white, whichever stands out more. */
export function inkOn(colour: string): '#000000' | '#ffffff' {
  return contrastWithBlack(colour) > 4.583 ? '#000000' : '#ffffff'
}

/** 21 is the contrast of white; the geometric mean of it and 1 is where black and white stand out alike. */
function contrastWithBlack(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map(linear)
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) / 0.05
}

const inksMade = new WeakMap<readonly string[], readonly string[]>()

/** {@link inkOn} each colour of a palette. */
export function inksOn(colours: readonly string[]): readonly string[] {
  let inks = inksMade.get(colours)
  if (inks === undefined) inksMade.set(colours, (inks = colours.map(inkOn)))
  return inks
}

function isDark(surface: string): boolean {
  return /^#[\da-f]{6}$/i.test(surface) && inkOn(surface) === '#ffffff'
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
}

/** On straight lines of OKLab between the tones. */
function toneAt(tones: readonly Tone[], share: number): string {
  const at = share * (tones.length - 1)
  const index = Math.min(tones.length - 2, Math.floor(at))
  const from = labOf(tones[index]!)
  const to = labOf(tones[index + 1]!)
  return hexOf(from.map((value, i) => value + (to[i]! - value) * (at - index)))
}

function labOf([lightness, chroma, hue]: Tone): number[] {
  const angle = (hue * Math.PI) / 180
  return [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)]
}

/** OKLab to sRGB after Ottosson (2020). */
function hexOf([lightness = 0, a = 0, b = 0]: readonly number[]): string {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const rgb = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
  return `#${rgb
    .map((value) => Math.max(0, Math.min(1, value)))
    .map((value) => (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055))
    .map((value) =>
      Math.round(value * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}
