export interface Findable {
  label: string
  group: string
  keywords?: string
}

/** 0: no match. Higher is better: start of the label, start of a word, inside a word, only in group or keywords. */
function wordScore(word: string, label: string, others: string): number {
  const at = label.indexOf(word)
  if (at === 0) return 4
  if (at > 0) return /[\s(,.:/-]/.test(label[at - 1] ?? '') ? 3 : 2
  return others.includes(word) ? 1 : 0
}

/** Entries that contain every word of the query, best first; equal ones keep their order. An empty query keeps all. */
export function searchPalette<T extends Findable>(entries: readonly T[], query: string): T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...entries]
  return entries
    .map((entry) => {
      const label = entry.label.toLowerCase()
      const others = `${entry.group} ${entry.keywords ?? ''}`.toLowerCase()
      const scores = words.map((word) => wordScore(word, label, others))
      return { entry, score: scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 0) }
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ entry }) => entry)
}
