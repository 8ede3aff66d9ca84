import { describe, expect, it } from 'vitest'
import type { ExperimentSpec, RunRecord, RunState } from '../../../src-main/contract'
import { cellHash } from '../../../src-main/experiments'
import { sourceArtifacts, withSources } from '../../../src-main/lab/sources'
import { classSpec } from '../../fixtures/class-specs'
import { runRecord } from '../../fixtures/evidence'

const network = classSpec()
const pruned: ExperimentSpec = { experiment: 'pruning', version: 1, network, importance: 'hidden-weights', parts: 20 }

function storeOf(runs: readonly RunRecord[]) {
  return {
    findRuns: (hash: string, seed?: number) => runs.filter((run) => run.cellHash === hash && run.seed === seed),
    artifactsOf: (id: number) => [{ name: 'hiddenWeights', type: 'float64' as const, bytes: 8, sha256: String(id) }],
    readArtifact: (id: number) => Float64Array.of(id),
  }
}

const ended = (id: number, state: RunState, stopReason: string | null): RunRecord => ({
  ...runRecord(id, { spec: network }, 4, { summary: {} }),
  state,
  stopReason,
  step: 30,
})

describe('cells that start from others', () => {
  it('are queued after these, with the same seeds', () => {
    const cells = withSources([
      { hash: cellHash(pruned), spec: pruned, seeds: [4, 5], priority: 2 },
      { hash: cellHash(network), spec: network, seeds: [6] },
    ])
    expect(cells.map(({ spec, seeds, source }) => [spec.experiment, seeds, source ?? null])).toEqual([
      ['two-layer', [4, 5], null],
      ['pruning', [4, 5], cellHash(network)],
      ['two-layer', [6], null],
    ])
  })
})

describe('what a run starts from', () => {
  const of = (...runs: RunRecord[]) => sourceArtifacts({ spec: pruned, seed: 4 }, storeOf(runs))

  it('is what the last finished attempt of its source has left', () => {
    expect(of(ended(1, 'finished', null), ended(2, 'finished', null), ended(3, 'failed', null))).toEqual([
      { name: 'hiddenWeights', values: Float64Array.of(2) },
    ])
    expect(sourceArtifacts({ spec: network, seed: 4 }, storeOf([]))).toEqual([])
  })

  it('is missed with the reason', () => {
    expect(() => of()).toThrow(/starts from .* is not there/)
    expect(() => of(ended(7, 'diverged', 'not-finite'))).toThrow(/Run 7, .* diverged \(not-finite\) at step 30 and left no network/)
    expect(() => of(ended(8, 'cancelled', null))).toThrow(/Run 8, .* was cancelled at step 30/)
  })
})
