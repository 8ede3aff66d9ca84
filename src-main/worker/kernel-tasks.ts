import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { ComparedKernels, ComparedModes } from '../contract'
import { modeDecay, runKernel, type ModeDecay } from '../experiments/run-kernels'
import { alignmentTables } from '../science/kernels/alignment'
import { predictedModes } from '../science/spectra/linear-prediction'
import { principalAngles } from '../science/spectra/principal-angles'
import type { DataTask, RebuiltRun } from './data-protocol'
import { RebuiltContext } from './rebuilt-context'
import { Remembered } from './remembered'
import type { TaskPort } from './task-progress'

type TaskOf<Kind extends DataTask['kind']> = Extract<DataTask, { kind: Kind }>

/** Numbers kept between tasks: a quarter of a gigabyte. */
const MOST_KEPT = 32 * 1024 * 1024
/** Eigenvectors that are taken at once, so that a smaller number of them asks for nothing new. */
const LEADING = 20

const MAKING = { from: 0, to: 0.6 }
const TURNING = { from: 0.6, to: 0.9 }
const ALIGNING = { from: 0.9, to: 1 }

interface Rebuilt {
  matrix: Float64Array
  order: number
  /** tells whether two matrices belong to the same points */
  points: string
}

interface Member {
  run: RebuiltRun
  kernel: Rebuilt
}

/** Kernel matrices of runs, made again from spec, seed and kept weights, and what they have in common. */
export class KernelTasks {
  private readonly kept = new Remembered(MOST_KEPT)

  compare(task: TaskOf<'kernels'>, port: TaskPort): ComparedKernels {
    try {
      return this.compareWithin(task, port)
    } finally {
      this.kept.trim()
    }
  }

  modes({ runs }: TaskOf<'modes'>, port: TaskPort): ComparedModes {
    const remarks: string[] = []
    const decays = runs.flatMap((run, done) => {
      const { entry, runId, spec, step, end } = run
      port.report.report(done, runs.length, `Modes of run ${runId}`, 'share')
      const decay = this.kept.remember(`modes ${runId} ${step} ${end}`, () => {
        const value: ModeDecay | null = modeDecay(spec, run.seed, run, this.context(run, port))
        return { value, numbers: 3 * (value?.eigenvalues.length ?? 0) }
      })
      if (decay === null) {
        remarks.push(`Run ${runId}: a frozen kernel predicts no modes of its loss and method.`)
        return []
      }
      const isFlow = spec.experiment === 'two-layer' && spec.training.method.kind === 'gradient-flow'
      const predicted = isFlow
        ? decay.start.map((value, k) => value * Math.exp(-(decay.eigenvalues[k] ?? NaN) * decay.step))
        : predictedModes(decay.eigenvalues, decay.start, 1, decay.step)
      return [{ entry, runId, ...decay, predicted }]
    })
    return { decays, remarks }
  }

  private compareWithin({ runs, base, name, leading, most }: TaskOf<'kernels'>, port: TaskPort): ComparedKernels {
    const remarks: string[] = []
    port.report.enter(MAKING)
    const members = runs.flatMap((run, done): Member[] => {
      port.report.report(done, runs.length, `Matrix of run ${run.runId}`, 'share')
      const kernel = this.kernel(run, name, run.step, most, port)
      if (kernel !== null) return [{ run, kernel }]
      remarks.push(`Run ${run.runId}: its weights at this step do not give this matrix.`)
      return []
    })
    const sameData = [...Map.groupBy(members, ({ kernel }) => kernel.points).values()]
    if (sameData.length > 1)
      remarks.push(
        'Runs with other points have no alignment: their matrices belong to different points. Data of a fixed seed make them comparable.',
      )
    const reference = base === null ? members[0] : members.find(({ run }) => run.entry === base)
    port.report.enter(TURNING)
    const turned = members.map((member, done) => {
      port.report.report(done, members.length, `Eigenvectors of run ${member.run.runId}`, 'share')
      const comparable = reference !== undefined && reference !== member && reference.kernel.points === member.kernel.points
      return {
        angles: comparable ? this.angles(reference, member, name, leading, port) : null,
        fromStart: this.anglesFromStart(member, name, leading, most, port),
      }
    })
    port.report.enter(ALIGNING)
    port.report.report(0, 1, 'Alignment', 'share')
    const tables = this.alignments(members, sameData, port)
    return {
      members: members.map(({ run: { entry, runId, seed, step }, kernel: { order } }, i) => ({
        entry,
        runId,
        seed,
        step,
        order,
        angles: turned[i]?.angles ?? null,
        fromStart: turned[i]?.fromStart ?? null,
      })),
      reference: reference?.run.runId ?? null,
      ...tables,
      remarks,
    }
  }

