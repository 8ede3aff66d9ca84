import type { RunRecord, StoredRows } from '../../contract'
import type { RunContext, ArtifactArray } from '../../experiments/experiment'
import type { Arithmetic } from '../../science/arithmetic/arithmetic'
import type { Store } from '../../store'

/** For making a stored run's kernels again outside a worker: reads what is stored, records nothing. */
export class KernelContext implements RunContext {
  constructor(
    readonly arithmetic: Arithmetic,
    readonly threads: number,
    private readonly store: Pick<Store, 'getArray' | 'readArtifact'>,
    private readonly run: Pick<RunRecord, 'id'>,
  ) {}

  storedArray(array: StoredRows): Float64Array {
    return this.store.getArray(array)
  }

  /** what the run itself has left: its kernels start from its own weights */
  sourceArtifact(name: string): ArtifactArray | null {
    return this.store.readArtifact(this.run.id, name)
  }

  computeSeconds(): number {
    return 0
  }

  pulse(): void {
    // nothing can stop it, and its sizes are bounded
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
