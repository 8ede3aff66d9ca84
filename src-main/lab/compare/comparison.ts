import {
  CLOCK_QUANTITY,
  CLOCK_SERIES,
  forkOf,
  LabError,
  type ComparedAxisInfo,
  type ComparedSeries,
  type CompareAnswers,
  type ComparisonView,
  type Quantity,
  type RequestArgument,
  type RunRecord,
} from '../../contract'
import { EXPERIMENTS, experimentOf } from '../../experiments'
import type { Store } from '../../store'
import { firstFrom } from './aligned-mean'
import { compareColumns, compareMap, compareScatter, type SeriesValueAt } from './columns'
import { ComparedCurveReader } from './curves'
import { entriesOf } from './entries'
import { comparisonCsv } from './export'
import { epochsPerStep } from './epochs'
import { explainDifference } from './explanation'
import { flowTimeOf, stepSizeOf } from './flow-time'
import { KernelComparison, type KernelWork } from './kernels'
import { compareLeaves } from './leaves'
import { levelSeriesOf } from './recorded'
import { SeriesCache } from './series-cache'
import { compareSpectra } from './spectra'
import { compareSummaries, compareTimings } from './summaries'
import { compareTrajectories } from './trajectories'
import { compareVerdicts } from './verdicts'

type Argument<N extends keyof CompareAnswers> = RequestArgument<N>

/** Runs side by side. Everything is computed from what the store holds, exactly as it holds it. */
export class Comparison {
  private readonly cache: SeriesCache
  private readonly curveReader: ComparedCurveReader
  private readonly kernelComparison: KernelComparison

  /** @param kernelWork where kernels are made again */
  constructor(
    private readonly store: Store,
    kernelWork: KernelWork,
  ) {
    this.cache = new SeriesCache(store)
    this.kernelComparison = new KernelComparison(store, kernelWork)
    this.curveReader = new ComparedCurveReader(store, this.cache)
  }

  /** @throws LabError `not-found` when none of the runs is there */
  open({ runIds, groupBy, base }: Argument<'compare.open'>): ComparisonView {
    const wanted = [...new Set(runIds)]
    const { found, differingKeys } = this.find(wanted)
    const runs = wanted.flatMap((id) => found.get(id) ?? [])
    if (runs.length === 0)
      throw new LabError('not-found', `None of the runs ${wanted.slice(0, 10).join(', ')} is there. They may have been removed.`)
    const titles = new Map(runs.map((run) => [run.id, experimentOf(run.spec).title(run.spec)]))
    const { entries, ...grouping } = entriesOf(runs, groupBy, titles)
    const baseEntry = base === null ? -1 : entries.findIndex((entry) => entry.runIds.includes(base))
    const baseIndex = baseEntry < 0 ? null : baseEntry
    const spectra = runs.flatMap(({ id }) => this.store.spectraOf(id).map(({ name, step }) => ({ id, name, step })))
    return {
      ...grouping,
      entries,
      base: baseIndex,
      missing: wanted.filter((id) => !found.has(id)),
      differingKeys,
      runs: runs.map(({ id, seed, attempt, state, stopReason, step, cellHash }) => ({
        id,
        seed,
        attempt,
        state,
        stopReason,
        step,
        cellHash,
        title: titles.get(id) ?? '',
      })),
      axes: this.axes(runs),
      series: this.series(runs),
      configuration: compareLeaves(entries, new Map(runs.map(({ id, spec }) => [id, spec])), baseIndex),
      environment: compareLeaves(entries, new Map(runs.map(({ id }) => [id, this.store.environmentOf(id)])), baseIndex),
      summaries: compareSummaries(entries, found, baseIndex, quantitiesOf(runs, 'quantities')),
      stepNotes: runs.flatMap(({ id }) => this.store.stepNotesOf(id).map(({ step, text }) => ({ runId: id, step, text }))),
      timings: compareTimings(entries, found, baseIndex),
      spectra: [...Map.groupBy(spectra, ({ name }) => name)].map(([name, own]) => ({
        name,
        steps: [...new Set(own.map(({ step }) => step))].sort((a, b) => a - b),
        runs: new Set(own.map(({ id }) => id)).size,
      })),
    }
  }

