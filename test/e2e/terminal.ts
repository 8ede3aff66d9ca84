import { spawn, type ChildProcess } from 'node:child_process'
import { resolve } from 'node:path'

export interface Finished {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface Started {
  child: ChildProcess
  finished: Promise<Finished>
}

/** Starts the built terminal program on a home folder. */
export function startTerminal(home: string, ...argv: string[]): Started {
  const child = spawn(process.execPath, [resolve('out/main/cli.js'), ...argv, '--home', home], { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const finished = new Promise<Finished>((done) => child.once('close', (code, signal) => done({ code, signal, stdout, stderr })))
  return { child, finished }
}

export function terminal(home: string, ...argv: string[]): Promise<Finished> {
  return startTerminal(home, ...argv).finished
}
