import { it } from 'vitest'
import { native, openNative } from '../../../../golden/both-arithmetics'
import { razborovInstance } from '../../../../golden/razborov-instance'
it('big', () => {
  for (const [S, m] of [
    [100, 1000],
    [1000, 1000],
    [100, 5000],
  ]) {
    const inst = razborovInstance({
      seed: 1,
      inputDimension: 100,
      hiddenWidth: S!,
      sampleCount: m!,
      hiddenStepSize: 1e-3,
      outputStepSize: 0,
    })
    inst.problem.threads = 2
    const t = native.startTwoLayerRelu(inst.problem, inst.hiddenWeights, inst.outputWeights)
    let s = performance.now()
    const H = native.hiddenGram(inst.problem, inst.outputWeights, t.state.activations, () => undefined)
    console.log(S, m, 'gram', performance.now() - s)
    s = performance.now()
    const G = m! < 2000 ? native.outputGram(inst.problem, inst.hiddenWeights, () => undefined) : 0
    console.log(S, m, 'outputgram', performance.now() - s, !!G)
    s = performance.now()
    const r = native.smallestEigenvalue(H, m!, () => undefined)
    console.log(S, m, 'smallest', r.value, r.residual, r.iterations, performance.now() - s)
    s = performance.now()
    const r2 = native.largestEigenvalue(H, m!, () => undefined)
    console.log(S, m, 'largest', r2.value, r2.residual, r2.iterations, performance.now() - s)
    if (m! < 2000) {
      s = performance.now()
      const v = native.symmetricEigenvalues(H, m!, () => undefined)
      console.log('all', v[0], v[m! - 1], performance.now() - s)
    }
  }
})
