const bits = new BigInt64Array(1)
const value = new Float64Array(bits.buffer)
const MAGNITUDE = 0x7fff_ffff_ffff_ffffn

/** Place of a number among all float64 in ascending order; both zeros have place 0. */
function placeOf(x: number): bigint {
  value[0] = x
  const own = bits[0] ?? 0n
  return own < 0n ? -(own & MAGNITUDE) : own
}

/**
 * Distance in units in the last place: how many steps from one float64 to the next lead from a to b, infinities counted as the numbers
 * beyond the largest. 0 for the two zeros and for two NaN; infinite where only one is NaN.
 */
export function ulpDistance(a: number, b: number): number {
  if (Object.is(a, b)) return 0
  if (Number.isNaN(a) || Number.isNaN(b)) return Infinity
  const distance = placeOf(a) - placeOf(b)
  return Number(distance < 0n ? -distance : distance)
}
