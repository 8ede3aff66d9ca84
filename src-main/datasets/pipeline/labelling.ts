import { oneHotLabels, permutedLabels } from '../labels'
import type { DraftPart } from './draft'
import { chosenParts, classesOf, countsText, impossible, withParts, type StepFunction } from './step'

/** Steps that change labels. */

export const coarseLabels: StepFunction<'coarse-labels'> = (_, draft) => {
  const { coarseClassNames, parts } = draft.source
  if (coarseClassNames === undefined) throw impossible('the source has no second, coarse labels')
  const all = parts.flatMap((part) => [...(part.coarseLabels ?? [])])
  const count = parts.reduce((sum, part) => sum + part.count, 0)
  if (all.length !== count) throw impossible('not every part of the source has coarse labels')
  const changed = withParts(draft, draft.parts, (part) => ({
    ...part,
    labels: Float64Array.from(part.rows, (row) => all[row]!),
    targets: null,
  }))
  return {
    draft: { ...changed, classNames: coarseClassNames },
    says: `${coarseClassNames.length} coarse classes in place of ${draft.classNames?.length ?? 0} fine ones`,
  }
}

export const shuffleLabels: StepFunction<'shuffle-labels'> = ({ part, seed }, draft) => {
  const chosen = chosenParts(draft, part)
  let changed = 0
  let total = 0
  const shuffled = withParts(draft, chosen, (each) => {
    if (each.labels === null) throw impossible(`the part ${each.role} has no labels`)
    const { labels, sources } = permutedLabels(seed, each.labels, 1)
    changed += labels.reduce((count, label, i) => count + (label === each.labels?.[i] ? 0 : 1), 0)
    total += labels.length
    return { ...each, labels, targets: permutedTargets(each, sources) }
  })
  return {
    draft: shuffled,
    says: `Labels permuted at random with seed ${seed} in ${countsText(chosen)}: ${changed.toLocaleString('en')} of ${total.toLocaleString('en')} samples have another label than their own`,
  }
}

function permutedTargets({ targets }: DraftPart, sources: Uint32Array): DraftPart['targets'] {
  if (targets === null) return null
  const { columns } = targets
  const values = new Float64Array(targets.values.length)
  sources.forEach((source, i) => values.set(targets.values.subarray(source * columns, (source + 1) * columns), i * columns))
  return { values, columns }
}

export const oneHot: StepFunction<'one-hot'> = (_, draft) => {
  const encoded = withParts(draft, draft.parts, (part) => {
    const { labels, count } = classesOf(draft, part)
    return { ...part, targets: { values: oneHotLabels(labels, count), columns: count } }
  })
  return { draft: encoded, says: `Targets with ${draft.classNames?.length ?? 0} columns, 1 in that of the class and 0 elsewhere` }
}

export const plusMinus: StepFunction<'plus-minus'> = ({ positive }, draft) => {
  const names = draft.classNames ?? []
  draft.parts.forEach((part) => classesOf(draft, part))
  const unknown = positive.find((label) => label >= names.length)
  if (unknown !== undefined) throw impossible(`there is no class ${unknown}; there are 0 to ${names.length - 1}`)
  let above = 0
  let total = 0
  const encoded = withParts(draft, draft.parts, (part) => {
    const values = classesOf(draft, part).labels.map((label) => (positive.includes(label) ? 1 : -1))
    above += values.reduce((count, value) => count + (value > 0 ? 1 : 0), 0)
    total += values.length
    return { ...part, targets: { values, columns: 1 } }
  })
  return {
    draft: encoded,
    says: `Target +1 for ${positive.map((label) => names[label]).join(', ')} (${above.toLocaleString('en')} samples), -1 for the other ${(total - above).toLocaleString('en')}`,
  }
}
