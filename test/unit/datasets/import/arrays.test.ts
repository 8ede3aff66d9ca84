import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { importFiles, recogniseFiles, type Imported } from '../../../../src-main/datasets/import'
import { readIdx } from '../../../../src-main/datasets/import/idx'
import { readNpyArray } from '../../../../src-main/datasets/import/npy-array'
import { pairArrays } from '../../../../src-main/datasets/import/pairing'
import { readTensor, tensorsOf } from '../../../../src-main/datasets/import/safetensors'
import { bytesOf, idxFile, npyFile, safetensorsFile } from '../../../fixtures/array-files'
import { zipOf } from '../../../fixtures/archives'
import { memoryFiles } from '../../../fixtures/memory-files'
import { refusal } from '../../../fixtures/refusal'

const counting = (length: number): Uint8Array => Uint8Array.from({ length }, (_, k) => k % 256)
const swapped = (values: ArrayBufferView, size: number): Uint8Array => {
  const bytes = bytesOf(values)
  for (let k = 0; k < bytes.length; k += size) bytes.subarray(k, k + size).reverse()
  return bytes
}

const read = (content: Record<string, Uint8Array>, path = 'd/', choices = {}): Promise<Imported> =>
  importFiles([path], choices, undefined, memoryFiles(content))

describe('IDX files', () => {
  it.each([
    ['unsigned bytes', 0x08, counting(6), [0, 1, 2, 3, 4, 5]],
    ['signed bytes', 0x09, Uint8Array.of(255, 0, 1, 2, 3, 128), [-1, 0, 1, 2, 3, -128]],
    ['16-bit integers', 0x0b, swapped(Int16Array.of(-300, 0, 1, 2, 3, 4), 2), [-300, 0, 1, 2, 3, 4]],
    ['32-bit integers', 0x0c, swapped(Int32Array.of(-70_000, 0, 1, 2, 3, 4), 4), [-70_000, 0, 1, 2, 3, 4]],
    ['float32', 0x0d, swapped(Float32Array.of(0.5, -1, 2, 3, 4, 5), 4), [0.5, -1, 2, 3, 4, 5]],
    ['float64', 0x0e, swapped(Float64Array.of(0.1, -1, 2, 3, 4, 5), 8), [0.1, -1, 2, 3, 4, 5]],
  ])('of %s', (_, code, data, values) => {
    const found = readIdx(idxFile(code, [2, 3], data), 'x')
    expect([found.shape, [...found.values]]).toEqual([[2, 3], values])
  })

  it('of a wrong length are refused, with the bytes', () => {
    const whole = idxFile(0x08, [2, 3], counting(6))
    expect(refusal(() => readIdx(whole.subarray(0, 17), 'x'))).toContain(
      'x is cut off: it ends at byte 17, its header (bytes 0 to 11) promises 18: 2 x 3 of type unsigned byte',
    )
    expect(refusal(() => readIdx(Uint8Array.of(...whole, 0), 'x'))).toContain('x goes on after its data: it has 19 bytes')
    expect(refusal(() => readIdx(idxFile(0x08, [0, 3], counting(0)), 'x'))).toContain('x has no numbers')
    expect(refusal(() => readIdx(idxFile(0x0d, [1], swapped(Float32Array.of(NaN), 4)), 'x'))).toContain('x has the value NaN at entry 0')
  })

  it.each([
    ['with dashes', 'train-images-idx3-ubyte', 'train-labels-idx1-ubyte', 't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'],
    ['with dots', 'train-images.idx3-ubyte', 'train-labels.idx1-ubyte', 't10k-images.idx3-ubyte', 't10k-labels.idx1-ubyte'],
  ])('make MNIST, named %s, plain or gzipped', async (_, ...names) => {
    const plain = [
      idxFile(0x08, [4, 2, 3], counting(24)),
      idxFile(0x08, [4], Uint8Array.of(5, 0, 5, 0)),
      idxFile(
        0x08,
        [4, 2, 3],
        counting(24).map((value) => 100 + value),
      ),
      idxFile(0x08, [4], Uint8Array.of(7, 7, 0, 0)),
    ]
    for (const pack of [(bytes: Uint8Array) => bytes, (bytes: Uint8Array) => Uint8Array.from(gzipSync(bytes))]) {
      const files = Object.fromEntries(names.map((name, k) => [`d/${name}`, pack(plain[k]!)]))
      const { parts, shape, kind } = await read(files)
      expect([kind, shape]).toEqual(['images', { channels: 1, height: 2, width: 3 }])
      const byRole = Object.fromEntries(parts.map(({ role, values, labels }) => [role, [values[1], [...labels!]]]))
      expect(byRole).toEqual({ train: [1, [5, 0, 5, 0]], test: [101, [7, 7, 0, 0]] })
    }
  })
})

