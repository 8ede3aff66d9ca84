import { describe, expect, it } from 'vitest'
import { principalAngles } from '../../../../src-main/science/spectra/principal-angles'

describe('principal angles', () => {
  it('are those that scipy.linalg.subspace_angles finds between a plane and a space in five dimensions', () => {
    // orthonormal bases of (1, 2, 0, -1, 3), (0, 1, 1, 2, -2) and of (2, 1, 0, 0, 1), (1, 0, -1, 1, 1), (0, 0, 1, 5, 2)
    const plane = Float64Array.of(
      ...[-0.2581988897471612, -0.5163977794943223, 0, 0.25819888974716115, -0.7745966692414835],
      ...[-0.14509525002200224, -0.6529286250990107, -0.36273812505500586, -0.5803810000880093, 0.29019050004400465],
    )
    const space = Float64Array.of(
      ...[-0.816496580927726, -0.408248290463863, 0, 0, -0.408248290463863],
      ...[0, -0.316227766016838, -0.6324555320336758, 0.6324555320336758, 0.3162277660168379],
      ...[0.15161960871578073, -0.15161960871578076, -0.6822882392210128, -0.682288239221013, -0.1516196087157807],
    )
    for (const angles of [principalAngles(plane, space, 5), principalAngles(space, plane, 5)]) {
      expect(angles).toHaveLength(2)
      expect(angles[0]).toBeCloseTo(0.5241310693469338, 14)
      expect(angles[1]).toBeCloseTo(0.9310285009089357, 14)
    }
  })

  it('are exact for small rotations, where cosines have lost everything', () => {
    const tilted = 1e-9
    const angles = principalAngles(Float64Array.of(1, 0, 0, 0, 1, 0), Float64Array.of(1, 0, tilted, 0, 1, 0), 3)
    expect(angles[0]).toBe(0)
    expect((angles[1] ?? NaN) / tilted).toBeCloseTo(1, 8)
  })

  it('are 0 for a space inside the other and a right angle for perpendicular ones', () => {
    const [right] = principalAngles(Float64Array.of(1, 0, 0), Float64Array.of(0, 0, 1), 3)
    expect(right).toBeCloseTo(Math.PI / 2, 15)
    expect([...principalAngles(Float64Array.of(0, 1, 0), Float64Array.of(1, 0, 0, 0, 1, 0), 3)]).toEqual([0])
  })
})
