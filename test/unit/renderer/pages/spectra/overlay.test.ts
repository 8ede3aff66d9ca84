import { describe, expect, it } from 'vitest'
import { experimentSpec, type ExperimentSpec } from '../../../../../src-main/contract'
import { readAddress, writeAddress } from '../../../../../src-renderer/pages/spectra/address'
import {
  ACTIVATIONS,
  DATA_FAMILIES,
  FIRST_FIELDS,
  documentOf,
  fieldsOf,
  readOverlay,
  withActivation,
  withData,
  withDataset,
  type OverlayFields,
} from '../../../../../src-renderer/pages/spectra/overlay'
import { titleWords, overlayWords, tellApart } from '../../../../../src-renderer/pages/spectra/overlay-words'

const fields = (change: Partial<OverlayFields> = {}): OverlayFields => ({ ...FIRST_FIELDS, ...change })
const specOf = (of: OverlayFields): ExperimentSpec => {
  const { spec } = readOverlay(of)
  if (spec === null) throw new Error(JSON.stringify(readOverlay(of).problems))
  return spec
}

const NO_NAMES = new Map<string, string>()

describe('the form of a spectrum', () => {
  it('writes a valid spec for every activation and all data, and reads it back', () => {
    const kinds = Object.keys(ACTIVATIONS) as (keyof typeof ACTIVATIONS)[]
    for (const kind of kinds) {
      const written = withActivation(fields(), kind)
      expect(specOf(written)).toMatchObject({ model: { activation: { kind } } })
      expect(fieldsOf(specOf(written), 1)).toEqual(written)
    }
    const families = (Object.keys(DATA_FAMILIES) as (keyof typeof DATA_FAMILIES)[]).filter((id) => id !== 'given' && id !== 'dataset')
    for (const id of families) {
      const written = withData(fields(), id)
      expect(experimentSpec.safeParse(documentOf(written)).success).toBe(true)
      expect(documentOf(fieldsOf(specOf(written), 1) ?? FIRST_FIELDS)).toEqual(documentOf(written))
    }
  })

  it('keeps variances, width, preprocessing and seed', () => {
    const written = fields({
      width: '1e4',
      outputWeights: 'signs',
      weightVariance: '1/d',
      biasVariance: '0.01',
      smoothing: '1e-3',
      seed: '7',
    })
    expect(specOf(written)).toMatchObject({
      preprocessing: { smoothing: 1e-3 },
      model: {
        weightVariance: 'inverse-input-dimension',
        biasVariance: 0.01,
        width: { kind: 'finite', hiddenWidth: 10_000, outputWeights: 'signs' },
      },
    })
    expect(fieldsOf(specOf(written), 7)).toEqual({ ...written, width: '10000', smoothing: '0.001' })
  })

  it('says at its field what is wrong', () => {
    expect(readOverlay(fields({ points: '1e' })).problems).toEqual({ points: '“1e” is not a number' })
    expect(readOverlay(fields({ width: '' })).problems).toEqual({ width: 'is needed' })
    expect(readOverlay(fields({ seed: '1-3' })).problems).toEqual({ seed: 'One seed is needed' })
    expect(readOverlay(withActivation(fields(), 'relu-power')).problems).toBeNull()
    expect(readOverlay({ ...withActivation(fields(), 'relu-power'), parameter: '9' }).problems).toHaveProperty('parameter')
    expect(readOverlay({ ...withData(fields(), 'sphere'), dimension: '' }).problems).toEqual({ dimension: 'is needed' })
  })

  it('takes the first rows of a data set, and all of a small one', () => {
    const stored = { kind: 'stored' as const, sha256: 'b'.repeat(64), shape: [5000, 4] }
    const first = withDataset(fields(), stored)
    expect(documentOf(first)).toMatchObject({ data: { ...stored, rows: { first: 0, count: 1000 } } })
    expect(fieldsOf(specOf(first), 1)).toEqual(first)
    expect(documentOf({ ...first, points: '5000' })).toHaveProperty('data', stored)
    expect(readOverlay({ ...first, points: 'x' }).problems).toEqual({ points: '“x” is not a number' })
    expect(overlayWords(first, NO_NAMES).rest).toContain('data set bbbbbbbb, n = 1000')
    expect(overlayWords(first, new Map([['b'.repeat(64), 'cifar, train']])).rest).toContain('cifar, train, n = 1000')
  })

  it('says of an odd number of opposite points that they do not make pairs', () => {
    expect(documentOf({ ...withData(fields(), 'antipodal'), points: '10' })).toMatchObject({ data: { pairCount: 5 } })
    expect(Object.keys(readOverlay({ ...withData(fields(), 'antipodal'), points: '11' }).problems ?? {})).toEqual(['points'])
  })

  it('carries data that it cannot write, and refuses a spec of which it would lose something', () => {
    const spec = specOf(fields())
    if (spec.experiment !== 'kernel-spectrum') throw new Error('another experiment')
    const stored = { kind: 'stored' as const, sha256: 'a'.repeat(64), shape: [30, 4] }
    const given = fieldsOf({ ...spec, data: stored }, 3)
    expect(given).toMatchObject({ data: 'dataset', points: '30', seed: '3' })
    expect(documentOf(given ?? FIRST_FIELDS)).toMatchObject({ data: stored })
    const later = { ...stored, rows: { first: 10, count: 5 } }
    expect(fieldsOf({ ...spec, data: later }, 1)).toMatchObject({ data: 'given', given: later })
    const images = { kind: 'synthetic-images' as const, sampleCount: 8, side: 4, channels: 1, classCount: 2 }
    expect(documentOf(fieldsOf({ ...spec, data: images }, 1) ?? FIRST_FIELDS)).toMatchObject({ data: images })
    expect(fieldsOf({ ...spec, dataSeed: 4 }, 1)).toBeNull()
    expect(fieldsOf({ ...spec, measurements: { route: 'matrix' } }, 1)).toBeNull()
  })
})

