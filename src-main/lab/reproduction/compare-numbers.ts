import type { NumbersComparison } from '../../contract'
import { ulpDistance } from '../../science/ulp-distance'

/** Numbers at ascending places. */
export interface Placed {
  at: ArrayLike<number>
  values: ArrayLike<number>
}

/** Two recordings of the same numbers, bit by bit at the places that both have. Places are compared exactly; one may occur several times. */
export function compareNumbers(name: string, original: Placed, repeated: Placed): NumbersComparison {
  const found: NumbersComparison = {
    name,
    common: 0,
    onlyOriginal: 0,
    onlyRepeated: 0,
    different: 0,
    largestUlp: 0,
    largest: null,
    first: null,
  }
  let i = 0
  let k = 0
  while (i < original.at.length && k < repeated.at.length) {
    const [place, other] = [original.at[i] ?? NaN, repeated.at[k] ?? NaN]
    if (place < other) {
      found.onlyOriginal++
      i++
    } else if (other < place) {
      found.onlyRepeated++
      k++
    } else {
      take(found, place, original.values[i++] ?? NaN, repeated.values[k++] ?? NaN)
    }
  }
  found.onlyOriginal += original.at.length - i
  found.onlyRepeated += repeated.at.length - k
  return found
}

function take(found: NumbersComparison, at: number, original: number, repeated: number): void {
  found.common++
  if (Object.is(original, repeated)) return
  found.different++
  const place = { at, original, repeated }
  found.first ??= place
  const distance = ulpDistance(original, repeated)
  if (found.largest !== null && distance <= found.largestUlp) return
  found.largestUlp = distance
  found.largest = place
}

export function isSame({ onlyOriginal, onlyRepeated, different }: NumbersComparison): boolean {
  return onlyOriginal + onlyRepeated + different === 0
}
