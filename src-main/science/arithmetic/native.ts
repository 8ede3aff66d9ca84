import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Kernels } from './native/kernels'
import { NativeArithmetic } from './native/native-arithmetic'

/** The interface version of the addon this code was written for. */
const supportedVersion = 1

const addonInRoot = join('native', 'build', 'Release', 'gramscope_kernels.node')

/**
 * The addon file: under `appRoot` if given, else under the nearest folder above this file that has one, which serves sources under a
 * test runner, the bundle in out/main and the packaged application alike. Null when it has not been built.
 */
export function findAddon(appRoot?: string): string | null {
  const roots = appRoot === undefined ? [] : [appRoot]
  if (appRoot === undefined) {
    for (let folder = dirname(fileURLToPath(import.meta.url)); roots.at(-1) !== folder; folder = dirname(folder)) roots.push(folder)
  }
  for (const root of roots) {
    // a library cannot be loaded out of the archive
    const file = join(root.replace(/app\.asar(?=$|[\\/])/, 'app.asar.unpacked'), addonInRoot)
    if (existsSync(file)) return file
  }
  return null
}

const hashes = new Map<string, string>()

/** SHA-256 of the addon file, in hexadecimal; read once, since a loaded addon does not change any more. */
export function hashAddon(addonPath: string): string {
  const known = hashes.get(addonPath)
  if (known !== undefined) return known
  const hash = createHash('sha256').update(readFileSync(addonPath)).digest('hex')
  hashes.set(addonPath, hash)
  return hash
}

interface NativeOptions {
  coreType: string | null
  threads: number
  cancelFlag?: Int32Array
}

function isSupported(addon: unknown): addon is Kernels {
  return typeof addon === 'object' && addon !== null && 'version' in addon && addon.version === supportedVersion
}

/** Loads the addon and wraps it. @throws Error when the file cannot be loaded or was built for another version of this application. */
export function openNativeArithmetic(addonPath: string, options: NativeOptions): NativeArithmetic {
  const addon: unknown = createRequire(import.meta.url)(addonPath)
  if (!isSupported(addon))
    throw new Error(`${addonPath} does not have the interface version ${supportedVersion} that this application needs.`)
  if (options.coreType !== null) addon.useBlasCore(options.coreType)
  return new NativeArithmetic(addon, hashAddon(addonPath), options.threads, options.cancelFlag)
}
