import { writeSync } from 'node:fs'
import { openStore } from '../../src-main/store'
import { batchOf } from './measured'
import { claimNext, endRun } from './claiming'

/**
 * Claims and finishes runs of the home named on the command line until the queue is empty; prints the ids as JSON. With `wait` it says
 * when it has opened the home, and begins when the value `go` is set, so that several of these begin together.
 */
const [, , home = '', mode] = process.argv
const store = openStore({ home, now: Date.now })
const engine = store.registerEngine({ kind: 'terminal', pid: process.pid, bootId: 'boot' }, Date.now())
if (mode === 'wait') {
  writeSync(1, 'ready\n')
  while (store.getValue('go') !== true) pause(2)
}
const claimed: number[] = []
for (;;) {
  store.heartbeat(engine, Date.now())
  const next = claimNext(store, engine, Date.now(), 15_000)
  if (next === null) break
  claimed.push(next.run.id)
  // a run takes its time; without a pause whoever comes first would keep the lock for itself
  pause(2)
  const values = Float64Array.of(engine)
  store.appendBatch(
    next.run.id,
    engine,
    batchOf({ series: [{ name: 'engine', steps: Float64Array.of(0), values }], summary: { engine } }),
    Date.now(),
  )
  endRun(store, next.run.id, engine, { state: 'finished', stopReason: null, error: null, batch: null }, Date.now())
}
store.releaseEngine(engine)
store.close()
process.stdout.write(JSON.stringify({ engine, claimed, warnings: store.warnings }))

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
