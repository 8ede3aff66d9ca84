import { expect, it } from 'vitest'
import { PortableArithmetic } from '../../src-main/science/arithmetic/portable/portable'
it('quick', () => {
  const p = { inputDimension: 2, hiddenWidth: 2, sampleCount: 2, inputs: Float64Array.of(.6,.8,.8,-.6), labels: Float64Array.of(1,0), hiddenStepSize: .1, outputStepSize: 0, stopResidual: 1e-3, safetyValve: true, threads: 1 }
  const t = new PortableArithmetic().startTwoLayerRelu(p, Float64Array.of(1,0,0,1), Float64Array.of(1,-1))
  const r = t.advance(1000, 50, () => undefined)
  console.log(r, t.state)
  console.log(new PortableArithmetic().hiddenGram(p, t.state.outputWeights, t.state.activations, () => undefined), new PortableArithmetic().smallestEigenvalue(Float64Array.of(2,.5,.5,1),2,()=>undefined))
  expect(r.count).toBe(64)
})
