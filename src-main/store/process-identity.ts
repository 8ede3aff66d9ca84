import { uptime } from 'node:os'
import { errorCode } from './errors'

/** Clocks are set now and then; starts of the machine are further apart than this. */
const BOOT_TOLERANCE_MILLISECONDS = 120_000
const START_TOLERANCE_MILLISECONDS = 2000

/** Which process since which start of the machine: a process number alone is used again. */
export interface ProcessIdentity {
  pid: number
  bootedAt: number
  processStartedAt: number
}

export function thisProcess(): ProcessIdentity {
  return {
    pid: process.pid,
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

/** Whether the process has ended, which all processes have that ran before the machine was started last. */
export function hasEnded(other: ProcessIdentity): boolean {
  const here = thisProcess()
  if (Math.abs(other.bootedAt - here.bootedAt) > BOOT_TOLERANCE_MILLISECONDS) return true
  if (other.pid === here.pid) return Math.abs(other.processStartedAt - here.processStartedAt) > START_TOLERANCE_MILLISECONDS
  return !isProcessAlive(other.pid)
}
