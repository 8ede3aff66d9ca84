import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readCifarBinary } from '../../../../src-main/datasets/import/cifar-binary'
import { readCifarPickle } from '../../../../src-main/datasets/import/cifar-python'
import { importFiles, recogniseFiles } from '../../../../src-main/datasets/import'
import { tarOf } from '../../../fixtures/archives'
import { memoryFiles, textBytes } from '../../../fixtures/memory-files'
import { refusal } from '../../../fixtures/refusal'

const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(join(import.meta.dirname, '../../../fixtures/cifar', name)))
const CLASSES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck']

/** Two records, label bytes 3 and 9, pixel byte k = k mod 251. */
function twoRecords(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(6146)
  for (const [record, label] of [3, 9].entries()) {
    bytes[3073 * record] = label
    for (let k = 0; k < 3072; k++) bytes[3073 * record + 1 + k] = k % 251
  }
  return bytes
}

function hundred(coarse: number, fine: number, count = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(3074 * count).fill(7)
  for (let k = 0; k < count; k++) bytes.set([coarse, fine], 3074 * k)
  return bytes
}

describe('the binary version', () => {
  it('is read plane by plane, row by row', () => {
    const { images, labels, count } = readCifarBinary(twoRecords(), 'data_batch_1.bin', 'cifar-10')
    const at = (channel: number, row: number, column: number): number => images[3072 + channel * 1024 + row * 32 + column]!
    expect(count).toBe(2)
    expect([...labels]).toEqual([3, 9])
    expect([at(0, 0, 1), at(0, 1, 0), at(1, 0, 0), at(2, 0, 0), at(2, 31, 31)]).toEqual([1, 32, 20, 40, 59])
  })

  it('of a wrong length is refused, with the byte', () => {
    expect(refusal(() => readCifarBinary(twoRecords().subarray(0, 6145), 'a.bin', 'cifar-10'))).toContain(
      'a.bin has 6145 bytes, which is no multiple of the 3073 bytes of a record (its last one starts at byte 3073)',
    )
    expect(refusal(() => readCifarBinary(new Uint8Array(), 'a.bin', 'cifar-10'))).toContain('has 0 bytes')
  })

  it('with a label out of range is refused, with the byte', () => {
    const bytes = twoRecords()
    bytes[3073] = 10
    expect(refusal(() => readCifarBinary(bytes, 'a.bin', 'cifar-10'))).toContain('has the label 10 at byte 3073; it must be one of 0 to 9')
    expect(refusal(() => readCifarBinary(hundred(20, 0), 'a.bin', 'cifar-100'))).toContain(
      'has the coarse label 20 at byte 0; it must be one of 0 to 19',
    )
    expect(refusal(() => readCifarBinary(hundred(0, 100), 'a.bin', 'cifar-100'))).toContain('has the label 100 at byte 1')
  })
})

