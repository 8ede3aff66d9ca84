// Two set-ups of one clone at once (start in one terminal, test in another) would build over each other: the second waits for the first.
import { createHash } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cacheFolder, root } from './places.mjs'
import { say } from './report.mjs'

const POLL_MS = 200
// outside of node_modules, which npm ci empties
const lockFile = join(cacheFolder, `setup-${createHash('sha256').update(root).digest('hex').slice(0, 12)}.lock`)

/** @returns {number | null} the process that holds the lock, or null after taking it */
function take() {
  // a link appears with its content at once, and only where there is none yet
  const own = `${lockFile}.${process.pid}`
  writeFileSync(own, String(process.pid))
  try {
    linkSync(own, lockFile)
    return null
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
  } finally {
    rmSync(own)
  }
  return holder() ?? take()
}

/** @returns {number | null} the living process that holds the lock; a lock left by a dead one is removed */
function holder() {
  let pid
  try {
    pid = Number(readFileSync(lockFile, 'utf8'))
  } catch (error) {
    // released in the meantime
    if (isCode(error, 'ENOENT')) return null
    throw error
  }
  if (pid > 0 && isAlive(pid)) return pid
  rmSync(lockFile, { force: true })
  return null
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !isCode(error, 'ESRCH')
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function isCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code
}

/**
 * Runs `work` while no other set-up of this clone is at work.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(work) {
  mkdirSync(cacheFolder, { recursive: true })
  let told = false
  for (let other = take(); other !== null; other = take()) {
    if (!told) say(`another set-up (process ${other}) is at work here: waiting for it. If there is none, delete ${lockFile}`)
    told = true
    await sleep(POLL_MS)
  }
  const release = () => rmSync(lockFile, { force: true })
  process.on('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}
