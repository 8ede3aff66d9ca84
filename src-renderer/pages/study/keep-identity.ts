/**
 * The newer of two answers, with every part that did not change taken from the older one. What is drawn from an unchanged part then sees
 * the same object and is not drawn again.
 */
export function keepIdentity<T>(older: unknown, newer: T): T {
  return kept(older, newer) ? older : rebuilt(older, newer)
}

/** deep equality; NaN equals itself, 0 and -0 differ */
function kept<T>(older: unknown, newer: T): older is T {
  if (Object.is(older, newer)) return true
  if (typeof older !== 'object' || typeof newer !== 'object' || older === null || newer === null) return false
  if (Array.isArray(older) || Array.isArray(newer)) {
    return Array.isArray(older) && Array.isArray(newer) && older.length === newer.length && newer.every((each, i) => kept(older[i], each))
  }
  if (!isPlain(older) || !isPlain(newer)) return false
  const keys = Object.keys(newer)
  return Object.keys(older).length === keys.length && keys.every((key) => key in older && kept(older[key], newer[key]))
}

function rebuilt<T>(older: unknown, newer: T): T {
  if (Array.isArray(newer)) {
    if (!Array.isArray(older)) return newer
    const places = placesByName(older)
    newer.forEach((each: unknown, i) => {
      const name = nameOf(each)
      newer[i] = keepIdentity(name === null ? older[i] : older[places.get(name) ?? -1], each)
    })
    return newer
  }
  if (isPlain(newer) && isPlain(older)) for (const key of Object.keys(newer)) Reflect.set(newer, key, keepIdentity(older[key], newer[key]))
  return newer
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

/** Elements of a list that have a name are compared with their namesake, so that one that was put in front does not shift all others. */
function nameOf(value: unknown): string | null {
  if (!isPlain(value)) return null
  for (const key of ['id', 'hash', 'cellHash', 'quantityId']) {
    const name = value[key]
    if (typeof name === 'string' || typeof name === 'number') return `${key} ${name}`
  }
  return null
}

function placesByName(list: readonly unknown[]): Map<string, number> {
  const places = new Map<string, number>()
  list.forEach((each, i) => {
    const name = nameOf(each)
    if (name !== null) places.set(name, i)
  })
  return places
}