describe('the Python version', () => {
  it.each([2, 3, 4])('of protocol %i, as NumPy 2 writes it', (protocol) => {
    const found = readCifarPickle(fixture(`cifar-10-protocol-${protocol}.pickle`), 'data_batch_1')
    if (found.what !== 'batch') throw new Error('no batch')
    expect([...found.batch.labels]).toEqual([3, 9])
    expect([...found.batch.images.subarray(0, 253)]).toEqual(Array.from({ length: 253 }, (_, k) => k % 251))
    expect([...found.batch.images.subarray(3072, 3076)]).toEqual([3, 10, 17, 24])
  })

  it('of CIFAR-100, with the names of its classes', () => {
    const found = readCifarPickle(fixture('cifar-100-protocol-2.pickle'), 'train')
    if (found.what !== 'batch') throw new Error('no batch')
    expect([[...found.batch.labels], [...found.batch.coarseLabels!]]).toEqual([
      [19, 99],
      [11, 0],
    ])
    const names = readCifarPickle(fixture('cifar-100-meta.pickle'), 'meta')
    if (names.what !== 'names') throw new Error('no names')
    expect([names.names[99], names.coarseNames?.[19]]).toEqual(['fine 99', 'coarse 19'])
  })

  it.each([
    ['os-system.pickle', /names "posix\.system"; only NumPy arrays of integers are known, nothing is executed \(byte 17\)/],
    ['eval-protocol-4.pickle', /names "builtins\.eval"; .* nothing is executed \(byte \d+\)/],
    ['float-array.pickle', /array of type "f8"; integers of one to eight bytes are read \(byte \d+\)/],
    ['cifar-10-protocol-5.pickle', /protocol 5; 2 to 4 are read \(byte 1\)/],
  ])('%s is refused', (name, rule) => {
    expect(refusal(() => readCifarPickle(fixture(name), 'bad'))).toMatch(rule)
  })

  it('is refused at every length but the right one', () => {
    const whole = fixture('cifar-10-protocol-4.pickle')
    for (let length = 0; length < whole.length; length += 7)
      expect(refusal(() => readCifarPickle(whole.subarray(0, length), 'cut'))).toMatch(/byte \d+/)
    expect(refusal(() => readCifarPickle(Uint8Array.of(...whole, 0), 'long'))).toContain(`goes on after its end (byte ${whole.length})`)
  })

  it('with a label out of range is refused', () => {
    const bytes = fixture('cifar-10-protocol-4.pickle')
    // BININT1 3, BININT1 9
    const at = Buffer.from(bytes).indexOf(Uint8Array.of(0x4b, 3, 0x4b, 9))
    bytes[at + 3] = 10
    expect(refusal(() => readCifarPickle(bytes, 'bad'))).toContain(
      'has the label 10 at entry 1 of "labels" (counted from 0); it must be one of 0 to 9',
    )
  })

  it('cannot make more than it has by copying what it remembers', () => {
    // text of 250 characters remembered once, then encoded again and again
    const text = 'x'.repeat(250)
    const encode = [0x68, 1, 0x68, 2, 0x86, 0x52, 0x30]
    const bytes = Uint8Array.from([
      0x80,
      2,
      ...Buffer.from('c_codecs\nencode\n'),
      0x71,
      0,
      0x8c,
      250,
      ...Buffer.from(text),
      0x71,
      1,
      0x8c,
      6,
      ...Buffer.from('latin1'),
      0x71,
      2,
      0x5d,
      ...Array.from({ length: 9 }, () => [0x68, 0, ...encode.slice(0, 6), 0x61]).flat(),
      0x2e,
    ])
    expect(refusal(() => readCifarPickle(bytes, 'bomb'))).toContain('makes more bytes than it has')
  })
})

