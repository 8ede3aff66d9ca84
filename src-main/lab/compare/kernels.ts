import { totalmem } from 'node:os'
import type { ComparedKernels, ComparedModes, RequestArgument, RunRecord } from '../../contract'
import { kernelOrder, kernelSteps } from '../../experiments/run-kernels'
import { pointCounts } from '../../experiments/points/point-counts'
import type { Store } from '../../store'
import type { DataResults, DataTask, RebuiltRun } from '../../worker/data-protocol'
import { storedArrays } from '../bundle/stored-arrays'

/** Of the machine's memory, what matrices may take that are made again. */
const MEMORY_SHARE = 0.25
/** Matrices that are in memory while one is made and its eigenvectors are taken. */
const WORKING_MATRICES = 6
const MOST_DECAYS = 12
const BYTES = 8

type Reading = Pick<Store, 'blobPath' | 'artifactsOf'>
type KernelTask = Extract<DataTask, { kind: 'kernels' | 'modes' }>
/** Computes somewhere else; a job of the same name that is not done yet is stopped. */
export type KernelWork = <Task extends KernelTask>(task: Task, job: string) => Promise<DataResults[Task['kind']]>

interface Candidate {
  run: RebuiltRun
  order: number
}

/** Which kernel matrices of runs can be made again in the memory there is; a thread of its own makes them. */
export class KernelComparison {
  /** @param memory bytes that the matrices may take */
  constructor(
    private readonly store: Reading,
    private readonly work: KernelWork,
    private readonly memory = MEMORY_SHARE * totalmem(),
  ) {}

  async kernels(
    { entries, base, name, step, leading, job }: RequestArgument<'compare.kernels'>,
    runs: ReadonlyMap<number, RunRecord>,
  ): Promise<ComparedKernels> {
    const remarks: string[] = []
    const chosen = this.within(this.candidates(entries, runs, step, 1, remarks), remarks)
    const task = { kind: 'kernels' as const, runs: chosen.map(({ run }) => run), base, name, leading, most: this.memory / BYTES }
    const made = await this.work(task, job)
    return { ...made, remarks: [...remarks, ...made.remarks] }
  }

  async modes({ entries, step, job }: RequestArgument<'compare.modes'>, runs: ReadonlyMap<number, RunRecord>): Promise<ComparedModes> {
    const remarks: string[] = []
    if (entries.length > MOST_DECAYS) remarks.push(`The first ${MOST_DECAYS} of ${entries.length} entries are shown.`)
    if (entries.some((ids) => ids.length > 1))
      remarks.push('Of a group the first run stands for it: eigenvectors of different seeds differ.')
    const first = entries.slice(0, MOST_DECAYS).map((ids) => ids.slice(0, 1))
    const chosen = this.candidates(first, runs, step, 0, remarks)
    const made = await this.work({ kind: 'modes', runs: chosen.map(({ run }) => run) }, job)
    return { ...made, remarks: [...remarks, ...made.remarks] }
  }

  /**
   * The runs whose matrices fit one by one.
   * @param kept matrices of each that stay while others are made
   */
  private candidates(
    entries: readonly number[][],
    runs: ReadonlyMap<number, RunRecord>,
    wanted: number | null,
    kept: number,
    remarks: string[],
  ): Candidate[] {
    return entries.flatMap((ids, entry) =>
      ids.flatMap((id) => {
        const run = runs.get(id)
        if (run === undefined) return []
        const found = this.candidate(run, entry, wanted, kept)
        if (typeof found !== 'string') return [found]
        remarks.push(`Run ${id}: ${found}`)
        return []
      }),
    )
  }

  /** The run at the last step up to the wanted one at which the weights are known, or why there is none. */
  private candidate(run: RunRecord, entry: number, wanted: number | null, kept: number): Candidate | string {
    const { id: runId, seed, spec, step: end } = run
    const count = 'data' in spec && 'preprocessing' in spec ? (pointCounts(spec)?.sampleCount ?? null) : sampleCountOf(run)
    const points = count === null ? null : kernelOrder(spec, count)
    if (points === null) return 'its experiment has no kernels that could be made again.'
    // the modes are those of all points
    const order = kept === 0 ? Math.max(points, count ?? 0) : points
    const needed = (kept + WORKING_MATRICES) * order * order * BYTES
    if (needed > this.memory) return `the matrix of ${order} points and its eigenvectors need ${gigabytes(needed)}; ${this.allowed()}.`
    const artifacts = this.store.artifactsOf(runId)
    const steps = kernelSteps(
      spec,
      artifacts.map(({ name }) => name),
      end,
    )
    const step = steps.findLast((each) => each <= (wanted ?? Infinity))
    if (step === undefined) return 'no weights were kept.'
    const file = (sha256: string) => ({ path: this.store.blobPath(sha256), sha256 })
    return {
      run: {
        entry,
        runId,
        seed,
        spec,
        step,
        end,
        artifacts: Object.fromEntries(artifacts.map(({ name, type, sha256 }) => [name, { ...file(sha256), type }])),
        arrays: Object.fromEntries(storedArrays(spec).map(({ sha256 }) => [sha256, file(sha256)])),
      },
      order,
    }
  }

  /** All, or the first of each entry where all do not fit, or as many of these as do. */
  private within(all: Candidate[], remarks: string[]): Candidate[] {
    if (this.fit(all)) return all
    const first = all.filter(({ run }, i) => all.findIndex((other) => other.run.entry === run.entry) === i)
    const taken = this.fit(first) ? first : first.slice(0, first.findLastIndex((_, i) => this.fit(first.slice(0, i + 1))) + 1)
    remarks.push(
      `The matrices of ${all.length} runs need ${gigabytes(needOf(all))}; ${this.allowed()}. ${taken.length} are shown${
        taken.length === first.length ? ', one of each entry' : ''
      }.`,
    )
    return taken
  }

  private fit(candidates: Candidate[]): boolean {
    return needOf(candidates) <= this.memory
  }

  private allowed(): string {
    return `${gigabytes(this.memory)}, a quarter of the memory of this machine, may be used`
  }
}

function needOf(candidates: Candidate[]): number {
  const squares = candidates.map(({ order }) => order * order)
  return BYTES * (squares.reduce((sum, square) => sum + square, 0) + WORKING_MATRICES * Math.max(0, ...squares))
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toPrecision(2)} GB`

/** Points of the experiments whose specs say it in their data. */
function sampleCountOf({ spec }: RunRecord): number | null {
  if (spec.experiment !== 'two-layer-relu') return null
  if (spec.data.kind === 'sphere') return spec.data.sampleCount
  return spec.data.kind === 'stored' ? (spec.data.shape[0] ?? null) : null
}
