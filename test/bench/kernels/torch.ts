import { fromPython } from './python'

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

/** Median milliseconds of each case in PyTorch; empty where it is not installed. */
export function torchTimes(cases: readonly TorchCase[]): ReadonlyMap<string, number> {
  const where = { script: 'two_layer_torch.py', module: 'torch', debianPackage: 'python3-torch' }
  return new Map(Object.entries((fromPython(where, cases) ?? {}) as Record<string, number>))
}
