/** A name to be written at the right end of a line. */
export interface EndLabel {
  id: string
  text: string
  width: number
  /** pixel height of the line's end */
  at: number
}

export interface PlacedLabel extends EndLabel {
  /** where the text stands, moved apart from its neighbours as little as possible */
  y: number
}

/**
 * Moves labels apart so that they do not overlap, keeps their order and keeps them between `top` and `bottom`.
 * @returns null when there is no room for all of them: then the legend has to do
 */
export function placeEndLabels(labels: readonly EndLabel[], lineHeight: number, top: number, bottom: number): PlacedLabel[] | null {
  if (labels.length * lineHeight > bottom - top) return null
  const placed = labels.toSorted((a, b) => a.at - b.at).map((label) => ({ ...label, y: label.at }))
  // groups of touching labels stand around the mean of their wishes; groups that then touch are joined
  let groups = placed.map((label) => ({ members: [label], centre: clampCentre(label.at, 1) }))
  function clampCentre(centre: number, count: number) {
    const half = (count * lineHeight) / 2
    return Math.max(top + half, Math.min(bottom - half, centre))
  }
  for (let joined = true; joined;) {
    joined = false
    const next: typeof groups = []
    for (const group of groups) {
      const last = next.at(-1)
      const gap = last === undefined ? Infinity : group.centre - last.centre
      if (last !== undefined && gap < ((last.members.length + group.members.length) * lineHeight) / 2 - 1e-9) {
        last.members.push(...group.members)
        const mean = last.members.reduce((sum, member) => sum + member.at, 0) / last.members.length
        last.centre = clampCentre(mean, last.members.length)
        joined = true
      } else next.push(group)
    }
    groups = next
  }
  for (const group of groups) {
    const first = group.centre - ((group.members.length - 1) * lineHeight) / 2
    group.members.forEach((member, i) => (member.y = first + i * lineHeight))
  }
  return placed
}
