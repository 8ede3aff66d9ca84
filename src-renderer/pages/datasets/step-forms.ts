import { pipelineStep, pipelineStepJsonSchema, type DatasetRole, type FieldProblem } from '../../../src-main/contract'
import { formOf, type SpecField, type Variant } from '../compose/spec-fields'
import { initialValue } from '../compose/new-spec'

/** A step as it is being written: fields may be missing or wrong. */
export interface StepDraft {
  /** of this draft alone, for the window */
  key: number
  value: Record<string, unknown>
}

const node = formOf(pipelineStepJsonSchema())

/** Kinds of steps with their fields, read off the schema. */
export const STEP_KINDS: readonly Variant[] = node.kind === 'variants' ? node.variants : []

export function variantOfStep(value: Record<string, unknown>): Variant | null {
  return STEP_KINDS.find((variant) => variant.value === value.kind) ?? null
}

/** A new step with what its schema names, and its examples where nothing is named. */
export function newStep(kind: string, roles: readonly DatasetRole[]): Record<string, unknown> {
  const fields = variantOfStep({ kind })?.group.fields ?? []
  return { kind, ...Object.fromEntries(fields.map((field) => [field.key, firstValue(field, roles)])) }
}

function firstValue(field: SpecField, roles: readonly DatasetRole[]): unknown {
  const [first] = roles
  if (field.key === 'roles') return first === undefined ? [] : [first]
  // what is divided, and what statistics are of, has to be there
  if (first !== undefined && (field.key === 'statistics' || (field.key === 'part' && field.initial === 'all')))
    return roles.includes('train') ? 'train' : first
  if (field.initial !== undefined) return structuredClone(field.initial)
  if (field.example !== '') return JSON.parse(field.example)
  return field.node.kind === 'list' ? [0] : initialValue(field.node)
}

/** What is wrong with a step, by field. */
export function stepProblems(value: Record<string, unknown>): FieldProblem[] {
  const parsed = pipelineStep.safeParse(value)
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), rule: message }))
}
