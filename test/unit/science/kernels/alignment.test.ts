import { describe, expect, it } from 'vitest'
import { centred, centredKernelAlignment, kernelAlignment } from '../../../../src-main/science/kernels/alignment'

const X = [[1, 2], [0, 1], [3, -1], [2, 2]] // prettier-ignore
const Y = [[0, 1, 1], [2, 0, 1], [1, 1, -1], [0, 3, 1]] // prettier-ignore
const gram = (rows: number[][]) =>
  Float64Array.from(rows.flatMap((a) => rows.map((b) => a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0))))

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
    expect(Math.max(...centred(kernel.map(() => 3)).map(Math.abs))).toBe(0)
  })

  it('with a zero kernel is not a number', () => {
    expect(kernelAlignment(gram(X), new Float64Array(16))).toBeNaN()
  })
})
