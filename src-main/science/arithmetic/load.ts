import type { Arithmetic } from './arithmetic'
import { findAddon, openNativeArithmetic } from './native'
import { PortableArithmetic } from './portable/portable'
import { examineAddon, type SelfTestRunner } from './self-test'

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

export interface OpenOptions {
  /** threads for work on plain matrices (a training problem says its own); never changes a result. 1 if not given */
  threads?: number
  /** an Int32Array on shared memory: while its first entry is not 0, long native work returns to its pulse as soon as it can */
  cancelFlag?: Int32Array
}

export interface LoadOptions extends OpenOptions {
  /** the folder of package.json, or app.asar; searched for from this file upwards if not given */
  appRoot?: string
  /** folder of the file that remembers the outcome of the self-test for this addon and processor; without it the test runs at every start */
  cacheFolder?: string
  /** how to run the addon's self-test; in a child process if not given */
  runSelfTest?: SelfTestRunner
}

export interface LoadedArithmetic {
  arithmetic: Arithmetic
  decision: ArithmeticDecision
  reason: string
  coreType: string | null
}

function portable(reason: string): ArithmeticDecision {
  return { id: 'portable', reason, addonPath: null, coreType: null }
}

function decide(options: LoadOptions): ArithmeticDecision {
  const forced = process.env.GRAMSCOPE_ARITHMETIC
  if (forced === 'portable') return portable('GRAMSCOPE_ARITHMETIC asks for the portable arithmetic.')
  const addonPath = findAddon(options.appRoot)
  if (addonPath === null) {
    if (forced === 'native')
      throw new Error('GRAMSCOPE_ARITHMETIC asks for the native arithmetic, which has not been built (npm run setup).')
    return portable('The native arithmetic has not been built for this system (npm run setup).')
  }
  const examined = examineAddon(addonPath, options)
  if (!examined.usable) {
    if (forced === 'native')
      throw new Error(`GRAMSCOPE_ARITHMETIC asks for the native arithmetic, which failed its self-test: ${examined.problem}.`)
    return portable(`The native arithmetic failed its self-test on this processor (${examined.problem}), so the portable one is used.`)
  }
  if (examined.coreType === null) return { id: 'native', reason: 'The native arithmetic passed its self-test.', addonPath, coreType: null }
  const reason = `The native arithmetic passed its self-test with OpenBLAS kernels for ${examined.coreType} only (others: ${examined.problem}).`
  return { id: 'native', reason, addonPath, coreType: examined.coreType }
}

/**
 * Chooses native or portable arithmetic for this machine. At the first start on a machine it waits for a self-test of the addon in a
 * child process, a few tenths of a second. The environment variable GRAMSCOPE_ARITHMETIC (portable or native) forces one.
 * @throws Error when the native arithmetic is forced and cannot be used
 */
export function loadArithmetic(options: LoadOptions = {}): LoadedArithmetic {
  const decision = decide(options)
  return { arithmetic: openArithmetic(decision, options), decision, reason: decision.reason, coreType: decision.coreType }
}

/** Opens what {@link loadArithmetic} chose, without testing it again. */
export function openArithmetic(decision: ArithmeticDecision, options: OpenOptions = {}): Arithmetic {
  if (decision.addonPath === null) return new PortableArithmetic()
  return openNativeArithmetic(decision.addonPath, {
    coreType: decision.coreType,
    threads: options.threads ?? 1,
    cancelFlag: options.cancelFlag,
  })
}
