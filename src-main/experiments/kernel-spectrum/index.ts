import type { FieldProblem } from '../../contract'
import type { Cost, Experiment } from '../experiment'
import { activationProblems } from '../points/activation-problems'
import { givenPointProblems, resolveGivenPoints } from '../points/given-data'
import { pointCounts } from '../points/point-counts'
import { AXES, axisValuesOf, titleOf } from './naming'
import { QUANTITIES, SERIES } from './quantities'
import { runKernelSpectrum } from './run'
import type { KernelSpectrumSpec } from './spec'

const BYTES = 8
/** Numbers of one array: one ArrayBuffer holds at most 1.998 GiB in Electron. */
const LARGEST_ARRAY = 268_000_000
const MOST_POINTS = 16_000

function costOf(spec: KernelSpectrumSpec): Cost {
  const counts = pointCounts(spec)
  if (counts === null) return { trainingFlops: 0, spectrumFlops: 0, memoryBytes: 0, expectedSteps: 0 }
  const { sampleCount: n, inputDimension: d } = counts
  const { width } = spec.model
  const neurons = width.kind === 'finite' ? width.hiddenWidth : 0
  const { hermiteBounds = 0, directionSamples = 0, classes = 0, comparisons = false } = spec.measurements
  const eigenvalues = (4 / 3) * n * n * n
  const further =
    hermiteBounds * eigenvalues +
    2 * directionSamples * n * d +
    classes * classes * (2 * neurons * n * n + 3 * classes * eigenvalues) +
    (comparisons ? 3 * eigenvalues + 2 * neurons * n * n : 0)
  return {
    trainingFlops: 0,
    spectrumFlops: 2 * n * n * d + 2 * neurons * n * (n + d) + eigenvalues + further,
    memoryBytes: (4 * n * n * Math.max(1, classes * classes) + 2 * n * d + 65_536 * Math.max(d, 64)) * BYTES,
    expectedSteps: 0,
  }
}

function check(spec: KernelSpectrumSpec): FieldProblem[] {
  const problems = activationProblems(spec.model.activation, 'model.activation')
  problems.push(...givenPointProblems(spec))
  problems.push(...measurementProblems(spec))
  const counts = pointCounts(spec)
  if (counts === null) return problems
  if (counts.sampleCount > MOST_POINTS) problems.push({ path: 'data', rule: `has at most ${MOST_POINTS} points` })
  if (counts.sampleCount * counts.inputDimension > LARGEST_ARRAY)
    problems.push({ path: 'data', rule: `points times input dimension is at most ${LARGEST_ARRAY}` })
  return problems
}

/** What the theorems behind the measurements are about. */
function measurementProblems({ model, measurements }: KernelSpectrumSpec): FieldProblem[] {
  const problems: FieldProblem[] = []
  const standard = model.weightVariance === 1 && model.biasVariance === 0
  if (measurements.hermiteBounds !== undefined && !(standard && model.layer === 'hidden'))
    problems.push({ path: 'measurements.hermiteBounds', rule: 'is for the hidden layer with weights N(0, 1) and no biases' })
  if (measurements.directionSamples !== undefined && !(standard && model.layer === 'hidden'))
    problems.push({ path: 'measurements.directionSamples', rule: 'is for the hidden layer with weights N(0, 1) and no biases' })
  if (measurements.classes !== undefined && model.layer !== 'hidden')
    problems.push({ path: 'measurements.classes', rule: 'is for the hidden layer' })
  return problems
}

/** Spectrum of the kernel of a two-layer network at the start (arXiv 1908.05660, 1902.04674, 2302.01002). */
export const kernelSpectrum: Experiment<KernelSpectrumSpec> = {
  info: { id: 'kernel-spectrum', title: 'Spectrum of the kernel of a two-layer network', quantities: [...QUANTITIES], series: [...SERIES] },
  axes: AXES,
  axisValues: axisValuesOf,
  title: titleOf,
  cost: costOf,
  check,
  resolveFiles: resolveGivenPoints,
  run: runKernelSpectrum,
}
