import type { ComparedEntry } from '../../../src-main/contract'
import type { CurveLook } from '../../charts/chart-model'
import { runAppearance } from '../../components/run-colour'

/**
 * A run looks as on every page. Groups take their looks in the order of their first-made runs, so that reordering or choosing a base
 * changes no colour.
 */
export function entryLooks(entries: readonly ComparedEntry[]): CurveLook[] {
  const oldest = ({ runIds }: ComparedEntry) => runIds.reduce((least, id) => Math.min(least, id), Infinity)
  if (entries.every(({ runIds }) => runIds.length === 1)) return entries.map((entry) => runAppearance(oldest(entry)))
  const places = entries.toSorted((a, b) => oldest(a) - oldest(b))
  return entries.map((entry) => runAppearance(places.indexOf(entry) + 1))
}
