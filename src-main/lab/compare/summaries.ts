import type { ComparedEntry, ComparedNumber, ComparedQuantity, Quantity, RunRecord } from '../../contract'
import { describe } from '../../science/statistics'

type ValueOf = (run: RunRecord) => number | null

const plain = (id: string, label: string, unit: string, digits: Quantity['digits'], description: string): Quantity => ({
  id,
  label,
  symbol: '',
  unit,
  digits,
  scale: 'linear',
  description,
})

const TIMINGS: readonly [Quantity, ValueOf][] = [
  [plain('computeSeconds', 'Compute time', 's', 4, 'Time spent computing, without pauses'), ({ computeSeconds }) => computeSeconds],
  [plain('step', 'Steps', 'steps', 'integer', 'Training steps done'), ({ step }) => step],
  [
    plain('secondsPerStep', 'Time a step', 's', 4, 'Compute time over steps; spectra and predictions count too'),
    ({ computeSeconds, step }) => (step > 0 ? computeSeconds / step : null),
  ],
  [plain('bytes', 'Size', 'bytes', 'integer', 'What the run takes on disk'), ({ bytes }) => bytes],
]

export function compareTimings(entries: readonly ComparedEntry[], runs: ReadonlyMap<number, RunRecord>, base: number | null) {
  return TIMINGS.map(([quantity, valueOf]) => compareQuantity(quantity, valueOf, entries, runs, base))
}

/** Every quantity that any of the runs has in its summary, in the order of the experiments. */
export function compareSummaries(
  entries: readonly ComparedEntry[],
  runs: ReadonlyMap<number, RunRecord>,
  base: number | null,
  quantities: readonly Quantity[],
): ComparedQuantity[] {
  const measured = quantities.filter(({ id }) => [...runs.values()].some((run) => typeof run.summary[id] === 'number'))
  return measured.map((quantity) => compareQuantity(quantity, (run) => run.summary[quantity.id] ?? null, entries, runs, base))
}

function compareQuantity(
  quantity: Quantity,
  valueOf: ValueOf,
  entries: readonly ComparedEntry[],
  runs: ReadonlyMap<number, RunRecord>,
  base: number | null,
): ComparedQuantity {
  const values = entries.map(({ runIds }) =>
    runIds.flatMap((id) => {
      const run = runs.get(id)
      const value = run === undefined ? null : valueOf(run)
      return run === undefined || value === null ? [] : [{ seed: run.seed, value }]
    }),
  )
  const finite = values.map((own) => own.filter(({ value }) => Number.isFinite(value)))
  const statistics = finite.map((own) => (own.length === 0 ? null : describe(own.map(({ value }) => value))))
  const reference = base === null ? null : (statistics[base] ?? null)
  return {
    quantity,
    numbers: statistics.map((own, i): ComparedNumber => {
      const comparable = own !== null && reference !== null && i !== base
      const pairs = base === null || i === base ? [] : pairedDifferences(finite[i] ?? [], finite[base] ?? [])
      return {
        statistics: own,
        nonFinite: (values[i]?.length ?? 0) - (finite[i]?.length ?? 0),
        difference: comparable ? own.mean - reference.mean : null,
        ratio: comparable && reference.mean !== 0 ? own.mean / reference.mean : null,
        paired: pairs.length === 0 ? null : describe(pairs),
      }
    }),
  }
}

interface Seeded {
  seed: number
  value: number
}

/** Of the runs with the same seed; of several attempts the last one counts. */
function pairedDifferences(own: readonly Seeded[], base: readonly Seeded[]): number[] {
  const bySeed = new Map(base.map(({ seed, value }) => [seed, value]))
  return [...new Map(own.map(({ seed, value }) => [seed, value]))].flatMap(([seed, value]) => {
    const other = bySeed.get(seed)
    return other === undefined ? [] : [value - other]
  })
}
