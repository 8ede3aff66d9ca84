import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface TorchCase {
  name: string
  kind: 'steps' | 'gram'
  n: number
  d: number
  m: number
  activation: 'softplus' | 'relu' | 'tanh' | 'swish'
  threads: number
  /** steps of one measurement */
  inner: number
  repetitions: number
}

const script = join(dirname(fileURLToPath(import.meta.url)), 'two_layer_torch.py')

/** The first Python that has PyTorch (Debian: apt-get install python3-torch); null when there is none. */
function pythonWithTorch(): string | null {
  const has = (python: string): boolean => spawnSync(python, ['-c', 'import torch']).status === 0
  return ['python3', '/usr/bin/python3'].find(has) ?? null
}

/** Median milliseconds of each case in PyTorch; empty, and said so, where it is not installed. */
export function torchTimes(cases: readonly TorchCase[]): ReadonlyMap<string, number> {
  const python = pythonWithTorch()
  if (python === null) {
    console.warn('PyTorch is not installed (apt-get install python3-torch): nothing to compare with.')
    return new Map()
  }
  const { status, stdout, stderr } = spawnSync(python, [script, JSON.stringify(cases)], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`PyTorch failed: ${stderr}`)
  return new Map(Object.entries(JSON.parse(stdout) as Record<string, number>))
}
