import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { importFiles, recogniseFiles, type Imported } from '../../src-main/datasets/import'
import { realData } from '../fixtures/real-data'

const countsOf = (labels: ArrayLike<number> | null | undefined, from = 0, to = Infinity): number[] => {
  const counts = new Array<number>(10).fill(0)
  Array.from(labels ?? [])
    .slice(from, to)
    .forEach((label) => counts[label]!++)
  return counts
}
const digest = ({ parts }: Imported): string[] =>
  parts.map(
    ({ role, values, labels }) => `${role} ${createHash('sha256').update(values).update(new Uint8Array(labels!.buffer)).digest('hex')}`,
  )

const CLASSES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck']

describe('the real CIFAR-10', () => {
  let folder: string
  let first: string[]
  beforeAll(() => {
    folder = realData('cifar10')
  })

  it.each(['cifar-10-binary.tar.gz', 'cifar-10-python.tar.gz', 'cifar-10-batches-bin', 'cifar-10-batches-py'])('from %s', async (name) => {
    const path = join(folder, name)
    const [found] = await recogniseFiles([path])
    expect(found?.notes).toEqual([])
    const start = performance.now()
    let largest = 0
    const data = await importFiles([path], {}, () => (largest = Math.max(largest, process.memoryUsage.rss())))
    console.log(`${name}: ${((performance.now() - start) / 1000).toFixed(1)} s, ${(largest / 2 ** 20).toFixed(0)} MB`)
    expect(largest).toBeLessThan(800 * 2 ** 20)
    expect(data).toMatchObject({ kind: 'images', shape: { channels: 3, height: 32, width: 32 }, classNames: CLASSES })
    const [train, test] = data.parts
    expect([train?.role, train?.count, test?.role, test?.count]).toEqual(['train', 50_000, 'test', 10_000])
    expect(countsOf(train?.labels)).toEqual(new Array(10).fill(5000))
    expect(countsOf(test?.labels)).toEqual(new Array(10).fill(1000))
    expect(Array.from(test!.labels!.slice(0, 10))).toEqual([3, 8, 8, 0, 6, 6, 1, 6, 3, 1])
    // the published first test image: red, green and blue of its first pixels
    expect([0, 1024, 2048].map((plane) => Array.from(test!.values.slice(plane, plane + 3)))).toEqual([
      [158, 159, 165],
      [112, 111, 116],
      [49, 47, 51],
    ])
    // binary and Python version, folder and archive are the same to the last byte
    first ??= digest(data)
    expect(digest(data)).toEqual(first)
  })
})

describe('the real MNIST', () => {
  it('has the published counts', async () => {
    const data = await importFiles([realData('mnist')])
    const part = (role: string): Imported['parts'][number] => data.parts.find((candidate) => candidate.role === role)!
    expect([part('train').count, part('test').count]).toEqual([60_000, 10_000])
    expect(Array.from(part('train').labels!.slice(0, 10))).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    expect(countsOf(part('train').labels, 0, 5000)).toEqual([479, 563, 488, 493, 535, 434, 501, 550, 462, 495])
    expect(countsOf(part('train').labels, 5000, 10_000)).toEqual([522, 564, 503, 539, 445, 429, 513, 520, 482, 483])
    expect(countsOf(part('test').labels, 0, 5000)).toEqual([460, 571, 530, 500, 500, 456, 462, 512, 489, 520])
    expect(countsOf(part('test').labels, 5000)).toEqual([520, 564, 502, 510, 482, 436, 496, 516, 485, 489])
    const { values } = part('test')
    let sum = 0
    for (const value of values) sum += value
    expect(sum / 255 / values.length).toBeCloseTo(0.1325146, 7)
    expect(Array.from(values.slice(0, 784)).reduce((total, value) => total + value, 0)).toBe(18_454)
  })
})

// only Debian and Ubuntu have its package
describe.skipIf(!existsSync('/usr/share/datasets/fashion-mnist'))('the real Fashion-MNIST', () => {
  it('has as many of each class', async () => {
    const data = await importFiles([realData('fashion-mnist')])
    const part = (role: string): Imported['parts'][number] => data.parts.find((candidate) => candidate.role === role)!
    expect(countsOf(part('train').labels)).toEqual(new Array(10).fill(6000))
    expect(countsOf(part('test').labels)).toEqual(new Array(10).fill(1000))
    expect(Array.from(part('train').labels!.slice(0, 10))).toEqual([9, 0, 0, 3, 0, 2, 7, 2, 5, 5])
  })
})
