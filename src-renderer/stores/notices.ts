import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { LabError } from '../../src-main/contract'

export interface Notice {
  id: number
  kind: 'error' | 'done'
  text: string
}

const DONE_MILLISECONDS = 6000

/** Outcomes of acts that have no place of their own on a page (palette, shortcuts, exports). Errors stay until they are dismissed. */
export const useNotices = defineStore('notices', () => {
  const notices = shallowRef<Notice[]>([])
  let lastId = 0

  function add(kind: Notice['kind'], text: string): number {
    const id = ++lastId
    notices.value = [...notices.value.filter((notice) => notice.kind !== kind || notice.text !== text), { id, kind, text }]
    return id
  }

  function reportError(error: unknown): void {
    add('error', LabError.from(error).message)
  }

  function reportDone(text: string): void {
    const id = add('done', text)
    setTimeout(() => dismiss(id), DONE_MILLISECONDS)
  }

  function dismiss(id: number): void {
    notices.value = notices.value.filter((notice) => notice.id !== id)
  }

  /** Runs an act and reports what it throws. @returns whether it succeeded */
  async function attempt(act: () => void | Promise<unknown>): Promise<boolean> {
    try {
      await act()
      return true
    } catch (error) {
      reportError(error)
      return false
    }
  }

  return { notices, reportError, reportDone, dismiss, attempt }
})
