import { expect, it } from 'vitest'
import { activationOf } from '../../src-main/science/activations'
import type { NeuronBlock } from '../../src-main/science/kernels/finite-width'
import { gramSpectrum } from '../../src-main/science/spectra/resolved-spectrum'
import { finiteWidthFactor } from '../../src-main/science/spectra/streamed-factor'
import { native } from '../golden/both-arithmetics'
import { noPulse } from '../golden/train'
import { halfCircle } from '../unit/science/kernels/circle-inputs'
import { gaussianNetwork } from '../unit/science/kernels/gaussian-network'

/** A million neurons, made when they are asked for. */
function* million(): Generator<NeuronBlock> {
  const neurons = 50_000
  for (let seed = 0; seed < 20; seed++) yield { ...gaussianNetwork(neurons, 2, 1, seed), nodeScales: new Float64Array(neurons).fill(1e-3) }
}

// the limit is 1.878e-15 and 3.237e-25: the neurons that would carry the lowest modes are longer than any of a million (arXiv 1908.05660)
it.each([
  ['tanh', 3e-16, 8e-16],
  ['swish', 3e-28, 4e-27],
  ['relu', 4.94e-3, 5.04e-3],
  ['elu', 3.27e-6, 3.35e-6],
] as const)('smallest eigenvalue of a million neurons on fifty points of the half circle, %s', (kind, above, below) => {
  const factor = finiteWidthFactor(native, million(), halfCircle(50), activationOf({ kind }), { hidden: true, output: false }, noPulse)
  const { values, unresolved } = gramSpectrum(native, 50, { kind: 'factor', factor, rows: 50 }, noPulse)
  expect(unresolved).toBe(0)
  expect(values[0]).toBeGreaterThan(above)
  expect(values[0]).toBeLessThan(below)
})
