import { LabError, shapeOfRows, type FieldProblem, type FileArray, type GivenRows, type StoredArray } from '../../contract'
import type { DeepNetwork } from '../../science/arithmetic/deep-network'
import { parameterCount, sizeOf } from '../../science/deep'
import { depthProblems } from '../points/depth-problems'
import { dimensionsOf, givenShape, type DeepDimensions } from './dimensions'
import { networkOf } from './network'
import type { DeepTrainingSpec } from './spec'

/** One array holds at most 1.998 GiB on the first thread of Electron, where results are read. */
const LARGEST_ARRAY_BYTES = 2_144_000_000
/** On the threads that train, and between them, it holds 4 GiB: the length of what is handed over is a number of 32 bits. */
const LARGEST_STATE_ARRAY_BYTES = 2 ** 32 - 8
const PARTS = ['train', 'test'] as const

/** Rules that need more than one field of a spec. */
export function checkSpec(spec: DeepTrainingSpec): FieldProblem[] {
  const problems = [...depthProblems(spec.model.activation, 'model.activation'), ...dataProblems(spec), ...modelProblems(spec)]
  const dimensions = dimensionsOf(spec)
  if (problems.length > 0 || dimensions === null) return problems
  return [...trainingProblems(spec, dimensions), ...sizeProblems(spec, dimensions)]
}

/** The same specification with another width fits its parameters into an array: the largest such width. */
function largestWidth(spec: DeepTrainingSpec, dimensions: DeepDimensions): number {
  const fits = (width: number): boolean => {
    const { model } = spec
    const narrower =
      model.kind === 'fully-connected' ? { ...model, width } : { ...model, channels: model.channels.map((_, stage) => width * 2 ** stage) }
    const { network } = networkOf(narrower, dimensions.shape, dimensions.classCount)
    return parameterBytes(spec, network) <= LARGEST_STATE_ARRAY_BYTES
  }
  let [low, high] = [0, spec.model.kind === 'fully-connected' ? spec.model.width : (spec.model.channels[0] ?? 1)]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle
  }
  return low
}

function parameterBytes({ precision }: DeepTrainingSpec, network: DeepNetwork): number {
  return parameterCount(network) * (precision === 'float32' ? 4 : 8)
}

