import type { ActivationSpec, ExperimentSpec, PointData, StoredArray } from '../../../src-main/contract'
import { parseNumber } from '../compose/number-text'
import { specProblems } from '../compose/spec-problems'
import { parseSeeds } from '../home/seed-list'

/** A spectrum to lay over others, as it is written in the form: the spec of its experiment in a compact form. */
export interface OverlayFields {
  data: DataFamily
  /** n */
  points: string
  /** d; of a circle the dimension it is lifted to, empty for the plane */
  dimension: string
  /** what the data need besides: the distance in a pair, the number of copies */
  detail: string
  activation: ActivationSpec['kind']
  /** what the activation needs besides: a slope, a power, a kink, coefficients, a formula */
  parameter: string
  /** of a formula; empty: found numerically */
  kinks: string
  layer: 'hidden' | 'output' | 'both'
  /** m, or `infinite` */
  width: string
  outputWeights: 'signs' | 'gaussian'
  /** of the hidden weights; `1/d` for the inverse of the input dimension */
  weightVariance: string
  biasVariance: string
  scaling: 'none' | 'unit-rows' | 'two-coordinates'
  smoothing: string
  seed: string
  /** an array of a data set, or data that this form cannot write, as another page gave them */
  given: PointData | null
}

export type FieldName = keyof OverlayFields
export type Problems = Partial<Record<FieldName, string>>

export const INFINITE = 'infinite'
/** As a person writes the inverse of the input dimension. */
export const INVERSE_DIMENSION = '1/d'

export const FIRST_FIELDS: OverlayFields = {
  data: 'half-circle',
  points: '50',
  dimension: '',
  detail: '',
  activation: 'relu',
  parameter: '',
  kinks: '',
  layer: 'hidden',
  width: INFINITE,
  outputWeights: 'gaussian',
  weightVariance: '1',
  biasVariance: '0',
  scaling: 'none',
  smoothing: '0',
  seed: '1',
  given: null,
}

interface Family {
  label: string
  points: boolean
  /** what a dimension means for it, null where there is nothing to choose */
  dimension: 'input' | 'lift' | null
  detail?: { label: string; initial: string }
}

const CIRCLE = { points: true, dimension: 'lift' } as const
const TABLE = { points: false, dimension: null } as const

export const DATA_FAMILIES = {
  'half-circle': { label: 'half circle', ...CIRCLE },
  'full-circle': { label: 'full circle', ...CIRCLE },
  'full-with-constant-circle': { label: 'full circle with constant', ...CIRCLE },
  'random-circle': { label: 'random angles', ...CIRCLE },
  sphere: { label: 'sphere', points: true, dimension: 'input' },
  orthonormal: { label: 'orthonormal', points: true, dimension: null },
  equicorrelated: { label: 'equal correlations', points: true, dimension: null, detail: { label: 'Correlation', initial: '0.99' } },
  arc: { label: 'arc', points: true, dimension: null, detail: { label: 'Gap of neighbours', initial: '0.01' } },
  pairs: { label: 'pairs', points: true, dimension: 'input', detail: { label: 'Distance in a pair', initial: '0.1' } },
  antipodal: { label: 'opposite pairs', points: true, dimension: 'input' },
  duplicated: { label: 'sphere with copies', points: true, dimension: 'input', detail: { label: 'Copies', initial: '1' } },
  concrete: { label: 'concrete', ...TABLE },
  energy: { label: 'energy', ...TABLE },
  airfoil: { label: 'airfoil', ...TABLE },
  plant: { label: 'plant', ...TABLE },
  dataset: { label: 'data set', points: true, dimension: null },
  given: { label: 'given', ...TABLE },
} satisfies Record<string, Family>
export type DataFamily = keyof typeof DATA_FAMILIES
export const familyOf = (data: DataFamily): Family => DATA_FAMILIES[data]

interface ActivationChoice {
  label: string
  parameter?: { label: string; initial: string }
}

export const ACTIVATIONS: Record<ActivationSpec['kind'], ActivationChoice> = {
  relu: { label: 'ReLU' },
  tanh: { label: 'tanh' },
  elu: { label: 'ELU' },
  swish: { label: 'swish' },
  selu: { label: 'SELU' },
  'leaky-relu': { label: 'leaky ReLU', parameter: { label: 'Negative slope', initial: '0.01' } },
  'penalised-tanh': { label: 'penalised tanh', parameter: { label: 'Negative slope', initial: '0.25' } },
  sigmoid: { label: 'sigmoid' },
  softplus: { label: 'softplus' },
  gelu: { label: 'GELU' },
  erf: { label: 'erf' },
  sine: { label: 'sine' },
  step: { label: 'step' },
  absolute: { label: 'absolute value' },
  'relu-power': { label: 'power of ReLU', parameter: { label: 'Power', initial: '2' } },
  normrelu: { label: 'NormReLU', parameter: { label: 'Kink', initial: '-1.5' } },
  polynomial: { label: 'polynomial', parameter: { label: 'Coefficients of 1, x, x², …', initial: '0, 0, 1' } },
  'elu-as-printed': { label: 'ELU (as printed)' },
  'selu-as-printed': { label: 'SELU (as printed)' },
  expression: { label: 'formula', parameter: { label: 'Formula in x', initial: 'x * tanh(x / 2)' } },
}

