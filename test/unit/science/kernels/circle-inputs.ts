import type { KernelInputs } from '../../../../src-main/science/kernels/kernel-inputs'

/** Unit inputs at the given angles, in the plane. */
export function atAngles(angles: readonly number[]): KernelInputs {
  return { inputs: Float64Array.from(angles.flatMap((a) => [Math.cos(a), Math.sin(a)])), sampleCount: angles.length, inputDimension: 2 }
}

export function halfCircle(sampleCount: number): KernelInputs {
  return atAngles(Array.from({ length: sampleCount }, (_, i) => (Math.PI * i) / sampleCount))
}

export function fullCircle(sampleCount: number): KernelInputs {
  return atAngles(Array.from({ length: sampleCount }, (_, i) => (2 * Math.PI * i) / sampleCount))
}

/** (cos, sin, 1) / sqrt 2. */
export function fullCircleWithConstant(sampleCount: number): KernelInputs {
  const plane = fullCircle(sampleCount).inputs
  const inputs = Float64Array.from({ length: 3 * sampleCount }, (_, index) => {
    const [i, k] = [Math.floor(index / 3), index % 3]
    return Math.SQRT1_2 * (k === 2 ? 1 : plane[2 * i + k]!)
  })
  return { inputs, sampleCount, inputDimension: 3 }
}

/** The inputs in R^dimension by an orthonormal frame: the first two columns of a product of reflections. */
export function lifted({ inputs, sampleCount }: KernelInputs, inputDimension: number): KernelInputs {
  const reflect = (point: Float64Array, seed: number): Float64Array => {
    const v = Float64Array.from({ length: inputDimension }, (_, k) => Math.sin(seed * (k + 1) * (k + 2)))
    const scale = (2 * v.reduce((sum, x, k) => sum + x * point[k]!, 0)) / v.reduce((sum, x) => sum + x * x, 0)
    return point.map((x, k) => x - scale * v[k]!)
  }
  const points = Array.from({ length: sampleCount }, (_, i) => {
    const point = new Float64Array(inputDimension)
    point.set(inputs.subarray(2 * i, 2 * i + 2))
    return [...reflect(reflect(point, 1), 2.5)]
  })
  return { inputs: Float64Array.from(points.flat()), sampleCount, inputDimension }
}
