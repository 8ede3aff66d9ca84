import type { Arithmetic } from './arithmetic'
import { PortableArithmetic } from './portable/portable'

/** What was chosen for this machine. Plain data: hand it to worker threads and open it there with {@link openArithmetic}. */
export interface ArithmeticDecision {
  id: 'native' | 'portable'
  /** why, in a sentence for the user */
  reason: string
  /** the addon file, null for the portable arithmetic */
  addonPath: string | null
  /** the OpenBLAS kernel family that had to be forced (for instance "Haswell"), null when the detected one is right */
  coreType: string | null
}

export interface LoadOptions extends OpenOptions {
  /** the folder of package.json, or app.asar; searched for from this file upwards if not given */
  appRoot?: string
  /** folder of the file that remembers the outcome of the self-test for this addon and processor; without it the test runs at every start */
  cacheFolder?: string
}

export interface OpenOptions {
  /** threads for work on plain matrices (a training problem says its own); never changes a result. 1 if not given */
  threads?: number
  /** an Int32Array on shared memory: while its first entry is not 0, long native work returns to its pulse as soon as it can */
  cancelFlag?: Int32Array
}

export interface LoadedArithmetic {
  arithmetic: Arithmetic
  decision: ArithmeticDecision
  reason: string
  coreType: string | null
}

/** Chooses native or portable arithmetic for this machine. Waits for a child process at the first start on a machine. */
export function loadArithmetic(options: LoadOptions = {}): LoadedArithmetic {
  const decision: ArithmeticDecision = { id: 'portable', reason: 'The native addon has not been built.', addonPath: null, coreType: null }
  return { arithmetic: openArithmetic(decision, options), decision, reason: decision.reason, coreType: decision.coreType }
}

/** Opens what {@link loadArithmetic} chose, without testing it again. */
export function openArithmetic(_decision: ArithmeticDecision, _options: OpenOptions = {}): Arithmetic {
  return new PortableArithmetic()
}
