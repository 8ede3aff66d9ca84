import { describe, expect, it } from 'vitest'
import { deepTraining } from '../../../../src-main/experiments/deep-training'
import { forking } from '../../../../src-main/experiments/deep-training/forking'
import type { DeepTrainingSpec } from '../../../../src-main/experiments/deep-training/spec'
import type { Snapshot } from '../../../../src-main/experiments/experiment'
import { decodeSnapshot, encodeSnapshot } from '../../../../src-main/worker/snapshot'
import { portable } from '../../../fixtures/arithmetic'
import { deepSpec } from '../../../fixtures/deep-specs'
import { RecordingContext } from '../../../fixtures/recording-context'

const specOf = (epochs: number): DeepTrainingSpec => {
  const spec = deepSpec()
  return { ...spec, training: { ...spec.training, epochs } }
}

function run(spec: DeepTrainingSpec, state: Snapshot | null = null): RecordingContext {
  const context = new RecordingContext(portable)
  expect(deepTraining.check(spec)).toEqual([])
  deepTraining.run(spec, 3, context, state === null ? null : forking.begin(decodeSnapshot(encodeSnapshot(state)), spec))
  return context
}

/** Goes on after the two epochs of five updates. */
function forked(training: Partial<DeepTrainingSpec['training']>): DeepTrainingSpec {
  const parent = specOf(2)
  const fork = { run: 'parent', seed: 3, step: 10, state: '0'.repeat(64), training: parent.training }
  return { ...parent, fork, training: { ...parent.training, ...training } }
}

describe('a fork of a deep network', () => {
  it('with nothing but more epochs is what the run would have been with them, bit for bit', () => {
    const [short, whole] = [run(specOf(2)), run(specOf(4))]
    const fork = run(forked({ epochs: 4 }), short.left)
    for (const series of ['batchLoss', 'epochLoss', 'gradientNorm'])
      expect(fork.series.get(series), series).toEqual(whole.series.get(series)?.filter(([step]) => step > 10))
    for (const series of ['testLoss', 'testAccuracy', 'dotProduct', 'stepSize'])
      expect(fork.series.get(series), series).toEqual(whole.series.get(series)?.filter(([step]) => step >= 10))
    // what belongs to the start is told by the run that started
    const { initialDotProduct, initialAbsoluteDotProduct, firstDotProduct, ...rest } = whole.summary
    expect([initialDotProduct, initialAbsoluteDotProduct, firstDotProduct].every((value) => typeof value === 'number')).toBe(true)
    const ofStart = Object.keys(rest).filter((id) => id.startsWith('predicted') || id.startsWith('compared'))
    expect(fork.summary).toEqual(Object.fromEntries(Object.entries(rest).filter(([id]) => !ofStart.includes(id))))
    expect(fork.fraction).toBe(1)
  })

  it('with another step size goes on from the same state by another step', () => {
    const { left } = run(specOf(2))
    const [same, still] = [run(forked({ epochs: 3 }), left), run(forked({ epochs: 3, stepSize: 1e-12, momentum: 0 }), left)]
    expect(still.values('testLoss')[0]).toBe(same.values('testLoss')[0])
    expect(still.values('testLoss')[1]).toBeCloseTo(still.values('testLoss')[0] ?? NaN, 7)
    expect(same.values('testLoss')[1]).not.toBeCloseTo(same.values('testLoss')[0] ?? NaN, 4)
  })

  it('is refused when it has no update to go, and costs what comes after the fork', () => {
    expect(deepTraining.check(forked({ epochs: 2 })).map(({ path }) => path)).toEqual(['training.epochs'])
    expect(deepTraining.cost(forked({ epochs: 4 })).expectedSteps).toBe(10)
    expect(deepTraining.cost(forked({ epochs: 4 })).trainingFlops).toBeCloseTo(deepTraining.cost(specOf(4)).trainingFlops / 2, 6)
  })
})