  private kernel(run: RebuiltRun, name: string, step: number, room: number, port: TaskPort): Rebuilt | null {
    const key = `kernel ${run.runId} ${name} ${step} ${run.end}`
    return this.kept.remember(
      key,
      () => {
        const made = runKernel(run.spec, run.seed, name, { step, end: run.end }, this.context(run, port))
        if (made === null || !made.matrix.every(Number.isFinite)) return { value: null, numbers: 0 }
        const { matrix, order, inputs } = made
        const points = createHash('sha256')
          .update(`${order} `)
          .update(new Uint8Array(inputs.buffer, inputs.byteOffset, inputs.byteLength))
        return { value: { matrix, order, points: points.digest('hex') }, numbers: matrix.length }
      },
      room,
    )
  }

  /** Unit eigenvectors of the largest eigenvalues, a row each. */
  private leading({ run: { runId, step, end }, kernel }: Member, name: string, count: number, port: TaskPort): Float64Array {
    const { matrix, order } = kernel
    const taken = Math.min(LEADING, order)
    const vectors = this.kept.remember(`leading ${runId} ${name} ${step} ${end}`, () => {
      const pairs = port.arithmetic.symmetricEigenpairs(matrix, order, order - taken, order - 1, port.checkStop)
      return { value: pairs.vectors, numbers: pairs.vectors.length }
    })
    return vectors.subarray(Math.max(0, taken - count) * order)
  }

  private angles(one: Member, other: Member, name: string, count: number, port: TaskPort): Float64Array {
    return principalAngles(this.leading(one, name, count, port), this.leading(other, name, count, port), one.kernel.order)
  }

  private anglesFromStart(member: Member, name: string, count: number, room: number, port: TaskPort): Float64Array | null {
    if (member.run.step === 0) return null
    const kernel = this.kernel(member.run, name, 0, room, port)
    return kernel === null ? null : this.angles({ run: { ...member.run, step: 0 }, kernel }, member, name, count, port)
  }

  private alignments(members: Member[], sameData: Member[][], port: TaskPort): Pick<ComparedKernels, 'alignment' | 'centred'> {
    const places = new Map(members.map((member, i) => [member, i]))
    const empty = (): (number | null)[][] => members.map(() => members.map(() => null))
    const tables = { alignment: empty(), centred: empty() }
    for (const group of sameData) {
      const multiply: Parameters<typeof alignmentTables>[2] = (...given) => port.arithmetic.multiply(...given)
      const kernels = group.map(({ kernel }) => kernel.matrix)
      const { plain, centred } = alignmentTables(kernels, group[0]?.kernel.order ?? 0, multiply, port.checkStop)
      group.forEach((one, i) =>
        group.forEach((other, k) => {
          const [row, column] = [places.get(one) ?? -1, places.get(other) ?? -1]
          tables.alignment[row]?.splice(column, 1, plain[i]?.[k] ?? NaN)
          tables.centred[row]?.splice(column, 1, centred[i]?.[k] ?? NaN)
        }),
      )
    }
    return tables
  }

  private context(run: RebuiltRun, port: TaskPort): RebuiltContext {
    return new RebuiltContext(port.arithmetic, availableParallelism(), run, port.checkStop)
  }
}