export const LAYERS = { hidden: 'hidden (G)', output: 'output (H)', both: 'both (G + H)' } as const

/** Another activation, with what it needs to begin with. */
export function withActivation(fields: OverlayFields, activation: ActivationSpec['kind']): OverlayFields {
  return { ...fields, activation, parameter: ACTIVATIONS[activation].parameter?.initial ?? '', kinks: '' }
}

/** Other data; a dimension means different things for different families. */
export function withData(fields: OverlayFields, data: DataFamily): OverlayFields {
  const [before, after] = [familyOf(fields.data), familyOf(data)]
  const dimension = after.dimension === before.dimension ? fields.dimension : after.dimension === 'input' ? '10' : ''
  return { ...fields, data, dimension, detail: after.detail?.initial ?? '', scaling: before === after ? fields.scaling : 'none' }
}

/** Spectra of more points than this are asked for by hand. */
const FIRST_ROWS = 1000

/** An array of a data set, or the first of its rows. */
export function withDataset(fields: OverlayFields, given: StoredArray): OverlayFields {
  const [rows = 0] = given.shape
  return { ...withData(fields, 'dataset'), given, points: String(Math.min(rows, FIRST_ROWS)) }
}

/** What is no number stays as it is typed, and the schema refuses it. */
function numberOf(text: string): unknown {
  return text.trim() === '' ? undefined : (parseNumber(text) ?? text)
}

function numbersOf(text: string): unknown[] {
  return text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => numberOf(part))
}

function dataOf({ data, points, dimension, detail, given }: OverlayFields): unknown {
  const sampleCount = numberOf(points)
  const inputDimension = numberOf(dimension)
  switch (data) {
    case 'given':
      return given
    case 'sphere':
      return { kind: 'sphere', inputDimension, sampleCount }
    case 'pairs':
      return { kind: 'pairs', inputDimension, sampleCount, distance: numberOf(detail) }
    case 'antipodal':
      return { kind: 'antipodal', inputDimension, pairCount: typeof sampleCount === 'number' ? sampleCount / 2 : sampleCount }
    case 'duplicated':
      return { kind: 'duplicated', inputDimension, sampleCount, duplicates: numberOf(detail) }
    case 'dataset':
      return given?.kind === 'stored' && sampleCount === given.shape[0] ? given : { ...given, rows: { first: 0, count: sampleCount } }
    case 'orthonormal':
      return { kind: 'orthonormal', sampleCount }
    case 'equicorrelated':
      return { kind: 'equicorrelated', sampleCount, correlation: numberOf(detail) }
    case 'arc':
      return { kind: 'arc', sampleCount, neighbourGap: numberOf(detail) }
    case 'concrete':
    case 'energy':
    case 'airfoil':
    case 'plant':
      return { kind: 'sample-table', table: data }
    default: {
      const lifted = dimension.trim() === '' ? {} : { liftDimension: numberOf(dimension) }
      return { kind: 'circle', geometry: data.slice(0, -'-circle'.length), sampleCount, ...lifted }
    }
  }
}

/** The activation as a document: a formula or a number in it may still be wrong. */
function activationDocument({ activation: kind, parameter, kinks }: OverlayFields): unknown {
  switch (kind) {
    case 'leaky-relu':
    case 'penalised-tanh':
      return { kind, negativeSlope: numberOf(parameter) }
    case 'relu-power':
      return { kind, power: numberOf(parameter) }
    case 'normrelu':
      return { kind, kink: numberOf(parameter) }
    case 'polynomial':
      return { kind, coefficients: numbersOf(parameter) }
    case 'expression': {
      const given = kinks.trim() === '' ? {} : { kinks: numbersOf(kinks) }
      return { kind, expression: parameter, ...given }
    }
    default:
      return { kind }
  }
}

/** The spec of the experiment, as far as it is written. */
export function documentOf(fields: OverlayFields): unknown {
  const width = fields.width.trim()
  return {
    experiment: 'kernel-spectrum',
    version: 1,
    data: dataOf(fields),
    preprocessing: { scaling: fields.scaling, smoothing: numberOf(fields.smoothing) },
    model: {
      activation: activationDocument(fields),
      layer: fields.layer,
      weightVariance:
        fields.weightVariance.replaceAll(' ', '') === INVERSE_DIMENSION ? 'inverse-input-dimension' : numberOf(fields.weightVariance),
      biasVariance: numberOf(fields.biasVariance),
      width:
        width === INFINITE ? { kind: 'infinite' } : { kind: 'finite', hiddenWidth: numberOf(width), outputWeights: fields.outputWeights },
    },
    measurements: { route: 'best' },
  }
}

