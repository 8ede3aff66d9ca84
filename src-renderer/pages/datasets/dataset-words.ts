import type { DatasetRole, SampleShape } from '../../../src-main/contract'
import { numberText } from '../../components/format-number'

const ROLE_NAMES: Record<DatasetRole, string> = { train: 'Training', validation: 'Validation', test: 'Test', all: 'All samples' }

export function roleName(role: DatasetRole): string {
  return ROLE_NAMES[role]
}

/** "3 × 32 × 32" or "512 numbers" */
export function shapeText(shape: SampleShape): string {
  if ('dimension' in shape) return `${numberText(shape.dimension, 'integer')} numbers`
  return `${shape.channels} × ${shape.height} × ${shape.width}`
}

/** "train 50 000, test 10 000" */
export function partsText(parts: readonly { role: DatasetRole; count: number }[]): string {
  return parts.map(({ role, count }) => `${role} ${numberText(count, 'integer')}`).join(', ')
}

/** What stands for a label: the name of its class, or the value. */
export function labelText(label: number | null | undefined, classNames: readonly string[] | null): string {
  if (label === null || label === undefined) return ''
  return classNames === null ? numberText(label) : (classNames[label] ?? String(label))
}
