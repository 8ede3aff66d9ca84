import { availableParallelism } from 'node:os'
import type { ComparedKernels, ComparedModes, RequestArgument, RunRecord } from '../../contract'
import { kernelOrder, kernelSteps, modeDecay, runKernel, type ModeDecay, type RunKernel } from '../../experiments/run-kernels'
import { pointCounts } from '../../experiments/points/point-counts'
import type { Arithmetic } from '../../science/arithmetic/arithmetic'
import { centredKernelAlignment, kernelAlignment } from '../../science/kernels/alignment'
import { predictedModes } from '../../science/spectra/linear-prediction'
import { principalAngles } from '../../science/spectra/principal-angles'
import type { Store } from '../../store'
import { KernelContext } from './kernel-context'
import type { SeriesCache } from './series-cache'

/** Matrices of more points are not made again while somebody waits. */
const MOST_POINTS = 1000
/** More kernels than this are one run for each entry. */
const MOST_KERNELS = 32
const MOST_DECAYS = 12

type Reading = Pick<Store, 'getArray' | 'readArtifact' | 'artifactsOf'>

interface Member {
  entry: number
  run: RunRecord
  step: number
  kernel: RunKernel
}

/** Kernel matrices of runs, made again from spec, seed and kept weights, and what they have in common. */
export class KernelComparison {
  constructor(
    private readonly store: Reading,
    private readonly cache: SeriesCache,
    private readonly arithmetic: () => Arithmetic,
  ) {}

  kernels(
    { entries, base, name, step, leading }: RequestArgument<'compare.kernels'>,
    runs: ReadonlyMap<number, RunRecord>,
  ): ComparedKernels {
    const remarks: string[] = []
    const chosen = this.chosen(entries, runs, remarks)
    const members = chosen.flatMap(({ entry, run }): Member[] => {
      const at = this.stepOf(run, step)
      const kernel = typeof at === 'number' ? this.kernel(run, name, at) : null
      if (typeof at === 'number' && kernel !== null) return [{ entry, run, step: at, kernel }]
      remarks.push(`Run ${run.id}: ${typeof at === 'string' ? at : 'its weights at this step do not give this matrix.'}`)
      return []
    })
    const shared = members.map((one) => members.map((other) => samePoints(one.kernel, other.kernel)))
    const pairwise = (of: (a: Float64Array, b: Float64Array) => number): (number | null)[][] =>
      symmetric(members, (i, k) => (shared[i]?.[k] === true ? of(matrixOf(members, i), matrixOf(members, k)) : null))
    if (shared.some((row) => row.includes(false)))
      remarks.push(
        'Runs with other points have no alignment: their matrices belong to different points. Data of a fixed seed make them comparable.',
      )
    const reference = base === null ? 0 : members.findIndex(({ entry }) => entry === base)
    return {
      members: members.map(({ entry, run, step: at, kernel }, i) => ({
        entry,
        runId: run.id,
        seed: run.seed,
        step: at,
        order: kernel.order,
        angles: this.angles(members[reference], members[i], name, leading, shared[reference]?.[i] === true),
        fromStart: at === 0 ? null : this.anglesFromStart({ entry, run, step: at, kernel }, name, leading),
      })),
      reference: members[reference]?.run.id ?? null,
      alignment: pairwise(kernelAlignment),
      centred: pairwise(centredKernelAlignment),
      remarks,
    }
  }

  modes({ entries, step }: RequestArgument<'compare.modes'>, runs: ReadonlyMap<number, RunRecord>): ComparedModes {
    const remarks: string[] = []
    const all = entries.flatMap((ids, entry) => ids.slice(0, 1).map((id) => ({ entry, run: runs.get(id) })))
    if (all.length > MOST_DECAYS) remarks.push(`The first ${MOST_DECAYS} of ${all.length} entries are shown.`)
    if (entries.some((ids) => ids.length > 1))
      remarks.push('Of a group the first run stands for it: eigenvectors of different seeds differ.')
    const decays = all.slice(0, MOST_DECAYS).flatMap(({ entry, run }) => {
      if (run === undefined) return []
      const at = this.stepOf(run, step)
      const decay = typeof at === 'number' ? this.decay(run, at) : null
      if (decay === null) {
        remarks.push(`Run ${run.id}: ${typeof at === 'string' ? at : 'a frozen kernel predicts no modes of its loss and method.'}`)
        return []
      }
      const isFlow = run.spec.experiment === 'two-layer' && run.spec.training.method.kind === 'gradient-flow'
      const predicted = isFlow
        ? decay.start.map((value, k) => value * Math.exp(-(decay.eigenvalues[k] ?? NaN) * decay.step))
        : predictedModes(decay.eigenvalues, decay.start, 1, decay.step)
      return [{ entry, runId: run.id, ...decay, predicted }]
    })
    return { decays, remarks }
  }

