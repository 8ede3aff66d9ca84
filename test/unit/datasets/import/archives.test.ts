import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { LabError } from '../../../../src-main/contract'
import { recogniseFiles } from '../../../../src-main/datasets/import'
import { forEachEntry, type Entry } from '../../../../src-main/datasets/import/entries'
import { growthProblem } from '../../../../src-main/datasets/import/limits'
import { ended, tarMember, tarOf, zipOf } from '../../../fixtures/archives'
import { memoryFiles, textBytes } from '../../../fixtures/memory-files'

type Listed = [name: string, content: string]

async function entriesOf(bytes: Uint8Array, name = 'a.tar'): Promise<Listed[]> {
  const listed: Listed[] = []
  await forEachEntry(
    { path: name, name, bytes: bytes.length },
    memoryFiles({ [name]: bytes }).stream(name),
    'whole',
    async (entry: Entry) => {
      listed.push([entry.name, new TextDecoder().decode(await entry.whole())])
    },
  )
  return listed
}

async function refused(bytes: Uint8Array, name?: string): Promise<string> {
  try {
    await entriesOf(bytes, name)
  } catch (error) {
    if (error instanceof LabError && error.code === 'invalid-file') return error.message
    throw error
  }
  throw new Error('it was not refused')
}

const gz = (bytes: Uint8Array): Uint8Array => Uint8Array.from(gzipSync(bytes))
const LONG = `${'folder/'.repeat(20)}file.txt`
const pax = (records: string): Uint8Array => tarMember('PaxHeader', textBytes(records), { type: 'x' })

describe('archives', () => {
  const content = { 'a/one.txt': textBytes('first'), 'a/two.txt': textBytes('x'.repeat(1500)), 'empty.txt': new Uint8Array() }
  const expected: Listed[] = [
    ['a/one.txt', 'first'],
    ['a/two.txt', 'x'.repeat(1500)],
    ['empty.txt', ''],
  ]

  it.each([
    ['tar', tarOf(content)],
    ['tar.gz', gz(tarOf(content))],
    ['zip', zipOf(content)],
  ])('%s', async (_, bytes) => {
    expect(await entriesOf(bytes)).toEqual(expected)
  })

  it('a file in two gzip members', async () => {
    expect(await entriesOf(Buffer.concat([gzipSync('abc'), gzipSync('def')]), 'a.txt.gz')).toEqual([['a.txt', 'abcdef']])
  })

  it('long names, by prefix, by GNU and by pax header', async () => {
    const file = textBytes('found')
    const prefixed = tarMember('file.txt', file, { prefix: 'folder/'.repeat(20).slice(0, -1) })
    const gnu = tarMember('././@LongLink', textBytes(`${LONG}\0`), { type: 'L' })
    const record = ` path=${LONG}\n`
    const byPax = pax(`${record.length + 3}${record}`)
    for (const members of [[prefixed], [gnu, tarMember('short', file)], [byPax, tarMember('short', file)]]) {
      expect(await entriesOf(ended(...members))).toEqual([[LONG, 'found']])
    }
  })

  it('folders and what macOS adds are passed over', async () => {
    const members = [
      tarMember('d/', new Uint8Array(), { type: '5' }),
      tarMember('d/._x', textBytes('no')),
      tarMember('./d/x', textBytes('yes')),
    ]
    expect(await entriesOf(ended(...members))).toEqual([['d/x', 'yes']])
  })
})