  curves(request: Argument<'compare.curves'>): CompareAnswers['compare.curves'] {
    return this.curveReader.read(request, this.find(request.entries.flat()).found)
  }

  spectra(request: Argument<'compare.spectra'>): CompareAnswers['compare.spectra'] {
    return compareSpectra(this.store, request, this.find(request.entries.flat()).found)
  }

  trajectories(request: Argument<'compare.trajectories'>): CompareAnswers['compare.trajectories'] {
    return compareTrajectories(this.store, request, this.find(request.entries.flat()).found)
  }

  kernels(request: Argument<'compare.kernels'>): Promise<CompareAnswers['compare.kernels']> {
    return this.kernelComparison.kernels(request, this.find(request.entries.flat()).found)
  }

  modes(request: Argument<'compare.modes'>): Promise<CompareAnswers['compare.modes']> {
    return this.kernelComparison.modes(request, this.find(request.entries.flat()).found)
  }

  verdicts({ entries }: Argument<'compare.verdicts'>): CompareAnswers['compare.verdicts'] {
    return compareVerdicts(entries, this.find(entries.flat()).found, {
      series: (id, name) => this.store.readSeries(id, name),
      spectra: (id) => this.store.spectraOf(id).flatMap(({ name, step }) => this.store.readSpectrum(id, name, step) ?? []),
    })
  }

  scatter(request: Argument<'compare.scatter'>): CompareAnswers['compare.scatter'] {
    return compareScatter(request, this.find(request.entries.flat()).found, this.valueAt)
  }

  map(request: Argument<'compare.map'>): CompareAnswers['compare.map'] {
    return compareMap(request, [...this.find(request.runIds).found.values()], this.valueAt)
  }

  columns(request: Argument<'compare.columns'>): CompareAnswers['compare.columns'] {
    return compareColumns(request, this.find(request.runIds).found, this.valueAt)
  }

  explain(request: Argument<'compare.explain'>): CompareAnswers['compare.explain'] {
    return explainDifference(request, this.find(request.runIds).found, this.valueAt)
  }

  export({ curves, ...opened }: Argument<'compare.export'>): CompareAnswers['compare.export'] {
    const view = this.open(opened)
    const { found } = this.find(view.entries.flatMap(({ runIds }) => runIds))
    const entries = view.entries.map(({ runIds }) => runIds)
    const read = curves.map((request) => ({ request, answer: this.curveReader.read({ ...request, entries }, found) }))
    return { fileName: 'comparison.csv', csv: comparisonCsv(view, found, read) }
  }

  private readonly valueAt: SeriesValueAt = (runId, name, step) => {
    const points = this.cache.series(runId, name)
    if (points === null) return null
    const at = firstFrom(points.x, step)
    return points.y[points.x[at] === step ? at : at - 1] ?? null
  }

  private find(ids: readonly number[]): { found: Map<number, RunRecord>; differingKeys: string[] } {
    const { rows, differingKeys } = this.store.queryRuns({ filter: { ids: [...ids] }, offset: 0, limit: ids.length })
    const byId = new Map(rows.map((run) => [run.id, run]))
    // in the order asked for, not in that of the table
    const found = new Map(
      ids.flatMap((id) => {
        const run = byId.get(id)
        return run === undefined ? [] : [[id, run] as const]
      }),
    )
    return { found, differingKeys }
  }

  private series(runs: readonly RunRecord[]): ComparedSeries[] {
    const counts = new Map<string, number>()
    for (const { id } of runs)
      for (const { name, count } of this.store.seriesOf(id)) if (count > 0) counts.set(name, (counts.get(name) ?? 0) + 1)
    const known = [...quantitiesOf(runs, 'series'), CLOCK_QUANTITY]
    const unknown = [...counts.keys()].filter((name) => known.every(({ id }) => id !== name)).map(plainQuantity)
    return [...known, ...unknown].flatMap((quantity) => {
      const count = counts.get(quantity.id)
      return count === undefined ? [] : [{ quantity, runs: count }]
    })
  }

