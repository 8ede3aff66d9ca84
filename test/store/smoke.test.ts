import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openStore } from '../../src-main/store'
it('smoke', () => {
  const home = mkdtempSync(join(tmpdir(), 's-'))
  const store = openStore({ home, now: () => 1000 })
  const spec = { experiment: 'two-layer-relu', version: 1, model: { hiddenWidth: 10 } } as never
  const e = store.registerEngine({ kind: 'app', pid: process.pid, bootId: 'b' }, 1000)
  const r = store.enqueue([{ hash: 'a'.repeat(64), spec, seeds: [0, 1] }], e, 1000)
  expect(r.queued).toEqual([1, 2])
  const c = store.claimNext(e, 1000, 1000)!
  expect(c.run.id).toBe(1)
  const values = Float64Array.from({ length: 5000 }, (_, i) => (i === 77 ? NaN : Math.sin(i)))
  store.appendBatch(1, e, { series: [{ name: 'loss', steps: Float64Array.from(values, (_, i) => i), values }], spectra: [], summary: { a: NaN, b: 1 }, artifacts: [{ name: 'w', values: Uint32Array.of(1, 2) }], events: [], step: 4999, progress: 0.5, computeSeconds: 1 }, 1000)
  store.saveCheckpoint(1, e, { step: 3000, bytes: new Uint8Array(100) }, 1000)
  expect(store.loadCheckpoint(1)?.step).toBe(3000)
  store.cutBack(1, 3000, 1000)
  console.log(store.seriesOf(1), store.drawSeries(1, 'loss', null, 10), store.queryRuns({ filter: {}, offset: 0, limit: 10 }), store.eventsOf(1), store.checkIntegrity())
  store.finishRun(1, e, { state: 'finished', stopReason: 'converged', error: null, batch: null }, 1000)
  console.log(store.getRun(1), readdirSync(home), store.backup(2000), store.listBackups())
  store.close()
  const again = openStore({ home, now: () => 1000 })
  console.log(again.warnings, readdirSync(home), again.getSettings())
  again.close()
})
