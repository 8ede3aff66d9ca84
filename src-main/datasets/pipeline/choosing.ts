import { permutation, RandomStream } from '../../science/random'
import { cutRows, splitRows } from '../split'
import { atPlaces, chosenParts, classesOf, countsText, impossible, withParts, type StepFunction, type StepOf } from './step'
import type { Draft, DraftPart } from './draft'

/** Steps that choose samples. */

export const keepParts: StepFunction<'keep-parts'> = ({ roles }, draft) => {
  const parts = draft.parts.filter(({ role }) => roles.includes(role))
  if (parts.length === 0) throw impossible(`no part is left: there are ${draft.parts.map(({ role }) => role).join(', ')}`)
  const left = draft.parts.filter((part) => !parts.includes(part))
  return {
    draft: { ...draft, parts },
    says: left.length === 0 ? `Every part is kept: ${countsText(parts)}` : `Left out: ${countsText(left)}; kept: ${countsText(parts)}`,
  }
}

export const keepClasses: StepFunction<'classes'> = ({ classes }, draft) => {
  const names = draft.classNames ?? []
  const repeated = classes.find((label, place) => classes.indexOf(label) !== place)
  if (repeated !== undefined) throw impossible(`class ${repeated} is named twice`)
  const unknown = classes.find((label) => label >= names.length)
  draft.parts.forEach((part) => classesOf(draft, part))
  if (unknown !== undefined) throw impossible(`there is no class ${unknown}; there are 0 to ${names.length - 1}`)
  const renumbered = new Map(classes.map((label, place) => [label, place]))
  const kept = withParts(draft, draft.parts, (part) => {
    const { labels } = classesOf(draft, part)
    const some = atPlaces(
      part,
      placesWhere(labels, (label) => renumbered.has(label)),
    )
    return { ...some, labels: (some.labels ?? new Float64Array()).map((label) => renumbered.get(label) ?? NaN) }
  })
  const parts = kept.parts.filter(({ rows }) => rows.length > 0)
  if (parts.length === 0) throw impossible('no sample is left')
  const classNames = classes.map((label) => names[label] ?? String(label))
  return {
    draft: { ...kept, parts, classNames },
    says: `${classes.length} of ${names.length} classes (${classNames.slice(0, 10).join(', ')}${classNames.length > 10 ? ', ...' : ''}), numbered anew: ${countsText(parts)}`,
  }
}

export const take: StepFunction<'take'> = (step, draft) => {
  const chosen = chosenParts(draft, step.part)
  const taken = withParts(draft, chosen, (part) => atPlaces(part, placesTaken(step, draft, part)))
  const how = { first: 'the first', random: 'a random choice', stratified: 'a random choice in the proportions of the classes' }[
    step.sampling
  ]
  const what = step.per === 'class' ? `${step.count.toLocaleString('en')} of each class` : step.count.toLocaleString('en')
  return {
    draft: taken,
    says: `${what}, ${how}${step.sampling === 'first' ? '' : ` with seed ${step.seed}`}: ${countsText(taken.parts)}`,
  }
}

function placesTaken(step: StepOf<'take'>, draft: Draft, part: DraftPart): Uint32Array {
  const { count, per, sampling, seed } = step
  const total = part.rows.length
  const order = (size: number, name: string): Uint32Array =>
    sampling === 'first' ? Uint32Array.from({ length: size }, (_, i) => i) : permutation(new RandomStream(seed, name), size)
  if (per === 'part' && sampling !== 'stratified') {
    if (count > total) throw impossible(`the part ${part.role} has ${total} samples, not ${count}`)
    return order(total, `subset-${part.role}`).slice(0, count).sort()
  }
  const members = placesByClass(draft, part)
  const wanted =
    per === 'class'
      ? members.map(() => count)
      : proportions(
          members.map(({ length }) => length),
          count,
          part.role,
        )
  const short = members.findIndex((places, label) => places.length < (wanted[label] ?? 0))
  if (short !== -1)
    throw impossible(
      `the class ${draft.classNames?.[short] ?? short} has ${members[short]?.length ?? 0} samples in the part ${part.role}, not ${wanted[short]}`,
    )
  const places = members.flatMap((of, label) =>
    [...order(of.length, `subset-${part.role}-${label}`).slice(0, wanted[label])].map((place) => of[place]!),
  )
  return Uint32Array.from(places).sort()
}

/** Whole numbers that add up to `count`, as the sizes are to each other: the largest remainders are rounded up, the first of equals first. */
function proportions(sizes: number[], count: number, role: string): number[] {
  const total = sizes.reduce((a, b) => a + b, 0)
  if (count > total) throw impossible(`the part ${role} has ${total} samples, not ${count}`)
  const shares = sizes.map((size) => Math.floor((size * count) / total))
  const remainders = sizes.map((size, label) => ({ label, rest: (size * count) % total }))
  const left = count - shares.reduce((a, b) => a + b, 0)
  for (const { label } of remainders.sort((a, b) => b.rest - a.rest || a.label - b.label).slice(0, left)) shares[label]!++
  return shares
}

export const split: StepFunction<'split'> = ({ part: role, train, validation, order, seed }, draft) => {
  const [part] = chosenParts(draft, role)
  if (part === undefined) throw impossible(`there is no part ${role}`)
  if (train + validation > 1 + 1e-9) throw impossible(`train and validation are ${train} and ${validation}, more than 1 together`)
  const fractions = [train, validation]
  const pieces = order === 'stratified' ? stratifiedPieces(draft, part, fractions, seed) : wholePieces(part, fractions, order, seed)
  const roles = ['train', 'validation', 'test'] as const
  const others = draft.parts.filter((each) => each !== part)
  const made = pieces.flatMap((places, k): DraftPart[] =>
    places.length === 0 ? [] : [{ ...atPlaces(part, places), role: roles[k] ?? 'test' }],
  )
  const twice = made.find((piece) => others.some((other) => other.role === piece.role))
  if (twice !== undefined) throw impossible(`there is a part ${twice.role} already; leave it out first`)
  const parts = [...made, ...others]
  const how = {
    'as-given': 'in the order given',
    random: `at random with seed ${seed}`,
    stratified: `class by class, at random with seed ${seed}`,
  }
  return { draft: { ...draft, parts }, says: `The part ${role} is divided ${how[order]}: ${countsText(parts)}` }
}

function wholePieces({ rows }: DraftPart, fractions: number[], order: 'as-given' | 'random', seed: number): Uint32Array[] {
  if (order === 'random') return splitRows(seed, rows.length, fractions)
  return cutRows(
    Uint32Array.from({ length: rows.length }, (_, i) => i),
    fractions,
  )
}

function stratifiedPieces(draft: Draft, part: DraftPart, fractions: number[], seed: number): Uint32Array[] {
  const byClass = placesByClass(draft, part).map((places, label) =>
    cutRows(permutation(new RandomStream(seed, `split-${label}`), places.length), fractions).map((piece) => piece.map((at) => places[at]!)),
  )
  return [0, 1, 2].map((k) => Uint32Array.from(byClass.flatMap((pieces) => [...(pieces[k] ?? [])])).sort())
}

function placesByClass(draft: Draft, part: DraftPart): Uint32Array[] {
  const { labels, count } = classesOf(draft, part)
  return Array.from({ length: count }, (_, label) => placesWhere(labels, (value) => value === label))
}

function placesWhere(labels: Float64Array, holds: (label: number) => boolean): Uint32Array {
  const places: number[] = []
  labels.forEach((label, place) => {
    if (holds(label)) places.push(place)
  })
  return Uint32Array.from(places)
}
