import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { median } from './measure'

const folder = dirname(fileURLToPath(import.meta.url))

export interface PeerScript {
  /** beside this file; it serves by turns.py */
  script: string
  module: string
  /** that brings the module on Debian and Ubuntu */
  debianPackage: string
  environment?: Record<string, string>
}

/** Another program that measures one case at a time, whenever it is asked to. */
export class Peer {
  readonly #process: ChildProcessWithoutNullStreams
  readonly #answers: AsyncIterator<string, undefined>
  #errors = ''

  private constructor(process: ChildProcessWithoutNullStreams) {
    this.#process = process
    this.#answers = createInterface({ input: process.stdout })[Symbol.asyncIterator]() as AsyncIterator<string, undefined>
    process.stderr.setEncoding('utf8').on('data', (text: string) => (this.#errors += text))
  }

  /** Run by the first Python that has the module; null, and said so, where there is none. */
  static start({ script, module, debianPackage, environment = {} }: PeerScript): Peer | null {
    const has = (python: string): boolean => spawnSync(python, ['-c', `import ${module}`]).status === 0
    const python = ['python3', '/usr/bin/python3'].find(has)
    if (python === undefined) {
      console.warn(`${module} is not installed (apt-get install ${debianPackage}): nothing to compare with.`)
      return null
    }
    return new Peer(spawn(python, [join(folder, script)], { env: { ...process.env, ...environment } }))
  }

  async #ask(question: unknown): Promise<unknown> {
    this.#process.stdin.write(`${JSON.stringify(question)}\n`)
    const answer = await this.#answers.next()
    if (answer.done === true) throw new Error(`The other program failed: ${this.#errors}`)
    return JSON.parse(answer.value) as unknown
  }

  /** The case that is measured from now on. @returns what its script says of itself */
  prepare(given: unknown): Promise<unknown> {
    return this.#ask(given)
  }

  /** Milliseconds of the case. */
  async time(): Promise<number> {
    return (await this.#ask('again')) as number
  }

  stop(): void {
    this.#process.stdin.end()
  }
}

export interface Turns {
  /** medians of the turns; null without a peer */
  ours: number
  theirs: number | null
  /** what the peer's script said of itself */
  said: unknown
}

/**
 * Ours and theirs in turns, so that a machine that becomes slower or faster meanwhile does so for both.
 * @param ours milliseconds of one measurement of ours
 */
export async function inTurns(peer: Peer | null, given: unknown, turns: number, ours: () => number): Promise<Turns> {
  const said = await peer?.prepare(given)
  // warms up
  ours()
  const times: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] }
  for (let turn = 0; turn < turns; turn++) {
    // threads that wait for more work spin for a while
    await pause(100)
    if (peer !== null) times.theirs.push(await peer.time())
    await pause(100)
    times.ours.push(ours())
  }
  return { ours: median(times.ours), theirs: peer === null ? null : median(times.theirs), said }
}
