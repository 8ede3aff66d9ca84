import type { MeasurementBatch, RunEvent, SpectrumRecord, Summary } from '../contract'
import type { ArtifactArray } from '../experiments/experiment'

/** Collects what a run measures until the worker sends it; consecutive pieces of a series become one. */
export class MeasurementBuffer {
  private pieces = new Map<string, { steps: Float64Array; values: Float64Array }[]>()
  private spectra: SpectrumRecord[] = []
  private summary: Summary = {}
  private artifacts: { name: string; values: ArtifactArray }[] = []
  private events: RunEvent[] = []

  addSeries(name: string, steps: Float64Array, values: Float64Array): void {
    const pieces = this.pieces.get(name)
    if (pieces === undefined) this.pieces.set(name, [{ steps, values }])
    else pieces.push({ steps, values })
  }

  addSpectrum(spectrum: SpectrumRecord): void {
    this.spectra.push(spectrum)
  }

  addSummary(values: Summary): void {
    Object.assign(this.summary, values)
  }

  addArtifact(name: string, values: ArtifactArray): void {
    this.artifacts.push({ name, values })
  }

  addEvent(event: RunEvent): void {
    this.events.push(event)
  }

  /** Everything since the last call, as one batch. */
  take(position: { step: number; progress: number; computeSeconds: number }): MeasurementBatch {
    const batch: MeasurementBatch = {
      series: [...this.pieces].map(([name, pieces]) => ({
        name,
        steps: join(pieces.map((piece) => piece.steps)),
        values: join(pieces.map((piece) => piece.values)),
      })),
      spectra: this.spectra,
      summary: this.summary,
      artifacts: this.artifacts,
      events: this.events,
      ...position,
    }
    this.pieces = new Map()
    this.spectra = []
    this.summary = {}
    this.artifacts = []
    this.events = []
    return batch
  }
}

function join(parts: Float64Array[]): Float64Array {
  const only = parts.length === 1 ? parts[0] : undefined
  if (only !== undefined) return only
  const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
