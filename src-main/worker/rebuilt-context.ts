import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { LabError, type StoredRows } from '../contract'
import type { ArtifactArray, RunContext } from '../experiments/experiment'
import type { Arithmetic } from '../science/arithmetic/arithmetic'
import { readRows } from './array-file'
import type { NamedFile, RebuiltRun } from './data-protocol'

/** For making a stored run's kernels again: reads the files of what was stored, records nothing. */
export class RebuiltContext implements RunContext {
  /** @param checkStop throws where somebody has asked to stop */
  constructor(
    readonly arithmetic: Arithmetic,
    readonly threads: number,
    private readonly run: RebuiltRun,
    private readonly checkStop: () => void,
  ) {}

  storedArray({ sha256, shape, rows }: StoredRows): Float64Array {
    const file = this.run.arrays[sha256]
    if (file === undefined) throw new LabError('not-found', `Run ${this.run.runId} names the array ${sha256}, which is not there.`)
    const count = shape[0] ?? 1
    const dimension = shape.slice(1).reduce((product, extent) => product * extent, 1)
    const { first, count: wanted } = rows ?? { first: 0, count }
    return readRows(
      file.path,
      dimension,
      Array.from({ length: wanted }, (_, i) => first + i),
    )
  }

  /** what the run itself has left: its kernels start from its own weights */
  sourceArtifact(name: string): ArtifactArray | null {
    const file = this.run.artifacts[name]
    if (file === undefined) return null
    const content = verifiedContent(file, `${name} of run ${this.run.runId}`)
    return file.type === 'float64' ? new Float64Array(content) : new Uint32Array(content)
  }

  computeSeconds(): number {
    return 0
  }

  pulse(): void {
    this.checkStop()
  }

  leaveState(): void {
    return
  }

  boundary(): void {
    this.pulse()
  }

  record(): void {
    this.pulse()
  }

  recordAt(): void {
    this.pulse()
  }

  recordSpectrum(): void {
    this.pulse()
  }

  summarise(): void {
    this.pulse()
  }

  artifact(): void {
    this.pulse()
  }

  note(): void {
    this.pulse()
  }

  progress(): void {
    this.pulse()
  }
}

/** @throws LabError `database-damaged` when the file is not there or not what its name says */
function verifiedContent({ path, sha256 }: NamedFile, what: string): ArrayBuffer {
  let content: Uint8Array
  try {
    content = readFileSync(path)
  } catch (error) {
    throw new LabError(
      'database-damaged',
      `The file of ${what} (${sha256} in the folder blobs) cannot be read. Everything else is kept.`,
      [],
      {
        cause: error,
      },
    )
  }
  if (createHash('sha256').update(content).digest('hex') !== sha256)
    throw new LabError('database-damaged', `The file of ${what} (${sha256} in the folder blobs) is damaged. Everything else is kept.`)
  return new Uint8Array(content).buffer
}
