import { describe, expect, it } from 'vitest'
import { alignmentTables } from '../../../../src-main/science/kernels/alignment'
import { portable } from '../../../fixtures/arithmetic'

const X = [[1, 2], [0, 1], [3, -1], [2, 2]] // prettier-ignore
const Y = [[0, 1, 1], [2, 0, 1], [1, 1, -1], [0, 3, 1]] // prettier-ignore
const gram = (rows: number[][]) =>
  Float64Array.from(rows.flatMap((a) => rows.map((b) => a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0))))

const tablesOf = (kernels: Float64Array[]) =>
  alignmentTables(
    kernels,
    Math.sqrt(kernels[0]?.length ?? 0),
    (...given) => portable.multiply(...given),
    () => undefined,
  )
const kernelAlignment = (k: Float64Array, l: Float64Array) => tablesOf([k, l]).plain[0]?.[1]
const centredKernelAlignment = (k: Float64Array, l: Float64Array) => tablesOf([k, l]).centred[0]?.[1]

describe('alignment of kernels', () => {
  it('is what numpy computes from the features: |Y^T X|^2 / (|X^T X| |Y^T Y|), centred or not', () => {
    expect(kernelAlignment(gram(X), gram(Y))).toBeCloseTo(0.8112615180218374, 14)
    expect(centredKernelAlignment(gram(X), gram(Y))).toBeCloseTo(0.6281572981001047, 14)
  })

  it('does not see a factor; centred it does not see a constant either', () => {
    const kernel = gram(X)
    expect(
      kernelAlignment(
        kernel,
        kernel.map((value) => 7 * value),
      ),
    ).toBeCloseTo(1, 14)
    expect(
      centredKernelAlignment(
        kernel,
        kernel.map((value) => value + 5),
      ),
    ).toBeCloseTo(1, 12)
    expect(
      kernelAlignment(
        kernel,
        kernel.map((value) => value + 5),
      ),
    ).toBeLessThan(0.98)
    expect(
      centredKernelAlignment(
        kernel,
        kernel.map(() => 3),
      ),
    ).toBeNaN()
  })

  it('with a zero kernel is not a number', () => {
    expect(kernelAlignment(gram(X), new Float64Array(16))).toBeNaN()
  })

  it('of all pairs, in pieces of some rows, is that of the whole matrices', () => {
    // more than are multiplied at once
    const n = 300
    const rows = (seed: number) => Array.from({ length: n }, (_, i) => [(i * seed) % 7, (i * i + seed) % 5, 1])
    const kernels = [1, 2, 3].map((seed) => gram(rows(seed)))
    const product = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0)
    const centre = (features: number[][]) => {
      const means = [0, 1, 2].map((k) => features.reduce((sum, row) => sum + (row[k] ?? NaN), 0) / n)
      return gram(features.map((row) => row.map((value, k) => value - (means[k] ?? NaN))))
    }
    const centredKernels = [1, 2, 3].map((seed) => centre(rows(seed)))
    const { plain, centred } = tablesOf(kernels)
    for (const [table, of] of [
      [plain, kernels],
      [centred, centredKernels],
    ] as const)
      // prettier-ignore
      of.forEach((one, i) =>
        of.forEach((other, k) => {
          expect(table[i]?.[k]).toBeCloseTo(product(one, other) / Math.sqrt(product(one, one) * product(other, other)), 12)
          expect(table[i]?.[k]).toBe(table[k]?.[i])
        }),
      )
    expect(plain.map((row, i) => row[i])).toEqual([1, 1, 1])
  })
})
