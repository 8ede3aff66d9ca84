import { describe, expect, it } from 'vitest'
import { experimentSpec } from '../../../../src-main/contract'
import { experimentOf } from '../../../../src-main/experiments'
import { specOnNetwork } from '../../../../src-renderer/pages/compose/from-network'
import { classSpec } from '../../../fixtures/class-specs'
import { phaseSpec } from '../../../fixtures/two-layer-specs'

describe('an experiment on the network of a run', () => {
  it('can be run as it is, and asks the training to keep its weights', () => {
    const network = classSpec()
    network.measurements = { ...network.measurements, finalWeights: undefined }
    for (const act of ['pruning', 'transfer'] as const) {
      const spec = experimentSpec.parse(specOnNetwork(network, act))
      expect(experimentOf(spec).check(spec)).toEqual([])
      expect(experimentOf(spec).source?.(spec)).toEqual({ ...network, measurements: { ...network.measurements, finalWeights: true } })
    }
  })

  it('transfers to the halves of the test points, never to those of training', () => {
    const spec = specOnNetwork(classSpec(), 'transfer')
    if (spec?.experiment !== 'transfer' || spec.data.kind !== 'given') throw new Error('There is no transfer')
    const { train, test } = spec.data
    expect([train.inputs, train.labels, test.inputs, test.labels].map((each) => (each.kind === 'stored' ? each.rows : null))).toEqual([
      { first: 21, count: 4 },
      { first: 21, count: 4 },
      { first: 25, count: 5 },
      { first: 25, count: 5 },
    ])
    expect(spec.featureCounts).toEqual([10, 20, 30, 40])
  })

  it('is none where there is nothing to act on', () => {
    expect(specOnNetwork(phaseSpec(5, 3), 'transfer')).toBeNull()
    expect(specOnNetwork(phaseSpec(5, 3), 'pruning')).not.toBeNull()
    const pruning = specOnNetwork(classSpec(), 'pruning')
    expect(pruning && specOnNetwork(pruning, 'pruning')).toBeNull()
  })
})