describe('hostile archives are refused', () => {
  const file = textBytes('x')

  it.each([
    ['../harm', 'names a file "../harm" at byte 0, which leads out of its folder (path traversal)'],
    ['a/../../harm', 'path traversal'],
    ['a\\..\\harm', 'path traversal'],
    ['/etc/passwd', 'is an absolute path'],
    ['C:\\harm', 'is an absolute path'],
  ])('the name %s', async (name, rule) => {
    expect(await refused(ended(tarMember(name, file)))).toContain(rule)
    expect(await refused(zipOf({ [name]: file }))).toContain(rule.replace('at byte 0', 'whose content is at byte 0'))
  })

  it.each([
    ['1', 'a hard link'],
    ['2', 'a symbolic link'],
    ['3', 'a device'],
    ['6', 'a pipe'],
    ['S', 'a sparse file'],
  ])('a member of type %s', async (type, what) => {
    expect(await refused(ended(tarMember('a', file), tarMember('b', new Uint8Array(), { type })))).toContain(
      `has ${what} at byte 1024 (b); only plain files are read`,
    )
  })

  it('a symbolic link in a ZIP archive', async () => {
    expect(await refused(zipOf({ b: textBytes('/etc/passwd') }, { mode: 0o120777 }))).toContain('has a symbolic link (b) at byte 0')
  })

  it('the same name twice', async () => {
    expect(await refused(ended(tarMember('a', file), tarMember('a', file)))).toContain('has a second file of the name a at byte 1024')
  })

  it('cut off anywhere', async () => {
    const whole = tarOf({ a: textBytes('x'.repeat(700)) })
    for (const length of [513, 700, 1000, 1535])
      expect(await refused(whole.subarray(0, length))).toMatch(/is cut off at byte \d+: \d+ more bytes of /)
    expect(await refused(whole.subarray(0, 1536))).toContain(
      'is cut off at byte 1536: 512 more bytes of a header or of the two empty blocks',
    )
    const packed = gz(whole)
    for (let length = 20; length < packed.length; length += 3) expect(await refused(packed.subarray(0, length))).toMatch(/cut off|damaged/)
  })

  it('a wrong checksum, of a header and of the gzip data', async () => {
    const bytes = ended(tarMember('a', file), tarMember('b', file))
    bytes[1030]! ^= 1
    expect(await refused(bytes)).toContain('has a damaged header at byte 1024: its checksum differs')
    const packed = gz(tarOf({ a: file }))
    packed[packed.length - 6]! ^= 1
    expect(await refused(packed)).toMatch(/is damaged \(incorrect data check\): the gzip data cannot be unpacked beyond byte \d+/)
  })

  it('a member that claims more than there is, without memory for it', async () => {
    expect(await refused(ended(tarMember('a', file, { size: 1_900_000_000 })))).toMatch(/is cut off at byte \d+/)
    expect(await refused(ended(tarMember('a', file, { size: 8_000_000_000 })))).toContain('has 8000000000 bytes; at most')
    expect(await refused(ended(tarMember('a', file, { type: 'x', size: 100_000 })))).toContain(
      'has an extended header of 100000 bytes at byte 0',
    )
  })

  it('damaged pax headers', async () => {
    for (const records of ['9 path=\n', 'path=x\n', '99 path=x\n', '11 size=1x\n', '10 size=-1']) {
      expect(await refused(ended(pax(records), tarMember('a', file)))).toMatch(
        /has a damaged (extended header|size in the extended header) at byte 0/,
      )
    }
  })

  it('bombs', async () => {
    const bomb = gz(new Uint8Array(80 * 2 ** 20))
    expect(await refused(bomb, 'zeros.gz')).toMatch(/unpacks to more than 300 times its size \(\d+ bytes from \d+\)/)
    expect(await refused(zipOf({ a: new Uint8Array(80 * 2 ** 20) }))).toContain('more than 300 times its size')
    expect(await refused(zipOf({ a: textBytes('x'.repeat(5000)) }, { size: 100 }))).toContain(
      'cannot be unpacked to the size that the directory says',
    )
    expect(growthProblem(2 ** 31, 2 ** 33 + 1)).toContain('unpacks to more than 8589934592 bytes')
    expect(growthProblem(1000, 2 ** 26)).toBeNull()
  })

  it('nothing that is known', async () => {
    const files = memoryFiles({ 'd/a.xyz': Uint8Array.of(1, 0, 2), 'd/b.html': textBytes('<html>'), 'c.bin': Uint8Array.of(1, 0, 2) })
    await expect(recogniseFiles(['d/'], undefined, files)).rejects.toThrow(
      'a.xyz is binary and of no format that is known here; nor is any other of the 2 files a data set',
    )
    await expect(recogniseFiles(['c.bin'], undefined, files)).rejects.toThrow(
      'no multiple of a record of 3073 (CIFAR-10) or 3074 (CIFAR-100)',
    )
  })
})
