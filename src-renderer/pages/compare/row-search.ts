/** Which names a search lets through: those that contain it, or between slashes those that the regular expression matches. */
export interface RowSearch {
  matches: (name: string) => boolean
  /** why an expression is none; everything is let through then */
  problem: string | null
}

export function rowSearch(text: string): RowSearch {
  const wanted = text.trim()
  const [, expression] = /^\/(.+)\/$/.exec(wanted) ?? []
  if (expression === undefined) return { matches: (name) => name.toLowerCase().includes(wanted.toLowerCase()), problem: null }
  try {
    const compiled = new RegExp(expression, 'i')
    return { matches: (name) => compiled.test(name), problem: null }
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^.*\/: /, '') : String(error)
    return { matches: () => true, problem: `This is no regular expression: ${reason}.` }
  }
}
