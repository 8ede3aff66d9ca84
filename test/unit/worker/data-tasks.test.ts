import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { LabError, pipelineField, type DatasetView, type PipelineStepInput } from '../../../src-main/contract'
import { importFiles } from '../../../src-main/datasets/import'
import { readRows } from '../../../src-main/worker/array-file'
import type { DataResults, DataTask, TaskProgress } from '../../../src-main/worker/data-protocol'
import { DataTasks } from '../../../src-main/worker/data-tasks'
import { TaskReport } from '../../../src-main/worker/task-progress'
import { portable } from '../../fixtures/arithmetic'
import { cifarArchive, cifarBatch, CIFAR_CLASSES, cifarFolder } from '../../fixtures/cifar-files'

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gramscope-data-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

interface Setting {
  folder: string
  told: TaskProgress[]
  /** asks to stop when this many reports have been made */
  stopAfter: number
  run<Task extends DataTask>(task: Task): Promise<DataResults[Task['kind']]>
}

/** Tasks with a clock that moves a second whenever it is looked at, so that every report is told. */
function setting(): Setting {
  const tasks = new DataTasks()
  const made: Setting = {
    folder: temporaryFolder(),
    told: [],
    stopAfter: Infinity,
    run: async (task) => (await tasks.run(task, port)) as never,
  }
  let time = 0
  const now = (): number => (time += 1000)
  const port = {
    arithmetic: portable,
    report: new TaskReport(now, (progress) => made.told.push(progress)),
    checkStop: () => {
      if (made.told.length >= made.stopAfter) throw new LabError('stopped', 'Stopped as asked.')
    },
    now,
  }
  return made
}

const STEPS: PipelineStepInput[] = [
  { kind: 'take', part: 'train', count: 2, per: 'class' },
  { kind: 'pool', size: 8 },
  { kind: 'unit-interval' },
  { kind: 'one-hot' },
]

function importTask(folder: string, paths: string[], steps = STEPS): Extract<DataTask, { kind: 'import' }> {
  const out = join(folder, 'out')
  mkdirSync(out, { recursive: true })
  const temporaries = Array.from({ length: 64 }, (_, i) => join(out, `file-${i}`))
  return { kind: 'import', paths, choices: {}, pipeline: pipelineField.parse(steps), temporaries }
}