describe('arrays of other formats', () => {
  const folder = join(import.meta.dirname, '../../../fixtures/arrays')

  it('the fixtures that NumPy wrote', () => {
    const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<
      string,
      { shape: number[]; values: number[] }
    >
    for (const [name, { shape, values }] of Object.entries(expected)) {
      if (!name.endsWith('.npy')) continue
      const found = readNpyArray(new Uint8Array(readFileSync(join(folder, name))), name)
      expect([name, found.shape, [...found.values]]).toEqual([name, shape, values])
    }
  })

  it('Fortran order of three axes becomes row-major', () => {
    // numpy.asfortranarray(numpy.arange(24).reshape(2, 3, 4)) stores 0 12 4 16 8 20 1 13 ...
    const stored = Uint8Array.of(0, 12, 4, 16, 8, 20, 1, 13, 5, 17, 9, 21, 2, 14, 6, 18, 10, 22, 3, 15, 7, 19, 11, 23)
    expect([...readNpyArray(npyFile('|u1', [2, 3, 4], stored, true), 'x').values]).toEqual([...counting(24)])
  })

  it('half precision, also of bfloat16', () => {
    const halves = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff)
    expect([...readNpyArray(npyFile('<f2', [5], bytesOf(halves)), 'x').values]).toEqual([1, -2, 0.333251953125, 2 ** -24, 65504])
    const [tensor] = tensorsOf(
      safetensorsFile([{ name: 'w', dtype: 'BF16', shape: [2], data: bytesOf(Uint16Array.of(0x3f80, 0xc040)) }]),
      'x',
    )
    const file = safetensorsFile([{ name: 'w', dtype: 'BF16', shape: [2], data: bytesOf(Uint16Array.of(0x3f80, 0xc040)) }])
    expect([...readTensor(file, 'x', tensor!).values]).toEqual([1, -3])
  })

  it('features of an .npz archive with their labels', async () => {
    const archive = zipOf({
      'x_train.npy': npyFile('<f4', [4, 2], bytesOf(Float32Array.of(0.5, 1, 2, 3, 4, 5, 6, 7))),
      'y_train.npy': npyFile('<i8', [4], bytesOf(BigInt64Array.of(1n, 0n, 1n, 0n))),
      'x_test.npy': npyFile('<f4', [2, 2], bytesOf(Float32Array.of(8, 9, 10, 11))),
      'y_test.npy': npyFile('<i8', [2, 1], bytesOf(BigInt64Array.of(0n, 0n))),
      'mean.npy': npyFile('<f4', [2], bytesOf(Float32Array.of(1, 1))),
    })
    const files = { 'mnist.npz': archive }
    const [found] = await recogniseFiles(['mnist.npz'], undefined, memoryFiles(files))
    expect(found).toMatchObject({
      format: 'npz',
      kind: 'vectors',
      shape: { dimension: 2 },
      choices: {
        arrays: [
          { role: 'train', inputs: 'x_train', labels: 'y_train' },
          { role: 'test', inputs: 'x_test', labels: 'y_test' },
        ],
      },
      notes: ['Not used: mean (2, <f4).'],
    })
    const { parts } = await read(files, 'mnist.npz')
    expect(parts.map(({ values, labels }) => [values, labels])).toEqual([
      [Float32Array.of(0.5, 1, 2, 3, 4, 5, 6, 7), Int32Array.of(1, 0, 1, 0)],
      [Float32Array.of(8, 9, 10, 11), Int32Array.of(0, 0)],
    ])
    const chosen = await read(files, 'mnist.npz', { labels: 'values', arrays: [{ role: 'all', inputs: 'x_test', labels: 'y_test' }] })
    expect(chosen.parts).toEqual([{ role: 'all', count: 2, values: Float32Array.of(8, 9, 10, 11), labels: Float64Array.of(0, 0) }])
    for (const [arrays, rule] of [
      [[{ role: 'all', inputs: 'z', labels: null }], 'there is no array "z"; there are x_train'],
      [
        [{ role: 'all', inputs: 'x_test', labels: 'y_train' }],
        'y_train has shape 4; it must have one label for each of the 2 samples of x_test',
      ],
      [
        [
          { role: 'all', inputs: 'x_test', labels: null },
          { role: 'all', inputs: 'x_train', labels: null },
        ],
        'the role all is given twice',
      ],
      [[], 'there is no part'],
    ] as const) {
      await expect(read(files, 'mnist.npz', { arrays })).rejects.toMatchObject({
        code: 'invalid-request',
        message: expect.stringContaining(rule) as string,
      })
    }
  })

  it('safetensors, offsets checked', async () => {
    const tensors = [
      { name: 'labels', dtype: 'I64', shape: [4], data: bytesOf(BigInt64Array.of(-1n, 1n, 1n, -1n)) },
      { name: 'features', dtype: 'F32', shape: [4, 2], data: bytesOf(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8)) },
    ]
    const file = safetensorsFile(tensors, { __metadata__: { format: 'pt' } })
    const files = { 'f.safetensors': file }
    expect((await read(files, 'f.safetensors')).parts[0]).toMatchObject({ labels: Float64Array.of(-1, 1, 1, -1), count: 4 })
    expect(await read(files, 'f.safetensors', { labels: 'classes' })).toMatchObject({
      classNames: ['-1', '1'],
      parts: [{ labels: Int32Array.of(0, 1, 1, 0) }],
    })
    expect(refusal(() => tensorsOf(file.subarray(0, -1), 'f'))).toMatch(/f is cut off: it ends at byte \d+, the array "features" at \d+/)
    expect(refusal(() => tensorsOf(Uint8Array.of(...file, 0), 'f'))).toContain('goes on after its data')
    const lying = (changes: object): Uint8Array => safetensorsFile([], { a: { dtype: 'U8', shape: [4], data_offsets: [0, 4], ...changes } })
    expect(refusal(() => tensorsOf(Uint8Array.of(...lying({ data_offsets: [1, 5] }), 1, 2, 3, 4, 5), 'f'))).toContain(
      'overlap or leave a gap',
    )
    expect(refusal(() => tensorsOf(Uint8Array.of(...lying({ shape: [5] }), 1, 2, 3, 4), 'f'))).toContain('of 4 bytes at byte')
    expect(refusal(() => tensorsOf(lying({ shape: [-4] }), 'f'))).toContain('has a header that breaks the format at "a')
  })

  it.each([
    ['channels last', [1, 2, 2, 3], { channels: 3, height: 2, width: 2 }, [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]],
    ['channels first', [1, 3, 2, 2], { channels: 3, height: 2, width: 2 }, [...counting(12)]],
    ['grey', [1, 3, 4], { channels: 1, height: 3, width: 4 }, [...counting(12)]],
    ['no image', [1, 2, 2, 2], { dimension: 8 }, [...counting(8)]],
  ])('images with %s come out planar', async (_, shape, expected, values) => {
    const data = counting(shape.reduce((product, length) => product * length, 1))
    const found = await read({ 'x.npy': npyFile('|u1', shape, data) }, 'x.npy')
    expect(found.shape).toEqual(expected)
    expect([...found.parts[0]!.values]).toEqual(values)
  })
})

