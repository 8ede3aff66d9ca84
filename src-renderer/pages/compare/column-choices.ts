import type { ComparisonView } from '../../../src-main/contract'
import { keyLabel } from '../runs/key-label'

export interface ColumnChoice {
  id: string
  label: string
  symbol: string
}

export interface ColumnChoices {
  /** differing configuration keys with numbers, and the seed */
  keys: ColumnChoice[]
  /** the other differing keys */
  words: ColumnChoice[]
  /** summaries, steps, time */
  quantities: ColumnChoice[]
  /** series at the step that all views show */
  atStep: ColumnChoice[]
}

const AT_STEP = 'at.'
/** The end of any run. */
const LAST_STEP = '999999999999999'

/** Columns of runs: differing configuration keys first, then what was measured. */
export function columnChoices(view: ComparisonView, step: number | null): ColumnChoices {
  const differing = view.configuration.filter(({ differs }) => differs)
  const all = differing.map(({ path }) => `spec.${path}`)
  const choice = ({ path }: { path: string }): ColumnChoice => ({ id: `spec.${path}`, label: keyLabel(`spec.${path}`, all), symbol: '' })
  const isNumeric = ({ values }: (typeof differing)[number]) => values.flat().some((value) => typeof value === 'number')
  const when = step === null ? 'at the end' : `at step ${step}`
  return {
    keys: [...differing.filter(isNumeric).map(choice), { id: 'seed', label: 'Seed', symbol: '' }],
    words: differing.filter((leaf) => !isNumeric(leaf)).map(choice),
    quantities: [
      ...view.summaries.map(({ quantity }) => ({ id: quantity.id, label: quantity.label, symbol: quantity.symbol })),
      ...(view.summaries.some(({ quantity }) => quantity.id === 'steps') ? [] : [{ id: 'step', label: 'Steps', symbol: '' }]),
      { id: 'computeSeconds', label: 'Compute time in s', symbol: '' },
    ],
    atStep: view.series.map(({ quantity }) => ({
      id: AT_STEP + quantity.id,
      label: `${quantity.label} ${when}`,
      symbol: '',
    })),
  }
}

/** The groups of a list of columns, with their names. */
export function columnGroups(
  { keys, words, quantities, atStep }: ColumnChoices,
  withWords: boolean,
): { name: string; choices: ColumnChoice[] }[] {
  return [
    { name: 'Configuration', choices: withWords ? [...keys, ...words] : keys },
    { name: 'Measured', choices: quantities },
    { name: 'Series at the step', choices: atStep },
  ].filter(({ choices }) => choices.length > 0)
}

/** What the lab is asked for: series at the step that is shown. */
export function askedColumn(id: string, step: number | null): string {
  return id.startsWith(AT_STEP) ? `at.${step ?? LAST_STEP}.${id.slice(AT_STEP.length)}` : id
}
