import { computed, onBeforeUnmount, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'

/** Columns of a wide table that are in sight, and how many are left out on either side. */
export interface VisibleColumns {
  indices: number[]
  before: number
  after: number
  /** Columns this many places apart are never in sight together: what one has drawn can serve the other. */
  pool: number
}

/** Whether cells stand for columns that are not drawn. */
export const isPartial = ({ before, after }: Pick<VisibleColumns, 'before' | 'after'>): boolean => before + after > 0

/** Tables with fewer columns are drawn whole. */
const WHOLE_UP_TO = 24
const STRIDE = 3

/**
 * Of a table whose columns are equally wide only those in sight, once there are many.
 * @param lead width of the first column, which stays in sight
 */
export function useVisibleColumns(
  scroller: Readonly<ShallowRef<HTMLElement | null>>,
  count: () => number,
  { width, lead }: { width: number; lead: number },
): ComputedRef<VisibleColumns> {
  const place = shallowRef({ left: 0, width: 1200 })
  const take = (): void => {
    const element = scroller.value
    if (element !== null) place.value = { left: element.scrollLeft, width: element.clientWidth }
  }
  const resized = new ResizeObserver(take)
  watch(
    scroller,
    (element, before) => {
      before?.removeEventListener('scroll', take)
      resized.disconnect()
      if (element === null) return
      element.addEventListener('scroll', take, { passive: true })
      resized.observe(element)
      take()
    },
    { immediate: true, flush: 'post' },
  )
  onBeforeUnmount(() => {
    scroller.value?.removeEventListener('scroll', take)
    resized.disconnect()
  })
  // whole strides, so that scrolling a little draws nothing anew
  const first = computed(() => Math.max(0, (Math.floor(place.value.left / width / STRIDE) - 1) * STRIDE))
  const end = computed(() => (Math.ceil((place.value.left + place.value.width - lead) / width / STRIDE) + 1) * STRIDE)
  const pool = computed(() => (Math.ceil(place.value.width / width / STRIDE) + 4) * STRIDE)
  return computed(() => {
    const all = count()
    if (all <= WHOLE_UP_TO) return { indices: Array.from({ length: all }, (_, i) => i), before: 0, after: 0, pool: all }
    const [from, to] = [Math.min(first.value, all), Math.min(end.value, all)]
    return { indices: Array.from({ length: to - from }, (_, i) => from + i), before: from, after: all - to, pool: pool.value }
  })
}