describe('pairing', () => {
  const array = (name: string, ...shape: number[]): Parameters<typeof pairArrays>[0][number] => ({
    name,
    type: 'u1',
    shape,
    isInteger: true,
  })

  it('by name where lengths agree by chance', () => {
    const groups = pairArrays([array('train_x', 5, 2), array('test_x', 5, 2), array('train_y', 5), array('test_y', 5)])
    expect(groups).toEqual([
      {
        count: 10,
        parts: [
          { role: 'train', inputs: 'train_x', labels: 'train_y' },
          { role: 'test', inputs: 'test_x', labels: 'test_y' },
        ],
      },
    ])
  })

  it('by length where names say nothing, and not by guess', () => {
    expect(pairArrays([array('a', 5, 2), array('b', 5)])[0]?.parts[0]?.labels).toBe('b')
    expect(pairArrays([array('a', 5, 2), array('b', 5), array('c', 5)])[0]?.parts[0]?.labels).toBeNull()
    expect(pairArrays([array('a', 5, 2), array('b', 4)])[0]?.parts[0]?.labels).toBeNull()
  })

  it('one dimension, where the names tell', () => {
    expect(pairArrays([array('x', 5, 1), array('y', 5)])[0]?.parts).toEqual([{ role: 'all', inputs: 'x', labels: 'y' }])
  })

  it('two sets of different samples are two groups', () => {
    expect(pairArrays([array('a', 5, 2), array('b', 5, 3)])).toHaveLength(2)
  })
})