describe('the address of the page', () => {
  it('holds the overlays, and of each only what was chosen', () => {
    const overlays = [
      { fields: fields(), hidden: false },
      { fields: fields({ activation: 'tanh', points: '10' }), hidden: true },
    ]
    const text = writeAddress(overlays)
    expect(text).toBe('[{},{"points":"10","activation":"tanh","hidden":true}]')
    expect(readAddress(text)).toEqual(overlays)
  })

  it('is refused as a whole when a part of it cannot be read', () => {
    for (const text of [
      '',
      '{}',
      '[1]',
      '[{"activation":"tahn"}]',
      '[{"points":50}]',
      '[{"toString":"x"}]',
      JSON.stringify(Array(25).fill({})),
    ])
      expect(readAddress(text), text).toBeNull()
  })
})

describe('names of spectra', () => {
  it('say in what they differ, and what they have in common', () => {
    const three = [fields(), fields({ activation: 'tanh' }), fields({ activation: 'tanh', points: '20' })]
    expect(tellApart(three, NO_NAMES)).toEqual(['ReLU, n = 50', 'tanh, n = 50', 'tanh, n = 20'])
    expect(titleWords(three, NO_NAMES)).toBe('ReLU, tanh; half circle, hidden (G), infinite width')
    const eight = Array.from({ length: 8 }, (_, k) => fields({ activation: 'relu-power', parameter: String(k) }))
    expect(titleWords(eight, NO_NAMES)).toContain('(5), 2 others; half')
    expect(tellApart([fields()], NO_NAMES)).toEqual(['ReLU'])
    expect(tellApart([fields(), fields({ layer: 'both' })], NO_NAMES)).toEqual(['hidden (G)', 'both (G + H)'])
  })

  it('name a formula by itself and only what is not as usual', () => {
    expect(overlayWords(fields({ activation: 'expression', parameter: 'x^2', width: '100', seed: '4' }), NO_NAMES)).toEqual({
      name: 'x^2',
      rest: 'half circle, n = 50, hidden (G), m = 100, gaussian, seed 4',
    })
  })
})
