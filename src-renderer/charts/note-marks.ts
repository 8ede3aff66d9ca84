import type { NamedLine } from './chart-model'

const LONGEST = 26

interface Note {
  step: number
  text: string
  /** before the text, where notes are of several runs */
  who?: string
  /** of the curve it belongs to */
  group?: string
}

/** Notes at steps as marks of the step axis, each with the beginning of what it says. @param perStep what a step is on the axis */
export function noteMarks(notes: readonly Note[], perStep = 1): NamedLine[] {
  return notes.map(({ step, text, who, group }) => ({
    at: step * perStep,
    label: `✎ ${who === undefined ? '' : `${who}: `}${beginning(text)}`,
    group: group ?? null,
  }))
}

/** The first line without the signs of Markdown. */
function beginning(text: string): string {
  const [first = ''] = text.trim().split('\n')
  const plain = first.replaceAll(/[#*_`$\\>[\]]/g, '').trim()
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST - 1).trimEnd()}…` : plain
}
