import { describe, expect, it } from 'vitest'
import { philoxBlock } from '../../../../src-main/science/random'

/** Known answers of Philox 4x32-10 in the Random123 distribution (kat_vectors): counter, key, result. */
const KNOWN_ANSWERS: [number[], number[], number[]][] = [
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
]

describe('philoxBlock', () => {
  it.each(KNOWN_ANSWERS)('counter %o, key %o gives the published words', (counter, key, expected) => {
    const out = new Uint32Array(6)
    const [c0 = 0, c1 = 0, c2 = 0, c3 = 0] = counter
    const [k0 = 0, k1 = 0] = key
    philoxBlock(c0, c1, c2, c3, k0, k1, out, 1)
    expect([...out]).toEqual([0, ...expected, 0])
  })
})