describe('whole data sets', () => {
  const batch = (label: number): Uint8Array<ArrayBuffer> =>
    Uint8Array.from({ length: 3073 }, (_, k) => (k === 0 ? label : (k + label) % 256))
  const folder = {
    'data_batch_1.bin': batch(1),
    'data_batch_2.bin': batch(2),
    'data_batch_10.bin': batch(3),
    'test_batch.bin': batch(4),
    'batches.meta.txt': textBytes(`${CLASSES.join('\n')}\n\n`),
    'readme.html': textBytes('<html>The CIFAR-10 data set, 60000 images</html>'),
  }
  const inFolder = Object.fromEntries(Object.entries(folder).map(([name, content]) => [`d/${name}`, content]))
  const archive = tarOf(Object.fromEntries(Object.entries(folder).map(([name, content]) => [`cifar-10-batches-bin/${name}`, content])))

  it.each([
    ['a folder', 'd/', inFolder],
    ['a tar archive', 'c.tar', { 'c.tar': archive }],
    ['a gzipped tar archive of any name', 'c.bin', { 'c.bin': Uint8Array.from(gzipSync(archive)) }],
  ])('are read from %s', async (_, path, content) => {
    const files = memoryFiles(content)
    const [found, ...others] = await recogniseFiles([path], undefined, files)
    expect(others).toEqual([])
    expect(found).toMatchObject({
      format: 'cifar-10-binary',
      reason: 'data_batch_1.bin, first of 4 files: 1 record of 3,073 bytes: CIFAR-10 batch',
      paths: [path],
      classNames: CLASSES,
      parts: [
        { role: 'train', count: 3, hasLabels: true },
        { role: 'test', count: 1, hasLabels: true },
      ],
    })
    expect(found?.notes).toEqual([expect.stringMatching(/^Left out: .*readme\.html \(is text, but no table\)\.$/)])
    const { parts, sources, classNames } = await importFiles([path], {}, undefined, files)
    expect(classNames).toEqual(CLASSES)
    // in the order in which people count
    expect(parts.map(({ role, labels }) => [role, ...labels!])).toEqual([
      ['train', 1, 2, 3],
      ['test', 4],
    ])
    expect(parts[0]?.values[3072 + 5]).toBe(8)
    expect(sources.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256))).toBe(true)
  })

  it('the hash of a source is that of the file', async () => {
    const { sources } = await importFiles(['x.bin'], {}, undefined, memoryFiles({ 'x.bin': twoRecords() }))
    // by sha256sum
    expect(sources).toEqual([{ path: 'x.bin', bytes: 6146, sha256: '361bb940fe424d5d403c72e0f67f4f06223ab3179d891900c8141d2e94b2a18c' }])
  })

  it('one batch alone is recognised', async () => {
    const [found] = await recogniseFiles(['x.bin'], undefined, memoryFiles({ 'x.bin': twoRecords() }))
    expect(found).toMatchObject({ parts: [{ role: 'all', count: 2 }], classNames: null })
  })

  it('CIFAR-100 has two labellings', async () => {
    const names = (count: number): Uint8Array => textBytes(Array.from({ length: count }, (_, k) => `name of ${k}`).join('\n'))
    const files = memoryFiles({
      'd/train.bin': hundred(19, 99, 2),
      'd/test.bin': hundred(3, 50),
      'd/fine_label_names.txt': names(100),
      'd/coarse_label_names.txt': names(20),
    })
    const found = await importFiles(['d/'], {}, undefined, files)
    expect(found).toMatchObject({ format: 'cifar-100-binary', coarseClassNames: { length: 20 }, classNames: { length: 100 } })
    expect(found.parts.map(({ role, labels, coarseLabels }) => [role, [...labels!], [...coarseLabels!]])).toEqual([
      ['train', [99, 99], [19, 19]],
      ['test', [50], [3]],
    ])
  })

  it('a damaged batch among good ones stops the import, and is told of before', async () => {
    const files = memoryFiles({ ...inFolder, 'd/data_batch_2.bin': batch(2).subarray(0, 3000) })
    const [found] = await recogniseFiles(['d/'], undefined, files)
    expect(found?.notes.join()).toContain(
      'Damaged: data_batch_2.bin has 3000 bytes, which is no multiple of a record of 3073 (CIFAR-10) or 3074 (CIFAR-100)',
    )
    await expect(importFiles(['d/'], {}, undefined, files)).rejects.toThrow('data_batch_2.bin has 3000 bytes')
  })

  it('progress is told in bytes of both readings, and can cancel', async () => {
    const calls: [number, number][] = []
    await importFiles(['c.tar'], {}, (done, total) => calls.push([done, total]), memoryFiles({ 'c.tar': archive }))
    const total = 2 * archive.length
    expect(calls.every(([done, all], k) => all === total && done >= (calls[k - 1]?.[0] ?? 0))).toBe(true)
    expect(calls.at(-1)).toEqual([total, total])
    const stop = new Error('enough')
    const cancel = (): void => {
      throw stop
    }
    await expect(importFiles(['c.tar.gz'], {}, cancel, memoryFiles({ 'c.tar.gz': Uint8Array.from(gzipSync(archive)) }))).rejects.toBe(stop)
  })
})
