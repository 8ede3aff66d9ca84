import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { cellCount, LabError, type FieldProblem, type Sweep, type SweepPlan } from '../../../src-main/contract'
import { parseSeeds } from '../home/seed-list'
import { isWithin, readDocument, typedAt, valueAt, withValueAt, writeDocument, type NumberTexts, type TextProblem } from './json-document'
import { changeVariant, FILE_VARIANT, initialValue } from './new-spec'
import { parseNumber } from './number-text'
import { specForm, type FieldNode, type ListNode, type ScalarNode, type VariantsNode } from './spec-fields'
import { specProblems } from './spec-problems'
import { newSweep, sweepValues, type SweepDraft, type SweepValues } from './sweep-values'

/** What stood at a path, and how the spec was swept, before a change that text fields cannot undo by themselves. */
interface Change {
  label: string
  /** null when only the sweeps changed */
  path: string | null
  value: unknown
  texts: NumberTexts
  sweeps: readonly SweepDraft[]
  combine: SweepPlan['combine']
}

export interface ReadSweep {
  draft: SweepDraft
  node: ScalarNode
  read: SweepValues
}

export interface DraftStart {
  document: unknown
  /** where it comes from, e.g. "run 12" */
  origin: string
  seeds?: readonly number[]
}

const MOST_CHANGES = 100

/** The scalar that stands at a path of the form, as the document has its variants now. */
export function scalarAt(node: FieldNode | null, document: unknown, path: string): ScalarNode | null {
  let [here, value] = [node, document]
  for (const key of path.split('.')) {
    if (here?.kind === 'variants' && key === here.key) {
      here = kindsOf(here)
      continue
    }
    if (here?.kind === 'variants') here = variantOf(here, value)?.group ?? null
    if (here?.kind === 'list') here = here.item
    else if (here?.kind === 'group') here = here.fields.find((field) => field.key === key)?.node ?? null
    else return null
    value = valueAt(value, key)
  }
  return here?.kind === 'scalar' ? here : null
}

/** The kinds that have nothing to be chosen further, as the choices of one field: these a sweep can run through. */
export function kindsOf(node: VariantsNode): ScalarNode {
  const plain = node.variants.filter(({ value, group }) => value !== FILE_VARIANT && group.fields.every((field) => field.optional))
  return { kind: 'scalar', choices: plain.map(({ value }) => value), number: null, text: false, boolean: false }
}

export function variantOf(node: VariantsNode, value: unknown) {
  const chosen = valueAt(value, node.key)
  return node.variants.find((variant) => variant.value === chosen) ?? null
}

