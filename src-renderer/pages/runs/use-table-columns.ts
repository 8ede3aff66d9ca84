import { columnResizingFeature, columnSizingFeature, rowSortingFeature, tableFeatures, useTable } from '@tanstack/vue-table'
import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import type { RunTableRow } from '../../../src-main/contract'
import { useLab } from '../../stores/lab'
import { useRunsView } from '../../stores/runs-view'
import type { RunColumn } from './run-columns'

const LEAST_WIDTH = 48
const KEY_STEP = 16
const widthName = (id: string) => `runs.width.${id}`
const NO_ROWS: RunTableRow[] = []

const features = tableFeatures({ columnSizingFeature, columnResizingFeature, rowSortingFeature })

export interface TableColumn {
  column: RunColumn
  width: number
  sorted: 'asc' | 'desc' | null
  isResizing: boolean
  startResizing: (event: MouseEvent) => void
}

export interface TableColumns {
  headers: ComputedRef<TableColumn[]>
  toggleSort: (id: string) => void
  /** by the keyboard: wider (1) or narrower (-1) */
  nudgeWidth: (id: string, direction: 1 | -1) => void
}

/** Order, widths and sort of the columns. The laboratory sorts; widths are remembered in the settings when a drag ends. */
export function useTableColumns(shown: () => RunColumn[]): TableColumns {
  const lab = useLab()
  const view = useRunsView()
  const dragged = shallowRef<Record<string, number>>({})

  const sizing = computed(() => {
    const sizes: Record<string, number> = {}
    for (const { id } of shown()) {
      const size = dragged.value[id] ?? lab.settings.layout[widthName(id)]
      if (size !== undefined) sizes[id] = size
    }
    return sizes
  })
  const sorting = computed(() => {
    const desc = view.sort.startsWith('-')
    return [{ id: desc ? view.sort.slice(1) : view.sort, desc }]
  })

  const table = useTable({
    features,
    data: NO_ROWS,
    columns: computed(() =>
      shown().map((column) => ({
        id: column.id,
        accessorFn: (row: RunTableRow) => row.id,
        size: column.width,
        minSize: LEAST_WIDTH,
        maxSize: 600,
        enableSorting: column.sortable,
      })),
    ),
    state: computed(() => ({ columnSizing: sizing.value, sorting: sorting.value })),
    columnResizeMode: 'onChange',
    manualSorting: true,
    enableSortingRemoval: false,
    onColumnSizingChange: (updater) => {
      const next = typeof updater === 'function' ? updater(sizing.value) : updater
      dragged.value = { ...dragged.value, ...next }
    },
    onSortingChange: (updater) => {
      const [first] = typeof updater === 'function' ? updater(sorting.value) : updater
      if (first) view.sort = first.desc ? `-${first.id}` : first.id
    },
  })

  async function remember(): Promise<void> {
    const layout = { ...lab.settings.layout }
    for (const [id, size] of Object.entries(dragged.value)) layout[widthName(id)] = Math.round(size)
    await lab.changeSettings({ layout })
    dragged.value = {}
  }
  const resizing = computed(() => table.atoms.columnResizing.get().isResizingColumn)
  watch(resizing, (now, before) => {
    if (before !== false && now === false) void remember()
  })

  const headers = computed(() => {
    const byId = new Map(shown().map((column) => [column.id, column]))
    return table.getFlatHeaders().flatMap((header): TableColumn[] => {
      const column = byId.get(header.column.id)
      if (!column) return []
      const sorted = header.column.getIsSorted()
      return [
        {
          column,
          width: sizing.value[column.id] ?? column.width,
          sorted: sorted === false ? null : sorted,
          isResizing: resizing.value === column.id,
          startResizing: (event) => header.getResizeHandler()(event),
        },
      ]
    })
  })

  function nudgeWidth(id: string, direction: 1 | -1): void {
    const column = table.getColumn(id)
    if (!column) return
    dragged.value = { ...dragged.value, [id]: Math.max(LEAST_WIDTH, column.getSize() + direction * KEY_STEP) }
    void remember()
  }

  function toggleSort(id: string): void {
    const column = table.getColumn(id)
    if (column?.getCanSort()) column.toggleSorting()
  }

  return { headers, toggleSort, nudgeWidth }
}
