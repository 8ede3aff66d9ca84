import type { SeriesPoints } from '../../../src-main/contract'
import type { DrawSeries } from '../../charts/use-series'

type Ask = (names: string[], fromStep: number | null, toStep: number | null, pixels: number | null) => Promise<SeriesPoints[]>

/** Names that one request may ask for. */
const MOST_NAMES = 100

interface Waiting {
  names: string[]
  resolve: (points: SeriesPoints[]) => void
  reject: (error: unknown) => void
}

/** Charts of a page ask for the same stretch at the same moment; their wishes become one request. */
export class SeriesReader {
  private readonly waiting = new Map<string, Waiting[]>()

  constructor(private readonly ask: Ask) {}

  /** What a chart of these series is drawn from. */
  reader(names: readonly string[]): DrawSeries {
    return (fromStep, toStep, pixels) => this.read([...names], fromStep, toStep, pixels)
  }

  private read(names: string[], fromStep: number | null, toStep: number | null, pixels: number | null): Promise<SeriesPoints[]> {
    const key = `${fromStep} ${toStep} ${pixels}`
    return new Promise((resolve, reject) => {
      const together = this.waiting.get(key)
      if (together) together.push({ names, resolve, reject })
      else {
        this.waiting.set(key, [{ names, resolve, reject }])
        queueMicrotask(() => void this.send(key, fromStep, toStep, pixels))
      }
    })
  }

  private async send(key: string, fromStep: number | null, toStep: number | null, pixels: number | null): Promise<void> {
    const together = this.waiting.get(key) ?? []
    this.waiting.delete(key)
    try {
      const names = [...new Set(together.flatMap((wish) => wish.names))]
      const parts = Array.from({ length: Math.ceil(names.length / MOST_NAMES) }, (_, k) =>
        names.slice(k * MOST_NAMES, (k + 1) * MOST_NAMES),
      )
      const answer = (await Promise.all(parts.map((part) => this.ask(part, fromStep, toStep, pixels)))).flat()
      const byName = new Map(answer.map((points) => [points.name, points]))
      for (const wish of together) wish.resolve(wish.names.map((name) => byName.get(name) ?? nothing(name)))
    } catch (error) {
      for (const wish of together) wish.reject(error)
    }
  }
}

function nothing(name: string): SeriesPoints {
  return { name, steps: new Float64Array(0), values: new Float64Array(0), exact: true, total: 0 }
}
