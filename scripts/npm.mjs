import { spawnSync } from 'node:child_process'
import { basename } from 'node:path'

/**
 * Runs npm and waits for it. Under `npm start` the same npm is used again; otherwise the one in PATH.
 * @param {string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 */
export function npm(args, options = {}) {
  const running = process.env.npm_execpath
  if (running && basename(running) === 'npm-cli.js')
    return spawnSync(process.execPath, [running, ...args], { encoding: 'utf8', ...options })
  // npm is a command file on Windows, which only a shell starts
  return spawnSync('npm', args, { encoding: 'utf8', shell: process.platform === 'win32', ...options })
}

/**
 * The lines of npm's output that say what went wrong.
 * @param {{ error?: Error, stderr?: string | Buffer | null, signal?: string | null }} result
 */
export function npmProblem(result) {
  if (result.error) return result.error.message
  const lines = String(result.stderr ?? '')
    .split('\n')
    .filter((line) => line.startsWith('npm error ') && !line.includes('complete log'))
    .map((line) => line.slice('npm error '.length).trim())
    .filter((line) => line !== '' && !/^(code|errno|syscall|type) /.test(line))
  return lines.slice(0, 2).join(' ') || (result.signal ?? 'npm failed without a message')
}
