import type { ComparisonView } from '../../../src-main/contract'
import { keyLabel } from '../runs/key-label'

export interface ColumnChoice {
  id: string
  label: string
  symbol: string
}

/** Columns of numbers: differing configuration keys first, then what was measured. */
export function columnChoices(view: ComparisonView): { keys: ColumnChoice[]; quantities: ColumnChoice[] } {
  const numeric = view.configuration.filter(({ differs, values }) => differs && values.flat().some((value) => typeof value === 'number'))
  const paths = numeric.map(({ path }) => `spec.${path}`)
  return {
    keys: [...paths.map((id) => ({ id, label: keyLabel(id, paths), symbol: '' })), { id: 'seed', label: 'Seed', symbol: '' }],
    quantities: [
      ...view.summaries.map(({ quantity }) => ({ id: quantity.id, label: quantity.label, symbol: quantity.symbol })),
      { id: 'step', label: 'Steps', symbol: '' },
      { id: 'computeSeconds', label: 'Compute time in s', symbol: '' },
    ],
  }
}
