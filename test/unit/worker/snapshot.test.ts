import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LabError } from '../../../src-main/contract'
import { decodeSnapshot, encodeSnapshot, lengthOf, memoryOf } from '../../../src-main/worker/snapshot'

const snapshot = {
  step: 543,
  numbers: { residualSum: 1 / 3, minusZero: -0, nothing: NaN, everything: -Infinity },
  arrays: {
    hiddenWeights: Float64Array.of(1e-308, -0, NaN, 0.1),
    parameters: Float32Array.of(0.1, -0, NaN),
    activations: Uint32Array.of(0xffff_ffff, 1, 2),
  },
}

describe('snapshot bytes', () => {
  it('come back bit for bit, with NaN, infinities and the sign of zero', () => {
    const back = decodeSnapshot(encodeSnapshot(snapshot))
    expect(back).toStrictEqual(snapshot)
    expect(Object.is(back.numbers.minusZero, -0)).toBe(true)
  })

  it('hold for any arrays and any position in a larger buffer', () => {
    const arrays = fc.dictionary(
      fc.string({ minLength: 1 }).filter((name) => !(name in {}) && name !== ' numbers'),
      fc.oneof(
        fc.float64Array(),
        fc.float32Array(),
        fc.array(fc.nat()).map((values) => Uint32Array.from(values)),
      ),
    )
    fc.assert(
      fc.property(fc.nat(), arrays, fc.nat(9), (step, named, shift) => {
        const [bytes = new Uint8Array()] = encodeSnapshot({ step, numbers: {}, arrays: named })
        const moved = new Uint8Array(bytes.length + shift)
        moved.set(bytes, shift)
        const back = decodeSnapshot([moved.subarray(shift)])
        expect({ ...back.arrays }).toStrictEqual({ ...named })
      }),
    )
  })

  it('are the same in pieces, that share the memory of large arrays, and may be cut anywhere when they are read', () => {
    const whole = Buffer.concat(encodeSnapshot(snapshot))
    const pieces = encodeSnapshot(snapshot, { together: 0, largestPiece: 16 })
    expect(Buffer.compare(Buffer.concat(pieces), whole)).toBe(0)
    expect(Math.max(...pieces.slice(1).map(({ length }) => length))).toBe(16)
    expect(memoryOf(pieces)).toContain(snapshot.arrays.parameters.buffer)
    expect(new Set(memoryOf(pieces)).size).toBe(memoryOf(pieces).length)
    expect(lengthOf(pieces)).toBe(whole.length)
    expect(() => decodeSnapshot(pieces.slice(0, -2))).toThrow(LabError)
    for (const size of [1, 7, 64, 1000]) {
      const parts = Array.from(
        { length: Math.ceil(whole.length / size) },
        (_, k) => new Uint8Array(whole.subarray(k * size, (k + 1) * size)),
      )
      expect(decodeSnapshot(parts)).toStrictEqual(snapshot)
    }
  })

  it('are refused when cut off or foreign, never half-read', () => {
    const [bytes = new Uint8Array()] = encodeSnapshot(snapshot)
    for (const length of [0, 5, 11, 40, bytes.length - 16]) {
      expect(() => decodeSnapshot([bytes.subarray(0, length)])).toThrow(LabError)
    }
    expect(() => decodeSnapshot([new TextEncoder().encode('a text that is long enough')])).toThrow(/mark of a checkpoint/)
  })
})