function sizeProblems(spec: DeepTrainingSpec, dimensions: DeepDimensions): FieldProblem[] {
  const { network } = networkOf(spec.model, dimensions.shape, dimensions.classCount)
  const problems: FieldProblem[] = []
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`
  const bytes = parameterBytes(spec, network)
  if (bytes > LARGEST_STATE_ARRAY_BYTES) {
    const [field, what] = spec.model.kind === 'fully-connected' ? ['width', 'width'] : ['channels', 'number of channels in the first stage']
    const width = largestWidth(spec, dimensions)
    problems.push({
      path: `model.${field}`,
      rule:
        `makes ${parameterCount(network)} parameters of ${gigabytes(bytes)} together, more than the ${gigabytes(LARGEST_STATE_ARRAY_BYTES)} of one array; ` +
        (width === 0 ? 'no width fits at this depth' : `a ${what} of ${width} fits`),
    })
  }
  const kept = spec.measurements.finalParameters ? 8 * parameterCount(network) : 0
  if (kept > LARGEST_ARRAY_BYTES)
    problems.push({
      path: 'measurements.finalParameters',
      rule: `would keep ${gigabytes(kept)} of parameters in float64, more than the ${gigabytes(LARGEST_ARRAY_BYTES)} of one array`,
    })
  const given = Math.max(dimensions.trainCount, dimensions.testCount) * sizeOf(givenShape(spec)) * 8
  if (given > LARGEST_ARRAY_BYTES)
    problems.push({
      path: 'data',
      rule: `has ${gigabytes(given)} in one part, more than the ${gigabytes(LARGEST_ARRAY_BYTES)} of one array`,
    })
  return problems
}

function modelProblems({ model, initialisation, preparation, training, ...spec }: DeepTrainingSpec): FieldProblem[] {
  const problems: FieldProblem[] = []
  const require = (holds: boolean, path: string, rule: string): void => {
    if (!holds) problems.push({ path, rule })
  }
  const { height, width } = givenShape({ model, initialisation, preparation, training, ...spec })
  const { pooling, crop, flip } = preparation
  require(pooling <=
    Math.min(height, width), 'preparation.pooling', `is at most ${Math.min(height, width)}, the smaller side of an example`)
  const isImage = height > 1 && width > 1
  require(isImage || crop === 0, 'preparation.crop', 'needs images; the examples have height or width 1')
  require(isImage || !flip, 'preparation.flip', 'needs images; the examples have height or width 1')
  const isFixup = model.kind === 'residual' && model.normalisation === 'fixup'
  require(isFixup === (initialisation.kind === 'fixup'), 'initialisation', isFixup
    ? 'is that of Fixup in a network with the scalars of Fixup'
    : 'of Fixup needs a residual network with the scalars of Fixup')
  require(training.scalarStepRatio === undefined || isFixup, 'training.scalarStepRatio', 'needs the scalars of Fixup')
  if (model.kind === 'residual') {
    require(isImage, 'model', `a residual network of convolutions needs images; the examples are ${height} x ${width}`)
    const narrowing = model.channels.findIndex((channels, stage) => stage > 0 && channels < (model.channels[stage - 1] ?? 0))
    require(narrowing < 0, 'model.channels', `shrink at stage ${narrowing + 1}; shortcuts can only append channels`)
    const halvings = 2 ** (model.channels.length - 1)
    const side = Math.min(Math.floor(height / pooling), Math.floor(width / pooling))
    require(side >= halvings, 'model.channels', `halve images of ${side} pixels ${model.channels.length - 1} times, which leaves nothing`)
  }
  return problems
}

function trainingProblems(
  { model, training, measurements, fork }: DeepTrainingSpec,
  { trainCount, testCount, updates }: DeepDimensions,
): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (fork !== undefined && fork.step >= updates)
    problems.push({ path: 'training.epochs', rule: `end after ${updates} updates, not above the step of the fork, ${fork.step}` })
  const last = trainCount % training.batchSize
  const smallest = Math.min(training.batchSize, trainCount, last === 0 ? Infinity : last)
  if (model.normalisation === 'batch' && smallest === 1)
    problems.push({
      path: 'training.batchSize',
      rule:
        training.batchSize === 1 || trainCount === 1
          ? 'is at least 2 with batch normalisation: a single example has no variance'
          : `leaves one of the ${trainCount} training examples for the last batch of an epoch, which batch normalisation cannot take`,
    })
  const { dotProducts } = measurements
  if (dotProducts.kind === 'measured' && dotProducts.points > testCount)
    problems.push({ path: 'measurements.dotProducts.points', rule: `is at most the number of test examples, ${testCount}` })
  const { schedule } = training
  if (schedule.kind === 'steps' && schedule.epochs.some((epoch, k) => k > 0 && epoch <= (schedule.epochs[k - 1] ?? 0)))
    problems.push({ path: 'training.schedule.epochs', rule: 'are in ascending order' })
  return problems
}

/** What is wrong with the shapes of given arrays, by field. */
function dataProblems(spec: DeepTrainingSpec): FieldProblem[] {
  const { data } = spec
  if (data.kind !== 'given') return []
  const size = sizeOf(data.shape)
  return PARTS.flatMap((part) => {
    const { inputs, labels } = data[part]
    const problems: FieldProblem[] = []
    const require = (holds: boolean, field: string, rule: string): void => {
      if (!holds) problems.push({ path: `data.${part}.${field}`, rule })
    }
    if (inputs.kind === 'file' || labels.kind === 'file') return problems
    for (const [field, { shape, rows }] of [
      ['inputs', inputs],
      ['labels', labels],
    ] as const) {
      const end = rows === undefined ? 0 : rows.first + rows.count
      require(end <= (shape[0] ?? 0), field, `has ${shape[0] ?? 0} rows, rows up to ${end} are asked for`)
    }
    const [count = 0, columns = 1] = shapeOfRows(inputs)
    const { channels, height, width } = data.shape
    require(columns === size, 'inputs', `has ${columns} numbers an example, the shape ${channels} x ${height} x ${width} has ${size}`)
    const entries = shapeOfRows(labels).reduce((product, extent) => product * extent, 1)
    require(entries === count, 'labels', `has ${entries} entries for ${count} examples`)
    return problems
  })
}

/**
 * The spec with every file replaced by what `load` stored for it.
 * @throws LabError `invalid-file` naming the field and the shapes
 */
export function resolveDeepFiles(spec: DeepTrainingSpec, load: (file: FileArray, field: string) => StoredArray): DeepTrainingSpec {
  const { data } = spec
  if (data.kind !== 'given') return spec
  const files = new Map<string, string>()
  const stored = (given: GivenRows, field: string): GivenRows => {
    if (given.kind === 'stored') return given
    const { rows, ...file } = given
    files.set(field, file.path)
    return { ...load(file, field), ...(rows === undefined ? {} : { rows }) }
  }
  const part = (name: (typeof PARTS)[number]) => ({
    inputs: stored(data[name].inputs, `data.${name}.inputs`),
    labels: stored(data[name].labels, `data.${name}.labels`),
  })
  const resolved = { ...spec, data: { ...data, train: part('train'), test: part('test') } }
  const problem = dataProblems(resolved).find(({ path }) => files.has(path))
  if (problem === undefined) return resolved
  throw new LabError('invalid-file', `${problem.path}: ${files.get(problem.path)} ${problem.rule}. Nothing was stored.`, [problem])
}
