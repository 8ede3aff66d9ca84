import { MOST_COMPARED } from '../../../src-main/contract'

/** Run numbers as a text, consecutive ones as a range: "3-6,9". */
export function writeRunList(ids: readonly number[]): string {
  const parts: string[] = []
  for (let i = 0; i < ids.length;) {
    let end = i
    while (end + 1 < ids.length && ids[end + 1] === (ids[end] ?? NaN) + 1) end++
    parts.push(end - i >= 1 ? `${ids[i]}-${ids[end]}` : String(ids[i]))
    i = end + 1
  }
  return parts.join(',')
}

/**
 * The numbers of such a text in their order, each once.
 * @throws Error that says which part is none, or that there are too many
 */
export function readRunList(text: string): number[] {
  const ids = new Set<number>()
  for (const part of text.split(/[,;\s]+/).filter((each) => each !== '')) {
    const [, first, last] = /^(\d{1,15})(?:[-–](\d{1,15}))?$/.exec(part) ?? []
    const from = Number(first)
    const to = last === undefined ? from : Number(last)
    if (first === undefined || from < 1 || to < from)
      throw new Error(`"${part}" is neither the number of a run nor a range such as 3-6. Nothing was changed.`)
    for (let id = from; id <= to; id++) {
      ids.add(id)
      if (ids.size > MOST_COMPARED) throw new Error(`At most ${MOST_COMPARED} runs are compared at once. Nothing was changed.`)
    }
  }
  return [...ids]
}
