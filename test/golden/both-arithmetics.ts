import { createRequire } from 'node:module'
import type { Arithmetic } from '../../src-main/science/arithmetic/arithmetic'
import type { Kernels } from '../../src-main/science/arithmetic/native/kernels'
import { findAddon, openNativeArithmetic } from '../../src-main/science/arithmetic/native'
import { PortableArithmetic } from '../../src-main/science/arithmetic/portable/portable'

export const portable: Arithmetic = new PortableArithmetic()

export function openNative(threads: number, cancelFlag?: Int32Array): Arithmetic {
  const addon = findAddon()
  if (addon === null) throw new Error('The native arithmetic has not been built: npm run setup')
  return openNativeArithmetic(addon, { coreType: null, threads, cancelFlag })
}

export const native: Arithmetic = openNative(2)

function loadKernels(): Kernels {
  const addon = findAddon()
  if (addon === null) throw new Error('The native arithmetic has not been built: npm run setup')
  return createRequire(import.meta.url)(addon) as Kernels
}

/** The addon's own functions. */
export const nativeKernels: Kernels = loadKernels()
