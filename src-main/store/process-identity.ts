import { hostname, uptime } from 'node:os'
import { errorCode } from './errors'

/** Clocks are set now and then; starts of the machine are further apart than this. */
const BOOT_TOLERANCE_MILLISECONDS = 120_000
const START_TOLERANCE_MILLISECONDS = 2000

/** Which process on which start of which machine: a process number alone is used again. */
export interface ProcessIdentity {
  pid: number
  host: string
  bootedAt: number
  processStartedAt: number
}

export function thisProcess(): ProcessIdentity {
  return {
    pid: process.pid,
    host: hostname(),
    bootedAt: Math.round(Date.now() - uptime() * 1000),
    processStartedAt: Math.round(Date.now() - process.uptime() * 1000),
  }
}

export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, and belongs to another user
    return errorCode(error) === 'EPERM'
  }
}

/** Whether the process has certainly ended. Of processes on other machines nothing is known, so they count as alive. */
export function hasEnded(other: ProcessIdentity): boolean {
  const here = thisProcess()
  if (other.host !== here.host) return false
  if (Math.abs(other.bootedAt - here.bootedAt) > BOOT_TOLERANCE_MILLISECONDS) return true
  if (other.pid === here.pid) return Math.abs(other.processStartedAt - here.processStartedAt) > START_TOLERANCE_MILLISECONDS
  return !isProcessAlive(other.pid)
}
