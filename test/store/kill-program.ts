import { writeSync } from 'node:fs'
import { openStore } from '../../src-main/store'
import { artifactValues, checkpointBytes, pointsBetween, SERIES, TOTAL_STEPS } from './kill-run'
import { batchOf, hashOf, specOf, spectrumOf } from './measured'
import { claimNext, endRun } from './claiming'

/**
 * Works in the home named on the command line as an engine does, until it is killed. Every line it prints was true when it was printed:
 * what has been committed is said afterwards, what may take something away is said before. Lines begin with the time of the machine's
 * clock, so that those of several processes can be put in order.
 */
const [, , home = '', salt = '0'] = process.argv
const say = (text: string): void => {
  writeSync(1, `${process.hrtime.bigint()} ${text}\n`)
}

let state = Number(salt) + 1
const random = (below: number): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}

const store = openStore({ home, now: Date.now })
const engine = store.registerEngine({ kind: 'app', pid: process.pid, bootId: 'boot' }, Date.now())
say('ready')
for (let round = 0; ; round++) {
  store.heartbeat(engine, Date.now())
  store.reconcile(Date.now(), 15_000)
  keepQueueFilled(round)
  const claimed = claimNext(store, engine, Date.now(), 15_000)
  if (claimed !== null) execute(claimed.run.id)
  if (random(3) === 0) tidyUp()
  if (random(8) === 0) say(`backup ${store.backup(Date.now())}`)
  store.setValue(`counter ${salt}`, round)
  say(`value ${salt} ${round}`)
}

function keepQueueFilled(round: number): void {
  const cells = store
    .queryRuns({ filter: { states: ['interrupted', 'paused', 'cancelled'] }, offset: 0, limit: 100 })
    .rows.map((run) => ({ hash: run.cellHash, spec: run.spec, seeds: [run.seed] }))
  if (store.queueOrder(4).length < 4) cells.push({ hash: hashOf(Number(salt) * 1000 + round), spec: specOf(), seeds: [0, 1] })
  if (cells.length > 0) say(`queued ${store.enqueue(cells, null, Date.now()).runIds.join(' ')}`)
}

function execute(runId: number): void {
  const checkpoint = store.loadCheckpoint(runId)
  const from = checkpoint?.step ?? -1
  if (checkpoint !== null && !Buffer.concat(checkpoint.bytes).equals(checkpointBytes(runId, from)))
    say(`wrong checkpoint of ${runId} at ${from}`)
  say(`cutting ${runId} ${from}`)
  store.cutBack(runId, from, Date.now())
  for (let step = from; step < TOTAL_STEPS - 1;) {
    const next = Math.min(TOTAL_STEPS - 1, step + 1 + random(900))
    const batch = batchOf({
      series: SERIES.map((name) => ({ name, ...pointsBetween(runId, name, step + 1, next) })),
      spectra: [spectrumOf(next)],
      artifacts: random(3) === 0 ? [{ name: 'weights', values: artifactValues(runId, next) }] : [],
      summary: { last: next },
      step: next,
      progress: next / TOTAL_STEPS,
    })
    store.appendBatch(runId, engine, batch, Date.now())
    say(`batch ${runId} ${next}`)
    step = next
    if (random(2) === 0) {
      store.saveCheckpoint(runId, engine, { step, bytes: checkpointBytes(runId, step) }, Date.now())
      say(`checkpoint ${runId} ${step}`)
    }
  }
  endRun(store, runId, engine, { state: 'finished', stopReason: 'done', error: null, batch: null }, Date.now())
  say(`finished ${runId}`)
}

function tidyUp(): void {
  const [oldest] = store.runIds({ states: ['finished'] }).slice(-1)
  if (oldest !== undefined) {
    say(`removing ${oldest}`)
    store.removeRuns([oldest], 0)
  }
  store.sweep(1)
}
