import { experimentSpec, type ExperimentSpec } from '../../../src-main/contract'
import { parseNumber } from '../compose/number-text'
import { FIRST_FIELDS, problemsByField, readOverlay, type OverlayFields, type Problems } from '../spectra/overlay'

/** Fields of the explorer as they are typed: data and activation are those of a spectrum. */
export interface DepthFields {
  points: OverlayFields
  depth: string
  mean: 'removed' | 'kept'
}

export const FIRST_DEPTH_FIELDS: DepthFields = {
  points: { ...FIRST_FIELDS, data: 'half-circle', points: '8', activation: 'relu' },
  depth: '64',
  mean: 'removed',
}

export type ReadDepth = { spec: ExperimentSpec; problems: null } | { spec: null; problems: Problems & { depth?: string } }

/** The spec of an experiment on conditioning, or what is wrong with the fields. */
export function readDepth({ points, depth, mean }: DepthFields): ReadDepth {
  const overlay = readOverlay(points)
  if (overlay.spec?.experiment !== 'kernel-spectrum') return { spec: null, problems: overlay.problems ?? {} }
  const { data, preprocessing, model } = overlay.spec
  const parsed = experimentSpec.safeParse({
    experiment: 'depth-conditioning',
    version: 1,
    data,
    preprocessing,
    model: { activation: model.activation, mean, depth: depth.trim() === '' ? undefined : (parseNumber(depth) ?? depth), lengths: 'unit' },
  })
  if (parsed.success) return { spec: parsed.data, problems: null }
  const problems = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), rule: issue.message }))
  const ofDepth = problems.find(({ path }) => path === 'model.depth')
  return { spec: null, problems: { ...problemsByField(problems), ...(ofDepth === undefined ? {} : { depth: ofDepth.rule }) } }
}
