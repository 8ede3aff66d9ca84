import { describe, expect, it } from 'vitest'
import type { KernelInputs } from '../../../../src-main/science/kernels/kernel-inputs'
import { triangularCoordinates } from '../../../../src-main/science/kernels/triangular-coordinates'
import { normals, RandomStream } from '../../../../src-main/science/random'
import { native, portable } from '../../../golden/both-arithmetics'
import { noPulse } from '../../../golden/train'

const points = (sampleCount: number, inputDimension: number): KernelInputs => ({
  inputs: normals(new RandomStream(3, 'points'), 0, sampleCount * inputDimension),
  sampleCount,
  inputDimension,
  threads: 2,
})

function products({ inputs, sampleCount, inputDimension }: KernelInputs): number[] {
  return Array.from({ length: sampleCount * sampleCount }, (_, index) => {
    const [i, k] = [Math.floor(index / sampleCount) * inputDimension, (index % sampleCount) * inputDimension]
    let sum = 0
    for (let l = 0; l < inputDimension; l++) sum += inputs[i + l]! * inputs[k + l]!
    return sum
  })
}

describe.each([
  ['native', native],
  ['portable', portable],
] as const)('coordinates of few points in many dimensions, %s', (_, arithmetic) => {
  it('are as many as there are points and keep all inner products', () => {
    const given = points(7, 40)
    const found = triangularCoordinates(arithmetic, given, noPulse)
    expect(found).toMatchObject({ sampleCount: 7, inputDimension: 7, threads: 2 })
    const expected = products(given)
    for (const [index, product] of products(found).entries()) expect(Math.abs(product - expected[index]!)).toBeLessThan(1e-13 * 40)
    for (let i = 0; i < 7; i++) for (let k = i + 1; k < 7; k++) expect(found.inputs[i * 7 + k]).toBe(0)
  })

  it('exist for points that depend on each other', () => {
    const given = points(5, 9)
    given.inputs.copyWithin(9, 0, 9)
    given.inputs.fill(0, 36)
    const expected = products(given)
    const found = products(triangularCoordinates(arithmetic, given, noPulse))
    for (const [index, product] of found.entries()) expect(Math.abs(product - expected[index]!)).toBeLessThan(1e-13 * 9)
  })

  it('are the points themselves where they are not fewer', () => {
    const given = points(6, 6)
    expect(triangularCoordinates(arithmetic, given, noPulse)).toBe(given)
  })
})
