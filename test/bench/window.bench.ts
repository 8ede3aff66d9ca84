import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from '../e2e/lab-app'
import { generateStore } from './generate-store'

const RUNS = 1000
const POINTS = 10_000_000
const SECONDS = 20

interface Percentiles {
  count: number
  median: number
  p95: number
  p99: number
  max: number
}

/**
 * How long the main process, the page and the laboratory's answers take while a recipe runs on a store of 1,000 runs and 10 million
 * points. Milliseconds.
 */
test('the window on a full store', async ({ home, openLab }) => {
  generateStore(home, { runs: RUNS, points: POINTS }).close()
  const { app, page } = await openLab()
  await page.waitForLoadState('load')
  await app.evaluate(() => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks')
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    Object.assign(globalThis, { measuredDelay: delay })
  })
  const measured = await page.evaluate(async (seconds) => {
    const latencies: Record<string, number[]> = {}
    const timed = async (name: string, ask: () => Promise<{ ok: boolean }>): Promise<void> => {
      const started = performance.now()
      const reply = await ask()
      if (!reply.ok) throw new Error(`${name} was refused: ${JSON.stringify(reply)}`)
      ;(latencies[name] ??= []).push(performance.now() - started)
    }
    const frames: number[] = []
    let last = performance.now()
    let watching = true
    const frame = (now: number): void => {
      frames.push(now - last)
      last = now
      if (watching) requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
    const { request } = window.gramscope
    await request('recipes.start', { recipeId: 'razborov-table-1', size: 'quick' })
    const until = performance.now() + seconds * 1000
    for (let index = 1; performance.now() < until; index++) {
      const runId = (index % 1000) + 1
      await timed('runs.query', () =>
        request('runs.query', { filter: {}, sort: '-quantity3', offset: 0, limit: 200, columns: ['steps', 'spec.model.hiddenWidth'] }),
      )
      await timed('runs.get', () => request('runs.get', { runId }))
      await timed('runs.series', () => request('runs.series', { runId, names: ['residualNorm', 'lossHalfSum'], pixels: 1500 }))
      await timed('studies.get', () => request('studies.get', { studyId: 1 }))
      await timed('queue.get', () => request('queue.get', {}))
    }
    watching = false
    return { latencies, frames: frames.slice(1) }
  }, SECONDS)
  const mainDelay = await app.evaluate(() => {
    const delay: unknown = Reflect.get(globalThis, 'measuredDelay')
    const histogram = delay as { percentile: (p: number) => number; max: number; count: number }
    const milliseconds = (p: number): number => histogram.percentile(p) / 1e6
    return { count: histogram.count, median: milliseconds(50), p95: milliseconds(95), p99: milliseconds(99), max: histogram.max / 1e6 }
  })
  const result: Record<string, Percentiles> = {
    'main process, event-loop delay': mainDelay,
    'page, frame interval': percentiles(measured.frames),
  }
  for (const [name, values] of Object.entries(measured.latencies)) result[`answer to ${name}`] = percentiles(values)
  report(result)
  expect(mainDelay.count).toBeGreaterThan(1000)
})

function percentiles(values: number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
  return { count: sorted.length, median: at(0.5), p95: at(0.95), p99: at(0.99), max: sorted.at(-1) ?? NaN }
}

function report(result: Record<string, Percentiles>): void {
  console.log(`\n${RUNS} runs and ${POINTS} points stored, a recipe running, ${SECONDS} s; milliseconds`)
  const { format } = new Intl.NumberFormat('en', { maximumFractionDigits: 1, useGrouping: false })
  console.table(
    Object.entries(result).map(([what, { count, median, p95, p99, max }]) => ({
      what,
      count,
      median: format(median),
      p95: format(p95),
      p99: format(p99),
      max: format(max),
    })),
  )
  const folder = resolve('bench-results')
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, `window-${new Date().toISOString().replaceAll(':', '-')}.json`),
    JSON.stringify({ runs: RUNS, points: POINTS, milliseconds: result }, null, 2),
  )
}
