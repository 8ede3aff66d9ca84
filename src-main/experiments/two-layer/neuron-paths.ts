import type { SnapshotArray } from '../experiment'

/** Distances of all neurons from their start at every measured step, until it is known which of them moved most. */
export class NeuronPaths {
  private readonly steps: number[] = []
  private readonly rows: Float64Array[] = []

  /** A step that is measured again, as that at which a fork begins, has the same distances. */
  add(step: number, distances: Float64Array): void {
    if (this.steps.at(-1) === step) return
    this.steps.push(step)
    this.rows.push(distances)
  }

  /** The path of one neuron. */
  of(neuron: number): { step: number; distance: number }[] {
    return this.steps.map((step, index) => ({ step, distance: this.rows[index]?.[neuron] ?? NaN }))
  }

  toArrays(): Record<string, SnapshotArray> {
    const width = this.rows[0]?.length ?? 0
    const neuronPaths = new Float64Array(width * this.rows.length)
    this.rows.forEach((row, index) => neuronPaths.set(row, index * width))
    return { neuronPaths, neuronPathSteps: Float64Array.from(this.steps) }
  }

  static fromArrays(arrays: Record<string, SnapshotArray>): NeuronPaths {
    const paths = new NeuronPaths()
    const { neuronPaths, neuronPathSteps } = arrays
    if (!(neuronPaths instanceof Float64Array) || !(neuronPathSteps instanceof Float64Array)) return paths
    const width = neuronPaths.length / neuronPathSteps.length
    neuronPathSteps.forEach((step, index) => paths.add(step, neuronPaths.slice(index * width, (index + 1) * width)))
    return paths
  }
}