describe('importing', () => {
  it('recognises, previews and stores an archive in the original layout', async () => {
    const { folder, told, run } = setting()
    const archive = join(folder, 'cifar-10-binary.tar.gz')
    writeFileSync(archive, cifarArchive(20))
    const [finding] = await run({ kind: 'recognise', paths: [archive] })
    expect(finding).toMatchObject({ format: 'cifar-10-binary', kind: 'images', classNames: CIFAR_CLASSES })
    expect(finding?.parts.map(({ role, count }) => [role, count])).toEqual([
      ['train', 100],
      ['test', 20],
    ])

    const pipeline = pipelineField.parse(STEPS)
    const preview = await run({ kind: 'preview', paths: finding?.paths ?? [], choices: {}, pipeline, samples: 3 })
    expect(preview.parts.map(({ count, classCounts }) => [count, classCounts?.[0]])).toEqual([
      [20, 2],
      [20, 2],
    ])
    expect(preview.shape).toEqual({ channels: 3, height: 4, width: 4 })
    expect(preview.samples.labels).toEqual([0, 1, 2])
    expect(preview.samples.originals).toEqual(Float64Array.from([0, 1, 2].flatMap((i) => [...cifarBatch(1, i).subarray(1)])))
    expect(preview.statisticsFrom).toBeNull()

    const { dataset, blobs } = await run(importTask(folder, finding?.paths ?? []))
    expect(dataset.bytes).toBe(preview.bytes)
    expect(blobs.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(preview.bytes)
    for (const { sha256, temporary } of blobs) expect(createHash('sha256').update(readFileSync(temporary)).digest('hex')).toBe(sha256)
    const inputs = blobs.find(({ sha256 }) => sha256 === dataset.parts[0]?.inputs.sha256)
    expect(readRows(inputs?.temporary ?? '', 48, [0, 1, 2])).toEqual(preview.samples.values)
    expect(dataset.sources).toEqual([
      { path: archive, bytes: readFileSync(archive).length, sha256: createHash('sha256').update(readFileSync(archive)).digest('hex') },
    ])
    expect(told.at(-1)?.what).toBe('Writing arrays')
    const shares = told.map(({ share }) => share)
    expect(Math.max(...shares)).toBe(1)
    expect(told.some(({ bytesPerSecond }) => (bytesPerSecond ?? 0) > 0)).toBe(true)
  })

  it('makes the same data set of the archive and of its folder', async () => {
    const { folder, run } = setting()
    for (const [name, content] of Object.entries(cifarFolder(10))) {
      mkdirSync(join(folder, 'cifar'), { recursive: true })
      writeFileSync(join(folder, 'cifar', name), content)
    }
    const archive = join(folder, 'c.tar.gz')
    writeFileSync(archive, cifarArchive(10))
    const steps: PipelineStepInput[] = [{ kind: 'unit-interval' }]
    const ofFolder = await run(importTask(join(folder, 'a'), [join(folder, 'cifar')], steps))
    const ofArchive = await run(importTask(join(folder, 'b'), [archive], steps))
    expect(ofFolder.dataset.hash).toBe(ofArchive.dataset.hash)
    expect(ofFolder.dataset.sources).not.toEqual(ofArchive.dataset.sources)
  })

  it('leaves no file behind when it is stopped or cannot be done', async () => {
    const at = setting()
    const batch = join(at.folder, 'test_batch.bin')
    writeFileSync(batch, cifarBatch(200))
    const task = importTask(at.folder, [batch], [{ kind: 'unit-interval' }])
    await at.run(task)
    const reports = at.told.length
    for (const name of readdirSync(join(at.folder, 'out'))) rmSync(join(at.folder, 'out', name))
    at.told.length = 0
    // the inputs are written and under their own name then, the last array is not
    at.stopAfter = reports - 1
    await expect(at.run(task)).rejects.toMatchObject({ code: 'stopped' })
    expect(readdirSync(join(at.folder, 'out'))).toEqual([])
    at.stopAfter = Infinity
    await expect(at.run(importTask(at.folder, [batch], [{ kind: 'take', count: 201 }]))).rejects.toMatchObject({ code: 'invalid-request' })
    expect(readdirSync(join(at.folder, 'out'))).toEqual([])
  })

  it('numbers classes that nothing names', async () => {
    const { folder, run } = setting()
    const batch = join(folder, 'test_batch.bin')
    writeFileSync(batch, cifarBatch(20))
    const { dataset } = await run(importTask(folder, [batch], []))
    expect(dataset.classNames).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
    expect(dataset.parts[0]?.classCounts).toEqual(Array(10).fill(2))
  })
})

describe('examining and exporting', () => {
  /** A stored data set: its files and what is known of it. */
  async function stored(at: Setting, steps: PipelineStepInput[] = STEPS): Promise<{ dataset: DatasetView; files: Record<string, string> }> {
    const batch = join(at.folder, 'data_batch_1.bin')
    writeFileSync(batch, cifarBatch(60))
    const { dataset, blobs } = await at.run(importTask(at.folder, [batch], steps))
    const view = { ...dataset, id: 1, name: 'cut', createdAt: 0, usedBy: { runs: 0, runIds: [] } }
    return { dataset: view, files: Object.fromEntries(blobs.map(({ sha256, temporary }) => [sha256, temporary])) }
  }

  it('examines the samples of a part with their classes', async () => {
    const at = setting()
    const { dataset, files } = await stored(at)
    const [part] = dataset.parts
    const result = await at.run({
      kind: 'statistics',
      role: 'train',
      count: 20,
      dimension: 48,
      inputsFile: files[part?.inputs.sha256 ?? ''] ?? '',
      labelsFile: files[part?.labels?.sha256 ?? ''] ?? '',
      classCount: 10,
    })
    expect(result).toMatchObject({ examined: 20, total: 20, dimension: 48, classCounts: Array(10).fill(2) })
    expect(result.distances.sameClass?.reduce((a, b) => a + b, 0)).toBe(10)
  })

  it.each(['npz', 'csv', 'idx'] as const)(
    'writes %s that can be imported again with the same numbers, and says how it was made',
    async (format) => {
      const at = setting()
      const { dataset, files } = await stored(at)
      const [part] = dataset.parts
      if (part === undefined) throw new Error('There is no part')
      const { paths } = await at.run({ kind: 'export', dataset, part, format, output: join(at.folder, `cut.${format}`), files })
      expect(readdirSync(at.folder).some((name) => name.endsWith('.part'))).toBe(false)
      const sidecar = JSON.parse(readFileSync(join(at.folder, 'cut.json'), 'utf8')) as { pipeline: unknown; dataset: { hash: string } }
      expect(sidecar.pipeline).toEqual(dataset.pipeline)
      expect(sidecar.dataset.hash).toBe(dataset.hash)

      const data = paths.filter((path) => !path.endsWith('.json') && !path.includes('-targets'))
      const choices = format === 'npz' ? { arrays: [{ role: 'all' as const, inputs: 'inputs', labels: 'labels' }] } : {}
      const again = await importFiles(data, choices)
      const [back] = again.parts
      const values = readRows(
        files[part.inputs.sha256] ?? '',
        48,
        Uint32Array.from({ length: 20 }, (_, i) => i),
      )
      expect(Float64Array.from(back?.values ?? [])).toEqual(values)
      const labels = readRows(
        files[part.labels?.sha256 ?? ''] ?? '',
        1,
        Uint32Array.from({ length: 20 }, (_, i) => i),
      )
      const named = (again.classNames ?? []).length > 0
      const expected = [...labels].map(String)
      expect([...(back?.labels ?? [])].map((label) => (named ? again.classNames?.[label] : String(label)))).toEqual(expected)
    },
  )
})
