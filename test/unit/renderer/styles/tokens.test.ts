import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('../../../../src-renderer/styles/tokens.css', import.meta.url), 'utf8')

function block(selector: string, from = 0): Map<string, string> {
  const at = css.indexOf(`${selector} {`, from)
  expect(at, selector).toBeGreaterThanOrEqual(0)
  const body = css.slice(at, css.indexOf('}', at))
  return new Map([...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map((match) => [match[1] ?? '', match[2] ?? '']))
}

const light = block(':root')
const system = block(":root:not([data-theme='light'])")
const dark = block(":root[data-theme='dark']")

function luminance(colour: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
  const [red = 0, green = 0, blue = 0] = channels.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (lighter + 0.05) / (darker + 0.05)
}

it('gives a chosen dark theme the same tokens as the system one', () => expect([...dark]).toEqual([...system]))

describe.each([
  ['light', light],
  ['dark', new Map([...light, ...dark])],
])('%s theme', (_name, tokens) => {
  const colour = (name: string) => tokens.get(name) ?? expect.fail(`${name} is missing`)
  const surfaces = ['--surface-0', '--surface-1', '--surface-2', '--surface-3']

  it.each(['--text-strong', '--text-normal', '--text-faint'])('%s is readable on every surface', (text) => {
    for (const surface of surfaces) expect(contrast(colour(text), colour(surface)), surface).toBeGreaterThanOrEqual(4.5)
  })
  it.each(['--accent', '--good', '--warn', '--bad'])('%s is readable as text and on its tint', (text) => {
    for (const surface of ['--surface-0', '--surface-1', `${text}-tint`])
      expect(contrast(colour(text), colour(surface)), surface).toBeGreaterThanOrEqual(4.5)
    expect(contrast(colour('--text-strong'), colour(`${text}-tint`))).toBeGreaterThanOrEqual(4.5)
  })
  it('has readable text on the accent', () => {
    expect(contrast(colour('--on-accent'), colour('--accent'))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(colour('--on-accent'), colour('--accent-strong'))).toBeGreaterThanOrEqual(4.5)
  })
  it.each(['--line-strong', '--focus', ...Array.from({ length: 8 }, (_, index) => `--data-${index + 1}`)])(
    '%s carries meaning as a line',
    (line) => {
      expect(contrast(colour(line), colour('--surface-1'))).toBeGreaterThanOrEqual(3)
    },
  )
})
