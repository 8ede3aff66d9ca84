import { shallowRef, type ShallowRef } from 'vue'
import { LabError } from '../../src-main/contract'
import type { Picture } from './chart-export'
import { saveChart, type ExportedData, type ExportKind } from './chart-save'

/** Saves what is shown; an error stays until the next export. */
export function useChartExport(
  picture: () => Picture,
  data: () => ExportedData,
): { error: Readonly<ShallowRef<LabError | null>>; save: (kind: ExportKind) => Promise<void> } {
  const error = shallowRef<LabError | null>(null)
  async function save(kind: ExportKind): Promise<void> {
    error.value = null
    try {
      await saveChart(kind, picture(), data())
    } catch (caught) {
      error.value = LabError.from(caught)
    }
  }
  return { error, save }
}
