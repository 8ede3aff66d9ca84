import { availableParallelism } from 'node:os'

export interface BenchRow {
  what: string
  /** sizes in the problem's own letters */
  size: string
  threads: number
  /** median over the repetitions */
  milliseconds: number
  /** counted as in the literature of the operation, null where there is no such count */
  gflops: number | null
  /** of the machine's matrix product with as many threads */
  shareOfPeak: number | null
  /** of memory that has to be read and written, where the operation is bound by it */
  gigabytesPerSecond?: number
  /** how many times as fast as another program on as many threads */
  peer?: { name: string; times: number }
}

export interface Peak {
  /** GFLOP/s of matrix products on this many threads at once */
  gflops(threads: number): number
}

export const allCores = availableParallelism()
export const threadCounts = allCores === 1 ? [1] : [1, allCores]

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Median milliseconds of a call; the first call only warms up. */
export function medianTime(repetitions: number, call: () => void): number {
  call()
  const times = Array.from({ length: repetitions }, () => {
    const start = performance.now()
    call()
    return performance.now() - start
  })
  return median(times)
}

export function row(what: string, size: string, threads: number, milliseconds: number, flops: number | null, peak: Peak): BenchRow {
  const gflops = flops === null ? null : flops / milliseconds / 1e6
  return { what, size, threads, milliseconds, gflops, shareOfPeak: gflops === null ? null : gflops / peak.gflops(threads) }
}