  /** All runs, or the first of each entry where they are too many. */
  private chosen(
    entries: readonly number[][],
    runs: ReadonlyMap<number, RunRecord>,
    remarks: string[],
  ): { entry: number; run: RunRecord }[] {
    const all = entries.flatMap((ids, entry) => ids.map((id) => ({ entry, id })))
    const first = entries.flatMap((ids, entry) => ids.slice(0, 1).map((id) => ({ entry, id })))
    const taken = all.length <= MOST_KERNELS ? all : first.slice(0, MOST_KERNELS)
    if (all.length > MOST_KERNELS)
      remarks.push(`Of ${all.length} runs ${taken.length} are shown, one of each entry: more matrices are not made again at once.`)
    return taken.flatMap(({ entry, id }) => {
      const run = runs.get(id)
      return run === undefined ? [] : [{ entry, run }]
    })
  }

  /** The last step up to the wanted one at which the weights are known, or why there is none. */
  private stepOf(run: RunRecord, wanted: number | null): number | string {
    const { spec } = run
    const count = 'data' in spec && 'preprocessing' in spec ? (pointCounts(spec)?.sampleCount ?? null) : sampleCountOf(run)
    const order = count === null ? null : kernelOrder(spec, count)
    if (order === null) return 'its experiment has no kernels that could be made again.'
    // the modes are those of all points
    if (Math.max(order, count ?? 0) > MOST_POINTS) return `${count} points are more than the ${MOST_POINTS} that are made again.`
    const artifacts = this.store.artifactsOf(run.id).map(({ name }) => name)
    return kernelSteps(spec, artifacts, run.step).findLast((step) => step <= (wanted ?? Infinity)) ?? 'no weights were kept.'
  }

  private kernel(run: RunRecord, name: string, step: number): RunKernel | null {
    return this.cache.remember(`kernel ${run.id} ${name} ${step} ${run.step}`, () => {
      const made = runKernel(run.spec, run.seed, name, { step, end: run.step }, this.context(run))
      const value = made !== null && made.matrix.every(Number.isFinite) ? made : null
      return { value, numbers: value === null ? 0 : value.matrix.length + value.inputs.length }
    })
  }

  private decay(run: RunRecord, step: number): ModeDecay | null {
    return this.cache.remember(`modes ${run.id} ${step} ${run.step}`, () => {
      const value = modeDecay(run.spec, run.seed, { step, end: run.step }, this.context(run))
      return { value, numbers: 3 * (value?.eigenvalues.length ?? 0) }
    })
  }

  /** Unit eigenvectors of the largest eigenvalues, a row each. */
  private leading({ run, step, kernel }: Member, name: string, count: number): Float64Array {
    const { matrix, order } = kernel
    const from = Math.max(0, order - count)
    return this.cache.remember(`leading ${run.id} ${name} ${step} ${run.step} ${count}`, () => {
      const { vectors } = this.arithmetic().symmetricEigenpairs(matrix, order, from, order - 1, () => undefined)
      return { value: vectors, numbers: vectors.length }
    })
  }

  private angles(
    one: Member | undefined,
    other: Member | undefined,
    name: string,
    count: number,
    comparable: boolean,
  ): Float64Array | null {
    if (one === undefined || other === undefined || one === other || !comparable) return null
    return principalAngles(this.leading(one, name, count), this.leading(other, name, count), one.kernel.order)
  }

  private anglesFromStart(member: Member, name: string, count: number): Float64Array | null {
    const kernel = this.kernel(member.run, name, 0)
    return kernel === null ? null : this.angles({ ...member, step: 0, kernel }, member, name, count, true)
  }

  private context(run: RunRecord): KernelContext {
    return new KernelContext(this.arithmetic(), availableParallelism(), this.store, run)
  }
}

/** Points of the experiments whose specs say it in their data. */
function sampleCountOf({ spec }: RunRecord): number | null {
  if (spec.experiment !== 'two-layer-relu') return null
  if (spec.data.kind === 'sphere') return spec.data.sampleCount
  return spec.data.kind === 'stored' ? (spec.data.shape[0] ?? null) : null
}

const matrixOf = (members: readonly Member[], i: number): Float64Array => members[i]?.kernel.matrix ?? new Float64Array(0)

function samePoints(a: RunKernel, b: RunKernel): boolean {
  return a === b || (a.order === b.order && a.inputs.length === b.inputs.length && a.inputs.every((value, i) => value === b.inputs[i]))
}

function symmetric<T>(list: readonly unknown[], of: (i: number, k: number) => T): T[][] {
  const upper = list.map((_, i) => list.slice(i).map((__, k) => of(i, i + k)))
  return list.map((_, i) => list.map((__, k) => upper[Math.min(i, k)]?.[Math.abs(i - k)] as T))
}
