import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { hashAddon } from './native'

/**
 * Runs the addon's self-test with the given OpenBLAS kernel family (null: the detected one). Returns what is wrong, empty when all is
 * well.
 */
export type SelfTestRunner = (addonPath: string, coreType: string | null) => string

type Examination = { usable: true; coreType: string | null; problem: string } | { usable: false; problem: string }

/** A family every processor with AVX2 can run; the next in line when the detected one computes wrongly. */
const fallbackCoreType = 'Haswell'

const selfTestLimit = 60_000

/** The self-test in a process of its own, so that a kernel that crashes takes nothing else with it. */
export const selfTestInChild: SelfTestRunner = (addonPath, coreType) => {
  const env: NodeJS.ProcessEnv = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  // only the family asked for counts, not one left in the environment
  delete env.OPENBLAS_CORETYPE
  delete env.NODE_OPTIONS
  if (coreType !== null) env.OPENBLAS_CORETYPE = coreType
  const script = 'process.stdout.write("result:" + require(process.argv[1]).selfTest())'
  const child = spawnSync(process.execPath, ['-e', script, addonPath], { env, encoding: 'utf8', timeout: selfTestLimit, windowsHide: true })
  if (child.error !== undefined) return `the self-test could not run: ${child.error.message}`
  if (child.signal !== null) return `the self-test ended with ${child.signal}`
  if (child.status !== 0 || !child.stdout.startsWith('result:')) {
    const message = child.stderr.split('\n').find((line) => line.includes('Error')) ?? `exit code ${child.status}`
    return `the self-test did not run: ${message.trim()}`
  }
  const wrong = child.stdout.slice('result:'.length)
  return wrong === '' ? '' : `wrong results: ${wrong}`
}

const rememberedSchema = z.object({
  key: z.string(),
  examination: z.union([
    z.object({ usable: z.literal(true), coreType: z.string().nullable(), problem: z.string() }),
    z.object({ usable: z.literal(false), problem: z.string() }),
  ]),
})

function recall(file: string, key: string): Examination | null {
  if (!existsSync(file)) return null
  let content: unknown
  try {
    content = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // damaged or unreadable: the test is simply run again
    return null
  }
  const remembered = rememberedSchema.safeParse(content)
  return remembered.success && remembered.data.key === key ? remembered.data.examination : null
}

function remember(folder: string, file: string, key: string, examination: Examination): void {
  const temporary = `${file}.${process.pid}`
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(temporary, JSON.stringify({ key, examination }, null, 2))
    renameSync(temporary, file)
  } catch {
    // a folder that cannot be written costs the test again at the next start, nothing else
    return
  }
}

/** Whether the addon computes rightly on this processor, and with which OpenBLAS kernels; remembered in `cacheFolder`. */
export function examineAddon(addonPath: string, options: { cacheFolder?: string; runSelfTest?: SelfTestRunner }): Examination {
  const key = `${hashAddon(addonPath)} ${process.platform} ${process.arch} ${cpus()[0]?.model ?? ''}`
  const file = options.cacheFolder === undefined ? null : join(options.cacheFolder, 'arithmetic-self-test.json')
  const known = file === null ? null : recall(file, key)
  if (known !== null) return known
  const run = options.runSelfTest ?? selfTestInChild
  const problem = run(addonPath, null)
  let examination: Examination
  if (problem === '') {
    examination = { usable: true, coreType: null, problem }
  } else {
    const fallbackProblem = run(addonPath, fallbackCoreType)
    examination =
      fallbackProblem === '' ? { usable: true, coreType: fallbackCoreType, problem } : { usable: false, problem: fallbackProblem }
  }
  if (options.cacheFolder !== undefined && file !== null) remember(options.cacheFolder, file, key, examination)
  return examination
}
