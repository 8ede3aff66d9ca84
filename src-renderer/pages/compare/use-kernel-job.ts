import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import type { JobProgress } from '../../../src-main/contract'
import { request, useLabEvents } from '../../stores/lab'

export interface KernelJob {
  /** to be asked with */
  name: string
  progress: Readonly<ShallowRef<JobProgress | null>>
  stop: () => void
}

/** Matrices are made again in a thread of their own: how far it is, until nobody looks any more. */
export function useKernelJob(): KernelJob {
  const name = `kernels-${crypto.randomUUID()}`
  const progress = shallowRef<JobProgress | null>(null)
  useLabEvents('job-progress', (event) => {
    if (event.progress.job === name) progress.value = event.progress
  })
  const stop = (): void => {
    progress.value = null
    void request('compare.stop', { job: name })
  }
  onScopeDispose(stop)
  return { name, progress, stop }
}
