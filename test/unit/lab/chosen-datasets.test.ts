import { describe, expect, it } from 'vitest'
import { LabError, type DatasetView } from '../../../src-main/contract'
import { chosenDatasets, inputChoices, newestFitting } from '../../../src-main/lab/chosen-datasets'
import type { Recipe } from '../../../src-main/papers/paper'
import { partOf, typicalDataset, type RecipeInput } from '../../../src-main/papers/recipe-inputs'

const typical = typicalDataset({
  name: 'typical',
  kind: 'images',
  shape: { channels: 1, height: 2, width: 3 },
  classCount: 2,
  parts: [
    { role: 'train', count: 8 },
    { role: 'test', count: 4 },
  ],
})
const images: RecipeInput = {
  id: 'images',
  title: 'Images',
  needs: 'a data set of images',
  typical,
  refusal: ({ kind }) => (kind === 'images' ? null : 'holds vectors, no images'),
}
const recipe = { title: 'Figure 0', inputs: [images] } as unknown as Recipe
const dataset = (name: string, hash: string, kind: DatasetView['kind'] = 'images'): DatasetView => ({ ...typical, name, hash, kind })
const DATASETS = [
  dataset('new', 'abcdef01'),
  dataset('vectors', 'bbbbbbbb', 'vectors'),
  dataset('old', 'abcdef99'),
  dataset('old', 'cccccccc'),
]
const choose = (images?: string): string | undefined =>
  chosenDatasets(recipe, images === undefined ? {} : { images }, DATASETS).images?.hash

function refused(act: () => unknown): LabError {
  try {
    act()
  } catch (error) {
    return LabError.from(error)
  }
  throw new Error('It was not refused')
}

describe('the data set of an input', () => {
  it('is chosen by name, by hash or by the first digits of a hash', () => {
    expect(choose('new')).toBe('abcdef01')
    expect(choose('abcdef99')).toBe('abcdef99')
    expect(choose('cccccc')).toBe('cccccccc')
  })

  it('is refused, with those that will do, when there is none, more than one, or it is not of the kind', () => {
    for (const [given, words] of [
      [undefined, 'needs a data set of images'],
      ['nobody', 'there is no data set nobody'],
      ['abcdef', 'more than one data set is called abcdef'],
      ['old', 'more than one data set is called old'],
      ['vectors', 'vectors holds vectors, no images'],
    ] as const) {
      const error = refused(() => choose(given))
      expect(error.code).toBe('invalid-request')
      expect(error.message).toContain(`Figure 0, images: ${words}`)
      expect(error.message).toContain('new (abcdef01), old (abcdef99), old (cccccccc)')
      expect(error.problems).toHaveLength(1)
    }
    expect(refused(() => chosenDatasets(recipe, { pictures: 'new' }, DATASETS)).message).toContain('it takes images')
    expect(refused(() => chosenDatasets(recipe, {}, [])).message).toContain('has been imported yet')
  })

  it('is the newest that will do where nobody is asked', () => {
    expect(newestFitting(recipe, DATASETS.slice(1))?.images?.hash).toBe('abcdef99')
    expect(newestFitting(recipe, DATASETS.slice(1, 2))).toBeNull()
  })

  it('is offered with the reason why another will not do', () => {
    const [choice] = inputChoices(recipe, DATASETS)
    expect(choice?.datasets.map(({ name, samples, refusal }) => [name, samples, refusal])).toEqual([
      ['new', 12, null],
      ['vectors', 12, 'holds vectors, no images'],
      ['old', 12, null],
      ['old', 12, null],
    ])
  })

  it('has its parts by their roles', () => {
    expect(partOf(typical, 'test').inputs.shape).toEqual([4, 6])
    expect(refused(() => partOf(typical, 'validation')).message).toContain('it has train, test')
  })
})
