import { shallowRef, watch, type ShallowRef } from 'vue'
import type { ComparisonView, Quantity } from '../../../src-main/contract'
import { request } from '../../stores/lab'
import { useNotices } from '../../stores/notices'

interface ValueAt {
  value: number
  count: number | null
}
export interface ValuesRow {
  quantity: Quantity
  /** entry by entry; null where nothing was recorded at the step */
  values: (ValueAt | null)[]
}

/** Every series of all entries at one step, exactly; no rows without a step. */
export function useValuesAt(
  view: () => ComparisonView,
  step: () => number | null,
  revision: () => number,
): { rows: Readonly<ShallowRef<ValuesRow[]>> } {
  const rows = shallowRef<ValuesRow[]>([])
  const notices = useNotices()
  let generation = 0

  async function read(): Promise<void> {
    const mine = ++generation
    const at = step()
    const { entries, series } = view()
    if (at === null) {
      rows.value = []
      return
    }
    const asked = { entries: entries.map(({ runIds }) => runIds), x: 'step', band: 'none', coverage: 'any', against: null } as const
    const drawing = { members: false, smoothing: null, from: at, to: at, pixels: null, scale: 'linear' } as const
    const found = await Promise.all(series.map(({ quantity }) => request('compare.curves', { ...asked, ...drawing, series: quantity.id })))
    if (mine !== generation) return
    rows.value = series.map(({ quantity }, i) => ({
      quantity,
      values: entries.map((_, entry): ValueAt | null => {
        const curve = found[i]?.curves.find((each) => each.entry === entry)
        const index = curve?.x.indexOf(at) ?? -1
        const value = index < 0 ? undefined : curve?.y[index]
        return value === undefined ? null : { value, count: curve?.counts?.[index] ?? null }
      }),
    }))
  }
  watch([() => view().entries, step, revision], () => void notices.attempt(read), { immediate: true })
  return { rows }
}
