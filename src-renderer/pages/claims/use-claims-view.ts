import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ClaimFilter, RowVerdict } from './claim-rows'

/** How the claims are looked at; kept while other pages are shown. */
export const useClaimsView = defineStore('claims-view', () => {
  const papers = shallowRef<readonly string[]>([])
  const verdicts = shallowRef<readonly RowVerdict[]>([])
  const text = shallowRef('')
  /** paper and id of the claim in the inspector */
  const open = shallowRef<string | null>(null)

  function filter(): ClaimFilter {
    return { papers: papers.value, verdicts: verdicts.value, text: text.value }
  }
  function isFiltered(): boolean {
    return papers.value.length > 0 || verdicts.value.length > 0 || text.value.trim() !== ''
  }
  function clear(): void {
    papers.value = []
    verdicts.value = []
    text.value = ''
  }

  return { papers, verdicts, text, open, filter, isFiltered, clear }
})
