import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { StoreWarning } from '../../src-main/store'
import { bundle } from './bundle'
import { NOW, temporaryFolder, temporaryStore } from './fixtures'
import { hashOf, specOf } from './measured'

interface Report {
  engine: number
  claimed: number[]
  warnings: StoreWarning[]
}

function run(program: string, home: string, onReady?: () => void): Promise<Report> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, home, onReady === undefined ? 'at once' : 'wait'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let errors = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (output === 'ready\n') onReady?.()
    })
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output.replace('ready\n', '')) as Report)
      else reject(new Error(`The child ended with ${code}: ${errors}`))
    })
  })
}

describe('several processes with one home', () => {
  it('share a queue: every run is claimed once, by one of them', async () => {
    const program = await bundle('claim-program.ts')
    const store = temporaryStore()
    const cells = Array.from({ length: 30 }, (_, cell) => ({
      hash: hashOf(cell),
      spec: specOf(),
      seeds: Array.from({ length: 10 }, (__, seed) => seed),
    }))
    const { queued } = store.enqueue(cells, null, NOW)
    let ready = 0
    const start = (): void => {
      if (++ready === 3) store.setValue('go', true)
    }
    const reports = await Promise.all(Array.from({ length: 3 }, () => run(program, store.home, start)))
    const claimed = reports.flatMap((report) => report.claimed)
    expect(claimed).toHaveLength(300)
    expect(new Set(claimed)).toEqual(new Set(queued))
    // it was a race, or nothing was tested
    expect(reports.filter((report) => report.claimed.length > 0).length).toBeGreaterThan(1)
    for (const { engine, claimed: mine } of reports) {
      for (const id of mine) expect(store.getRun(id)).toMatchObject({ state: 'finished', summary: { engine } })
    }
    expect(store.checkIntegrity()).toEqual([])
  })

  it('may make the home at the same moment', async () => {
    const program = await bundle('claim-program.ts')
    const home = temporaryFolder()
    const reports = await Promise.all(Array.from({ length: 5 }, () => run(program, home)))
    expect(new Set(reports.map((report) => report.engine)).size).toBe(5)
    expect(reports.flatMap((report) => report.warnings)).toEqual([])
    const store = temporaryStore({ home })
    expect(store.warnings).toEqual([])
    expect(store.checkIntegrity()).toEqual([])
  })
})
