import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openStore, type Store } from '../../src-main/store'
import { bundle } from './bundle'
import { LEASE, temporaryFolder } from './fixtures'
import { artifactValues, checkpointBytes, pointsBetween, SERIES, TOTAL_STEPS } from './kill-run'

const KILLS = { atWork: 32, twoAtOnce: 6, whileStarting: 8 }

/** What has to be there because a killed process had said that it was. */
interface Promised {
  step: number
  checkpoint: number
  finished: boolean
}

interface Expectation {
  runs: Map<number, Promised>
  backups: string[]
  counters: Map<string, number>
}

/** A generator that is the same every time; when exactly a process dies is not in its hands. */
function sequence(): (below: number) => number {
  let state = 7
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state / 2 ** 32) * below
  }
}

/** Starts the program, kills it some time after it is ready (or after it was started), and answers the lines it had printed. */
function runAndKill(program: string, home: string, salt: number, delay: number, from: 'start' | 'ready'): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, home, String(salt)], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let errors = ''
    let armed = false
    const arm = (): void => {
      armed = true
      setTimeout(() => child.kill('SIGKILL'), delay)
    }
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (!armed) arm()
    })
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      // a line that was cut off was not said
      if (signal === 'SIGKILL' && errors === '') resolve(output.split('\n').slice(0, -1))
      else reject(new Error(`The child was to be killed, but ended with ${code ?? signal}: ${errors}`))
    })
    if (from === 'start') arm()
  })
}

function learn(lines: string[], expectation: Expectation): void {
  const inOrder = lines.map((line) => line.split(' ')).sort(([one = ''], [other = '']) => (BigInt(one) < BigInt(other) ? -1 : 1))
  for (const [, what, ...words] of inOrder) {
    const runId = Number(words[0])
    const run = expectation.runs.get(runId) ?? { step: 0, checkpoint: -1, finished: false }
    const number = Number(words[1])
    if (what === 'queued')
      for (const id of words)
        expectation.runs.set(Number(id), expectation.runs.get(Number(id)) ?? { step: 0, checkpoint: -1, finished: false })
    else if (what === 'cutting')
      expectation.runs.set(runId, { ...run, step: Math.max(0, Math.min(run.step, number)), checkpoint: Math.min(run.checkpoint, number) })
    else if (what === 'batch') expectation.runs.set(runId, { ...run, step: number })
    else if (what === 'checkpoint') expectation.runs.set(runId, { ...run, checkpoint: number })
    else if (what === 'finished') expectation.runs.set(runId, { ...run, finished: true })
    else if (what === 'removing') expectation.runs.delete(runId)
    else if (what === 'value') expectation.counters.set(words[0] ?? '', number)
    else if (what === 'backup') expectation.backups = [...expectation.backups, words.join(' ')].slice(-10)
    else expect(what).toBe('ready')
  }
}