/** The experiment that is being composed. Kept while other pages are shown. */
export const useDraft = defineStore('compose', () => {
  const form = specForm()
  const document = shallowRef<unknown>(form === null ? {} : initialValue(form))
  const texts = shallowRef<NumberTexts>({})
  const sweeps = shallowRef<readonly SweepDraft[]>([])
  const combine = ref<SweepPlan['combine']>('grid')
  const seedText = ref('1')
  /** null: the name that the plan proposes */
  const name = ref<string | null>(null)
  const origin = ref('')
  /** something was typed, chosen or loaded */
  const touched = ref(false)
  /** after an attempt to run, what is missing is marked like what is wrong */
  const attempted = ref(false)
  /** the JSON text as it is typed, null while the form is what was changed last */
  const typedText = shallowRef<string | null>(null)
  const textProblem = shallowRef<TextProblem | null>(null)
  const undone = shallowRef<Change[]>([])
  const changes = shallowRef<Change[]>([])

  const jsonText = computed(() => typedText.value ?? `${writeDocument(document.value, texts.value)}\n`)
  const readSweeps = computed(() =>
    sweeps.value.flatMap((draft): ReadSweep[] => {
      const node = scalarAt(form, document.value, draft.path)
      return node === null ? [] : [{ draft, node, read: sweepValues(draft, node) }]
    }),
  )
  const seeds = computed(() => parseSeeds(seedText.value))
  /** the first cell: a swept field need not have a value of its own */
  const firstCell = computed(() =>
    readSweeps.value.reduce<unknown>(
      (spec, { draft, read }) => (read.values === null ? spec : withValueAt(spec, draft.path, read.values[0])),
      document.value,
    ),
  )
  const problems = computed((): FieldProblem[] => specProblems(firstCell.value))
  const sweepProblem = computed(() => {
    const wrong = readSweeps.value.find(({ read }) => read.values === null)
    if (wrong !== undefined) return `${wrong.draft.path}: ${wrong.read.problem ?? ''}`
    try {
      cellCount({ sweeps: sweptFields.value, combine: combine.value })
      return null
    } catch (error) {
      return LabError.from(error).message
    }
  })
  const sweptFields = computed((): Sweep[] =>
    readSweeps.value.flatMap(({ draft, read }) => (read.values === null ? [] : [{ path: draft.path, values: read.values }])),
  )
  /** what the lab is asked about, null while something is missing or wrong */
  const plan = computed((): SweepPlan | null => {
    if (textProblem.value !== null || problems.value.length > 0 || sweepProblem.value !== null || seeds.value.seeds === null) return null
    return { spec: firstCell.value, sweeps: sweptFields.value, combine: combine.value, seeds: seeds.value.seeds }
  })

  function remember(label: string, path: string | null): void {
    changes.value = [...changes.value.slice(1 - MOST_CHANGES), snapshot(label, path)]
    undone.value = []
    touched.value = true
  }

  function snapshot(label: string, path: string | null): Change {
    return {
      label,
      path,
      value: path === null ? undefined : valueAt(document.value, path),
      texts: texts.value,
      sweeps: sweeps.value,
      combine: combine.value,
    }
  }

  /** Puts back what a change replaced, and nothing else. @returns the change that does the contrary */
  function swap(change: Change): Change {
    const contrary = snapshot(change.label, change.path)
    const { path } = change
    if (path !== null) {
      const others = Object.entries(texts.value).filter(([key]) => !isWithin(key, path))
      const own = Object.entries(change.texts).filter(([key]) => isWithin(key, path))
      document.value = withValueAt(document.value, path, change.value)
      texts.value = Object.fromEntries([...others, ...own])
    }
    sweeps.value = change.sweeps
    combine.value = change.combine
    typedText.value = null
    textProblem.value = null
    return contrary
  }

  /** @returns what was undone, null when there is nothing */
  function undo(): string | null {
    const change = changes.value.at(-1)
    if (change === undefined) return null
    changes.value = changes.value.slice(0, -1)
    undone.value = [...undone.value, swap(change)]
    return change.label
  }

  function redo(): string | null {
    const change = undone.value.at(-1)
    if (change === undefined) return null
    undone.value = undone.value.slice(0, -1)
    changes.value = [...changes.value, swap(change)]
    return change.label
  }

  function put(path: string, value: unknown): void {
    document.value = withValueAt(document.value, path, value)
    typedText.value = null
    textProblem.value = null
    touched.value = true
  }

  /** A number stays as it is typed; what is no number stays in the spec as text, where the schema refuses it. */
  function type(path: string, text: string, node: ScalarNode): void {
    texts.value = { ...texts.value, [path]: text }
    put(path, valueOfText(text, node))
  }

  function typeList(path: string, text: string, node: ListNode): void {
    const parts = text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
    const own = Object.fromEntries(parts.map((part, index) => [`${path}.${index}`, part]))
    const others = Object.entries(texts.value).filter(([key]) => !isWithin(key, path))
    texts.value = { ...Object.fromEntries(others), ...own, [path]: text }
    put(path, parts.length === 0 ? undefined : parts.map((part) => valueOfText(part, node.item)))
  }

  /** The text of a field: as it was typed, or as the value is written when that came from elsewhere. */
  function textAt(path: string, node: ScalarNode): string {
    const value = valueAt(document.value, path)
    const typed = typedAt(texts.value, path)
    if (typed !== undefined && Object.is(valueOfText(typed, node), value)) return typed
    return value === undefined || value === null ? '' : typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  }

  function listTextAt(path: string, node: ListNode): string {
    const value = valueAt(document.value, path)
    const typed = typedAt(texts.value, path)
    if (!Array.isArray(value)) return typed !== undefined && typed.replaceAll(/[,\s]/g, '') === '' ? typed : ''
    const parts = typed?.split(',').flatMap((part) => (part.trim() === '' ? [] : [valueOfText(part.trim(), node.item)]))
    return typed !== undefined && JSON.stringify(parts) === JSON.stringify(value)
      ? typed
      : value.map((entry: unknown, index) => typedAt(texts.value, `${path}.${index}`) ?? String(entry)).join(', ')
  }

  function choose(path: string, value: unknown, label: string): void {
    remember(label, path)
    put(path, value)
  }

  function chooseVariant(path: string, node: VariantsNode, to: string, label: string): void {
    remember(label, path)
    put(path, changeVariant(node, valueAt(document.value, path), to))
    forgetLostFields()
  }

  /** An optional part of the spec, with its first values, or left out. */
  function include(path: string, node: FieldNode, given: boolean, label: string): void {
    remember(label, path)
    put(path, given ? (initialValue(node) ?? {}) : undefined)
    forgetLostFields()
  }

  /** Sweeps and texts of fields that the spec has no more. */
  function forgetLostFields(): void {
    sweeps.value = sweeps.value.filter(({ path }) => scalarAt(form, document.value, path) !== null)
    texts.value = Object.fromEntries(Object.entries(texts.value).filter(([path]) => valueAt(document.value, path) !== undefined))
  }

  function sweep(path: string, node: ScalarNode, label: string): void {
    remember(label, null)
    sweeps.value = [...sweeps.value, newSweep(path, typedAt(texts.value, path) ?? valueAt(document.value, path), node)]
  }

  function changeSweep(path: string, change: Partial<SweepDraft>, label?: string): void {
    if (label !== undefined) remember(label, null)
    sweeps.value = sweeps.value.map((draft) => (draft.path === path ? { ...draft, ...change } : draft))
    touched.value = true
  }

  function endSweep(path: string, label: string): void {
    remember(label, null)
    sweeps.value = sweeps.value.filter((draft) => draft.path !== path)
  }

  function chooseCombination(to: SweepPlan['combine']): void {
    remember('how fields go together', null)
    combine.value = to
  }

  /** Text of the JSON view. While it cannot be read, the spec stays what it was. */
  function typeDocument(text: string): void {
    const read = readDocument(text)
    touched.value = true
    typedText.value = text
    textProblem.value = read.problem
    if (read.problem !== null) return
    document.value = read.value
    texts.value = read.texts
    sweeps.value = sweeps.value.filter(({ path }) => scalarAt(form, read.value, path) !== null)
  }

  function discardText(): void {
    typedText.value = null
    textProblem.value = null
  }

  function start({ document: from, origin: where, seeds: given }: DraftStart): void {
    remember(`start from ${where}`, '')
    document.value = structuredClone(from)
    texts.value = {}
    sweeps.value = []
    name.value = null
    attempted.value = false
    origin.value = where
    if (given !== undefined) seedText.value = seedRanges(given)
    discardText()
  }

  function startBlank(kind: string, title: string): void {
    if (form === null) return
    const variant = form.variants.find(({ value }) => value === kind)
    if (variant === undefined) return
    start({ document: initialValue({ ...form, variants: [variant] }), origin: `a blank spec, ${title}`, seeds: [1] })
  }

  return {
    form,
    document,
    sweeps,
    combine,
    seedText,
    name,
    origin,
    touched,
    attempted,
    textProblem,
    changes,
    undone,
    jsonText,
    readSweeps,
    seeds,
    problems,
    sweepProblem,
    plan,
    undo,
    redo,
    type,
    typeList,
    textAt,
    listTextAt,
    choose,
    chooseVariant,
    include,
    sweep,
    changeSweep,
    endSweep,
    chooseCombination,
    typeDocument,
    discardText,
    start,
    startBlank,
  }
})

function valueOfText(text: string, node: ScalarNode): unknown {
  if (text.trim() === '') return undefined
  return node.number === null ? text : (parseNumber(text) ?? text)
}

/** Seeds as a person writes them: 1, 2, 3, 7 as "1-3, 7". */
export function seedRanges(seeds: readonly number[]): string {
  const parts: string[] = []
  let index = 0
  while (index < seeds.length) {
    const first = seeds[index] ?? 0
    let length = 1
    while (seeds[index + length] === first + length) length++
    parts.push(length > 1 ? `${first}-${first + length - 1}` : String(first))
    index += length
  }
  return parts.join(', ')
}