  private axes(runs: readonly RunRecord[]): ComparedAxisInfo[] {
    const sizes = runs.map(stepSizeOf)
    const epochs = runs.map(epochsPerStep)
    const clocked = runs.filter(({ id }) => this.cache.version(id, CLOCK_SERIES) !== null).length
    const level = levelSeriesOf(
      this.cache,
      runs.map(({ id }) => id),
    )
    const levelQuantity = quantitiesOf(runs, 'series').find(({ id }) => id === level)
    return [
      { kind: 'step', ...stepsOf(runs), refusal: null, remark: '', perStep: 1 },
      {
        kind: 'epoch',
        label: 'Epoch',
        symbol: '',
        refusal: missing(epochs, 'have no passes through the points'),
        remark: 'Steps times the share of the points in a batch; with the full batch a step is an epoch.',
        perStep: same(epochs),
      },
      {
        kind: 'flow-time',
        label: 'Gradient-flow time',
        symbol: '\\eta t',
        refusal: missing(
          runs.map((run) => (flowTimeOf(run) === null ? null : 1)),
          'have no step size',
        ),
        remark: sizes.some((size) => size?.hiddenOnly === true)
          ? 'Step times step size of the hidden weights; the other weights of some run have another one.'
          : 'Step times step size.',
        perStep: runs.some(({ spec }) => forkOf(spec) !== null) ? null : same(sizes.map((size) => size?.value ?? null)),
      },
      {
        kind: 'compute-time',
        label: 'Compute time in s',
        symbol: '',
        refusal: clocked > 0 ? null : 'The clock was not recorded while these runs were computed.',
        remark: `Pauses not counted. The clock was read about every quarter of a second; between readings steps are taken to be equally long. A mean at a time is that of the values recorded last by then.${
          clocked < runs.length ? ` ${runs.length - clocked} of ${runs.length} runs have no readings.` : ''
        }`,
        perStep: null,
      },
      {
        kind: 'loss-level',
        label: `Level of ${levelQuantity?.label.toLowerCase() ?? 'the loss'}`,
        symbol: levelQuantity?.symbol ?? '',
        refusal: level === null ? 'The runs have recorded no loss or error that all of them have.' : null,
        remark: 'Values at the first recorded step at or below the level; training goes from right to left.',
        perStep: null,
      },
    ]
  }
}

function missing(values: readonly unknown[], what: string): string | null {
  const without = values.filter((value) => value === null).length
  return without === 0 ? null : `${without} of ${values.length} runs ${what}.`
}

/** What all are, or null. */
function same(values: readonly (number | null)[]): number | null {
  const [first = null] = values
  return values.every((value) => value === first) ? first : null
}

/** What the steps count, where all runs count the same. */
function stepsOf(runs: readonly RunRecord[]): { label: string; symbol: string } {
  const names = runs.map(({ spec }) => experimentOf(spec).info.steps ?? { label: 'Step', symbol: 't' })
  const [first] = names
  return first !== undefined && names.every(({ label }) => label === first.label)
    ? { label: first.label, symbol: first.symbol }
    : { label: 'Step', symbol: 't' }
}

/** What the experiments of the runs measure, each once. */
function quantitiesOf(runs: readonly RunRecord[], kind: 'quantities' | 'series'): Quantity[] {
  const used = new Set<string>(runs.map(({ spec }) => spec.experiment))
  const all = EXPERIMENTS.filter(({ info }) => used.has(info.id)).flatMap(({ info }) => info[kind])
  return [...new Map(all.map((quantity) => [quantity.id, quantity])).values()]
}

function plainQuantity(name: string): Quantity {
  return { id: name, label: name, symbol: '', unit: '', digits: 4, scale: 'linear', description: '' }
}
