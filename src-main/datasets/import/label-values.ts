/** Labels of the parts of a data set, which share their classes. */
export interface LabelledParts {
  labels: (Int32Array | Float64Array)[]
  /** null when the classes have no other names than their numbers, or there are none */
  classNames: string[] | null
}

/** Above this, integers are rather quantities than classes. */
const MOST_CLASSES_GUESSED = 1000
const MOST_CLASSES = 100_000
/** A class has at least so many samples, on average. */
const FEWEST_PER_CLASS = 2

/**
 * Numbers as labels. Without a choice: classes when all are integers from 0 to 999, so few of them different that they repeat; otherwise values
 * to regress on. As classes, integers from 0 on stay what they are; any other numbers become the indices of their distinct values in
 * ascending order, which then are the names.
 * @param parts one list for each part of the data set
 * @param isText for numbers that came as text, which are always classes
 * @returns null when classes are asked for and there are more than 100,000
 */
export function labelsOf(parts: readonly ArrayLike<number>[], choice: 'classes' | 'values' | undefined): LabelledParts | null {
  if (choice === 'values' || (choice === undefined && !lookLikeClasses(parts))) {
    return { labels: parts.map((part) => Float64Array.from(part)), classNames: null }
  }
  if (parts.every((part) => every(part, (value) => Number.isInteger(value) && value >= 0 && value < MOST_CLASSES))) {
    return { labels: parts.map((part) => Int32Array.from(part)), classNames: null }
  }
  const distinct = distinctValues(parts, MOST_CLASSES)
  if (distinct === null) return null
  const sorted = [...distinct].sort((a, b) => a - b)
  const index = new Map(sorted.map((value, k) => [value, k]))
  return {
    labels: parts.map((part) => Int32Array.from(part, (value) => index.get(value) ?? NaN)),
    classNames: sorted.map(String),
  }
}

function lookLikeClasses(parts: readonly ArrayLike<number>[]): boolean {
  if (!parts.every((part) => every(part, (value) => Number.isInteger(value) && value >= 0 && value < MOST_CLASSES_GUESSED))) return false
  const count = parts.reduce((sum, { length }) => sum + length, 0)
  const distinct = distinctValues(parts, MOST_CLASSES_GUESSED)
  return distinct !== null && count >= FEWEST_PER_CLASS * distinct.size
}

function distinctValues(parts: readonly ArrayLike<number>[], most: number): Set<number> | null {
  const distinct = new Set<number>()
  for (const part of parts) {
    for (let k = 0; k < part.length; k++) {
      distinct.add(part[k]!)
      if (distinct.size > most) return null
    }
  }
  return distinct
}

function every(values: ArrayLike<number>, holds: (value: number) => boolean): boolean {
  for (let k = 0; k < values.length; k++) if (!holds(values[k]!)) return false
  return true
}