function checkRun(store: Store, runId: number, promised: Promised): void {
  const run = store.getRun(runId)
  if (run === null) throw new Error(`Run ${runId} is lost`)
  expect(run.step).toBeGreaterThanOrEqual(promised.step)
  if (promised.finished) expect(run.state).toBe('finished')
  const begun = store.seriesOf(runId).length > 0
  const last = begun ? run.step : -1
  // one batch is one transaction: whatever it holds ends at the same step
  expect(run.summary).toEqual(begun ? { last } : {})
  for (const name of SERIES) {
    const expected = pointsBetween(runId, name, 0, last)
    const stored = store.readSeries(runId, name)
    if (expected.steps.length === 0) {
      expect(stored).toBeNull()
      continue
    }
    expect(stored).toEqual(expected)
    const finite = expected.values.filter((value) => Number.isFinite(value))
    const extremes = finite.length === 0 ? [NaN, NaN] : [Math.min(...finite), Math.max(...finite)]
    expect(store.seriesOf(runId).find((series) => series.name === name)).toMatchObject({
      count: expected.steps.length,
      firstStep: 0,
      lastStep: expected.steps.at(-1),
      last: expected.values.at(-1),
      min: extremes[0],
      max: extremes[1],
      nonFinite: expected.values.length - finite.length,
    })
    // on two pixels whole chunks are drawn by their details
    const drawn = store.drawSeries(runId, name, null, 2)?.values.filter((value) => Number.isFinite(value)) ?? new Float64Array()
    expect(finite.length === 0 ? [NaN, NaN] : [Math.min(...drawn), Math.max(...drawn)]).toEqual(extremes)
  }
  for (const { name } of store.artifactsOf(runId)) expect(store.readArtifact(runId, name)?.[0]).toBe(artifactValues(runId, 0)[0])
  const checkpoints = store.checkpointsOf(runId)
  expect(checkpoints.length).toBeLessThanOrEqual(2)
  for (const { step, sha256, bytes } of checkpoints) {
    expect(step).toBeLessThanOrEqual(run.step)
    const content = readFileSync(join(store.home, 'blobs', sha256))
    expect(createHash('sha256').update(content).digest('hex')).toBe(sha256)
    expect(content.equals(checkpointBytes(runId, step))).toBe(true)
    expect(content.length).toBe(bytes)
  }
  if (run.state === 'finished') {
    expect(run.step).toBe(TOTAL_STEPS - 1)
    expect(checkpoints).toEqual([])
  } else expect(checkpoints[0]?.step ?? -1).toBeGreaterThanOrEqual(promised.checkpoint)
}

/** Opens the home as the next start does and looks whether everything is there and right. */
function inspect(home: string, expectation: Expectation, known: Set<number>): void {
  const store = openStore({ home, now: Date.now })
  try {
    expect(store.readOnly).toBe(false)
    for (const { code } of store.warnings) expect(['unclean-shutdown', 'orphans-swept']).toContain(code)
    // integrity_check, foreign_key_check, counts of series against their chunks and details, presence and size of every blob
    expect(store.checkIntegrity()).toEqual([])
    store.reconcile(Date.now(), LEASE)
    expect(store.countByState().running).toBeUndefined()
    for (const [runId, promised] of expectation.runs) {
      if (known.has(runId)) continue
      checkRun(store, runId, promised)
      if (promised.finished) known.add(runId)
    }
    for (const [salt, counter] of expectation.counters) expect(Number(store.getValue(`counter ${salt}`))).toBeGreaterThanOrEqual(counter)
    for (const backup of expectation.backups.slice(-5)) expect(existsSync(backup)).toBe(true)
    const files = ['.', 'blobs', 'backups'].flatMap((folder) => readdirSync(join(home, folder)))
    expect(files.filter((name) => name.endsWith('.tmp'))).toEqual([])
    expect(files.filter((name) => /damaged|suspect/.test(name))).toEqual([])
  } finally {
    store.close()
  }
}

it(
  `a process killed ${KILLS.atWork + 2 * KILLS.twoAtOnce + KILLS.whileStarting} times leaves everything whole that it said was stored`,
  { timeout: 300_000 },
  async () => {
    const program = await bundle('kill-program.ts')
    const random = sequence()
    const home = temporaryFolder()
    const expectation: Expectation = { runs: new Map(), backups: [], counters: new Map() }
    const known = new Set<number>()
    let salt = 0
    for (let kill = 0; kill < KILLS.atWork; kill++) {
      learn(await runAndKill(program, home, ++salt, random(300), 'ready'), expectation)
      inspect(home, expectation, known)
    }
    for (let pair = 0; pair < KILLS.twoAtOnce; pair++) {
      const delays = [random(300), random(300)]
      const lines = await Promise.all(delays.map((delay) => runAndKill(program, home, ++salt, delay, 'ready')))
      learn(lines.flat(), expectation)
      inspect(home, expectation, known)
    }
    // the work went on all the while
    expect(known.size).toBeGreaterThan(5)

    for (let kill = 0; kill < KILLS.whileStarting; kill++) {
      const fresh = temporaryFolder()
      const young: Expectation = { runs: new Map(), backups: [], counters: new Map() }
      learn(await runAndKill(program, fresh, ++salt, 20 + random(200), 'start'), young)
      inspect(fresh, young, new Set())
    }
  },
)
