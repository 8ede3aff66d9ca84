import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pipelineField, type LabEvent, type PipelineStepInput } from '../../../src-main/contract'
import { Lab } from '../../../src-main/lab/lab'
import { cifarBatch } from '../../fixtures/cifar-files'

let home: string
let lab: Lab

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gramscope-lab-'))
  lab = new Lab({ home, kind: 'app', workerFile: resolve('out/main/compute-worker.js'), appRoot: resolve('.') })
  lab.start()
})

afterEach(async () => {
  await lab.close()
  rmSync(home, { recursive: true, force: true, maxRetries: 5 })
})

async function opened(records: number): Promise<number> {
  const file = join(home, 'test_batch.bin')
  writeFileSync(file, cifarBatch(records))
  return (await lab.datasets.openSource([file])).sourceId
}

function plan(sourceId: number, job: string, steps: PipelineStepInput[]) {
  return { sourceId, finding: 0, choices: {}, pipeline: pipelineField.parse(steps), job }
}

const blobs = (): string[] => readdirSync(join(home, 'blobs'))

describe('data sets in the laboratory', () => {
  it('are imported in a thread of their own, once, and looked at', async () => {
    const events: LabEvent[] = []
    lab.subscribe((batch) => events.push(...batch))
    const sourceId = await opened(30)
    const steps: PipelineStepInput[] = [{ kind: 'take', count: 20 }, { kind: 'unit-interval' }]
    const made = await lab.request('datasets.import', { ...plan(sourceId, 'a', steps), name: 'cut' })
    expect(made.existed).toBe(false)
    expect(await lab.request('datasets.import', { ...plan(sourceId, 'b', steps), name: 'again' })).toEqual({ ...made, existed: true })
    const stored = blobs().length

    const { datasetId } = made
    const view = await lab.request('datasets.get', { datasetId })
    expect(view).toMatchObject({ name: 'cut', format: 'cifar-10-binary', usedBy: { runs: 0 } })
    const [part] = view.parts
    expect(part).toMatchObject({ role: 'test', count: 20, classCounts: Array(10).fill(2) })
    expect(await lab.request('datasets.labels', { datasetId, role: 'test' })).toEqual(Float64Array.from({ length: 20 }, (_, i) => i % 10))
    const wanted = { datasetId, role: 'test' as const, samples: [19, 0] }
    const original = await lab.request('datasets.samples', { ...wanted, which: 'original' })
    expect(original).toEqual(Float64Array.of(...cifarBatch(1, 19).subarray(1), ...cifarBatch(1, 0).subarray(1)))
    expect(await lab.request('datasets.samples', { ...wanted, which: 'stored' })).toEqual(original.map((value) => value / 255))
    await expect(lab.request('datasets.samples', { ...wanted, samples: [20], which: 'stored' })).rejects.toMatchObject({
      code: 'not-found',
    })

    const asked = { datasetId, role: 'test' as const, job: 'c' }
    expect(await lab.request('datasets.statistics', { ...asked, compute: false })).toBeNull()
    const computed = await lab.request('datasets.statistics', { ...asked, compute: true })
    expect(computed?.examined).toBe(20)
    expect(await lab.request('datasets.statistics', { ...asked, compute: false })).toEqual(computed)
    lab.hub.flush()
    expect(events.some(({ kind }) => kind === 'datasets-changed')).toBe(true)
    expect(blobs()).toHaveLength(stored)
  })

  it('leave nothing behind when they are stopped or refused', async () => {
    const sourceId = await opened(3000)
    const running = lab.request('datasets.import', { ...plan(sourceId, 'a', [{ kind: 'principal-components', count: 5 }]), name: 'x' })
    expect(await lab.request('datasets.stop', { job: 'a' })).toEqual({ stopped: true })
    await expect(running).rejects.toMatchObject({ code: 'stopped' })
    expect(await lab.request('datasets.stop', { job: 'a' })).toEqual({ stopped: false })
    const impossible = lab.request('datasets.import', { ...plan(sourceId, 'b', [{ kind: 'take', count: 3001 }]), name: 'x' })
    await expect(impossible).rejects.toThrow('Step 1 (take) cannot be done: the part test has 3000 samples, not 3001. Nothing was stored.')
    await expect(lab.request('datasets.preview', { ...plan(99, 'c', []), samples: 1 })).rejects.toMatchObject({ code: 'not-found' })
    expect(blobs()).toEqual([])
    expect(await lab.request('datasets.list', {})).toEqual([])
  })
})
