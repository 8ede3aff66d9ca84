import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** The address of the comparison that was looked at last: other pages add to it, and coming back finds it. */
export const useLastComparison = defineStore('last-comparison', () => {
  const query = shallowRef<Record<string, string>>({})
  return { query }
})
