import { availableParallelism, tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import type { JobProgress } from '../../../../src-main/contract'
import { KernelThread } from '../../../../src-main/lab/compare/kernel-thread'
import { loadArithmetic } from '../../../../src-main/science/arithmetic/load'
import type { RebuiltRun } from '../../../../src-main/worker/data-protocol'
import { phaseSpec } from '../../../fixtures/two-layer-specs'

const told: JobProgress[] = []
let thread: KernelThread

const run = (sampleCount: number, seed: number): RebuiltRun => ({
  entry: seed,
  runId: 1000 * sampleCount + seed,
  seed,
  spec: { ...phaseSpec(40, 10, { sampleCount, steps: 1 }), dataSeed: 1 },
  step: 0,
  end: 1,
  artifacts: {},
  arrays: {},
})
const task = (runs: RebuiltRun[]) => ({ kind: 'kernels' as const, runs, base: null, name: 'tangentKernel', leading: 2, most: 2 ** 24 })

afterEach(() => thread.close())

it('kernels are made in a thread of their own, which tells how far it is and gives up what nobody waits for', async () => {
  const { decision } = loadArithmetic({ appRoot: resolve('.'), cacheFolder: tmpdir() })
  thread = new KernelThread(resolve('out/main/data-worker.js'), { decision, threads: availableParallelism() }, (progress) =>
    told.push(progress),
  )
  // larger than can be done before it is overtaken
  const overtaken = thread.work(task(Array.from({ length: 20 }, (_, seed) => run(600, seed))), 'a')
  const refused = expect(overtaken).rejects.toMatchObject({ code: 'stopped' })
  const answer = await thread.work(task([run(20, 1), run(20, 2)]), 'a')
  await refused
  expect(answer.members.map(({ order }) => order)).toEqual([20, 20])
  expect(answer.members[1]?.angles).toHaveLength(2)
  expect(answer.alignment[0]?.[1]).toBeGreaterThan(0.5)
  expect(told.every(({ job }) => job === 'a')).toBe(true)
  expect(told.map(({ what }) => what)).toContain('Matrix of run 20001')

  const stopped = thread.work(task(Array.from({ length: 20 }, (_, seed) => run(600, seed))), 'b')
  expect(thread.stop('b')).toBe(true)
  await expect(stopped).rejects.toMatchObject({ code: 'stopped' })
  expect(thread.stop('b')).toBe(false)
})
