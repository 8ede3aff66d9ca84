/** Moves `id` by one place within `ids`; at the ends it stays. */
export function movedBy(ids: readonly string[], id: string, by: 1 | -1): string[] {
  const from = ids.indexOf(id)
  const to = from + by
  if (from === -1 || to < 0 || to >= ids.length) return [...ids]
  return movedTo(ids, id, to)
}

/** Moves `id` to place `to`. */
export function movedTo(ids: readonly string[], id: string, to: number): string[] {
  const others = ids.filter((each) => each !== id)
  if (others.length === ids.length) return [...ids]
  return [...others.slice(0, to), id, ...others.slice(to)]
}