/** The field of the form that stands for a path of the spec. */
export function fieldOf(path: string): FieldName {
  const paths: [string, FieldName][] = [
    ['data.sampleCount', 'points'],
    ['data.pairCount', 'points'],
    ['data.rows', 'points'],
    ['data.distance', 'detail'],
    ['data.duplicates', 'detail'],
    ['data.inputDimension', 'dimension'],
    ['data.liftDimension', 'dimension'],
    ['data', 'data'],
    ['preprocessing.scaling', 'scaling'],
    ['preprocessing.smoothing', 'smoothing'],
    ['model.activation.kinks', 'kinks'],
    ['model.activation', 'parameter'],
    ['activation.kinks', 'kinks'],
    ['activation', 'parameter'],
    ['model.weightVariance', 'weightVariance'],
    ['model.biasVariance', 'biasVariance'],
    ['model.width', 'width'],
  ]
  return paths.find(([prefix]) => path === prefix || path.startsWith(`${prefix}.`))?.[1] ?? 'data'
}

export function problemsByField(problems: readonly { path: string; rule: string }[]): Problems {
  const found: Problems = {}
  for (const { path, rule } of problems) found[fieldOf(path)] ??= rule
  return found
}

export type ReadOverlay = { spec: ExperimentSpec; seed: number; problems: null } | { spec: null; seed: null; problems: Problems }

/** The form read: a valid spec and its seed, or what is wrong, by field. What only the lab can tell is not among it. */
export function readOverlay(fields: OverlayFields): ReadOverlay {
  const document = documentOf(fields)
  const problems = problemsByField(specProblems(document))
  const seeds = parseSeeds(fields.seed)
  const seed = seeds.seeds?.length === 1 ? seeds.seeds[0] : undefined
  if (seed === undefined) problems.seed = seeds.problem ?? 'One seed is needed'
  // the document has just been parsed by the schema of specs
  if (seed !== undefined && Object.keys(problems).length === 0) return { spec: document as ExperimentSpec, seed, problems: null }
  return { spec: null, seed: null, problems }
}

/** The form of a spec that another page gave; null when it is of another kind. */
export function fieldsOf(spec: ExperimentSpec, seed: number): OverlayFields | null {
  if (spec.experiment !== 'kernel-spectrum') return null
  const { data, model, preprocessing, dataSeed, measurements } = spec
  // the form has no word for these, and a form that drops them would show another spectrum
  if (dataSeed !== undefined || measurements.route !== 'best') return null
  return {
    ...FIRST_FIELDS,
    ...dataFields(data),
    ...activationFields(model.activation),
    layer: model.layer,
    width: model.width.kind === 'infinite' ? INFINITE : String(model.width.hiddenWidth),
    outputWeights: model.width.kind === 'infinite' ? FIRST_FIELDS.outputWeights : model.width.outputWeights,
    weightVariance: model.weightVariance === 'inverse-input-dimension' ? INVERSE_DIMENSION : String(model.weightVariance),
    biasVariance: String(model.biasVariance),
    scaling: preprocessing.scaling,
    smoothing: String(preprocessing.smoothing),
    seed: String(seed),
  }
}

function dataFields(data: PointData): Partial<OverlayFields> {
  switch (data.kind) {
    case 'circle':
      return {
        data: `${data.geometry}-circle`,
        points: String(data.sampleCount),
        dimension: data.liftDimension === undefined ? '' : String(data.liftDimension),
      }
    case 'sphere':
      return { data: 'sphere', points: String(data.sampleCount), dimension: String(data.inputDimension) }
    case 'orthonormal':
      return { data: 'orthonormal', points: String(data.sampleCount) }
    case 'equicorrelated':
      return { data: 'equicorrelated', points: String(data.sampleCount), detail: String(data.correlation) }
    case 'arc':
      return { data: 'arc', points: String(data.sampleCount), detail: String(data.neighbourGap) }
    case 'pairs':
      return {
        data: 'pairs',
        points: String(data.sampleCount),
        dimension: String(data.inputDimension),
        detail: String(data.distance),
      }
    case 'antipodal':
      return { data: 'antipodal', points: String(2 * data.pairCount), dimension: String(data.inputDimension) }
    case 'duplicated':
      return {
        data: 'duplicated',
        points: String(data.sampleCount),
        dimension: String(data.inputDimension),
        detail: String(data.duplicates),
      }
    case 'stored': {
      const { rows, ...given } = data
      if (data.shape.length !== 2 || (rows?.first ?? 0) !== 0) return { data: 'given', given: data }
      return { data: 'dataset', given, points: String(rows?.count ?? given.shape[0]) }
    }
    case 'sample-table':
      return data.target === undefined ? { data: data.table } : { data: 'given', given: data }
    default:
      return { data: 'given', given: data }
  }
}

function activationFields(spec: ActivationSpec): Partial<OverlayFields> {
  const activation = spec.kind
  switch (spec.kind) {
    case 'leaky-relu':
    case 'penalised-tanh':
      return { activation, parameter: String(spec.negativeSlope) }
    case 'relu-power':
      return { activation, parameter: String(spec.power) }
    case 'normrelu':
      return { activation, parameter: String(spec.kink) }
    case 'polynomial':
      return { activation, parameter: spec.coefficients.join(', ') }
    case 'expression':
      return { activation, parameter: spec.expression, kinks: spec.kinks?.join(', ') ?? '' }
    default:
      return { activation }
  }
}
