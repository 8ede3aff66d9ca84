import { cpus, release } from 'node:os'
import type { Environment, ExperimentSpec } from '../contract'
import type { Arithmetic } from '../science/arithmetic/arithmetic'
import { storedArrays } from './array-contents'

/** Hash of the sources the program was built from; set by the build. */
declare const __BUILD_HASH__: string | undefined
declare const __APP_VERSION__: string | undefined

export const APP_VERSION = typeof __APP_VERSION__ === 'string' ? __APP_VERSION__ : '0.0.0-source'
export const BUILD_HASH = typeof __BUILD_HASH__ === 'string' ? __BUILD_HASH__ : 'source'

export function runtimeName(): string {
  const { electron, node } = process.versions
  return electron === undefined ? `Node ${node}` : `Electron ${electron} (Node ${node})`
}

export function platformName(): string {
  return `${process.platform} ${process.arch} ${release()}`
}

export function describeEnvironment(arithmetic: Arithmetic, threads: number, spec: ExperimentSpec): Environment {
  return {
    appVersion: APP_VERSION,
    buildHash: BUILD_HASH,
    arithmetic: arithmetic.description,
    arithmeticHash: arithmetic.hash,
    cpuModel: cpus()[0]?.model ?? 'unknown',
    cpuFeatures: arithmetic.cpuFeatures,
    threads,
    platform: platformName(),
    runtime: runtimeName(),
    dataHashes: [...new Set(storedArrays(spec).map(({ sha256 }) => sha256))].sort(),
  }
}
