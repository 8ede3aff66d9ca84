import { LabError } from '../../contract'
import { invalidFile } from '../numeric-array'
import { baseName, folderName } from './entry-name'
import { readIdx } from './idx'
import type { ArrayChoice, FoundArray, ImportChoices, ImportedPart, PartRole } from './imported'
import { labelsOf } from './label-values'
import { readNpyArray } from './npy-array'
import { readArrayOfNpz } from './npz-arrays'
import { pairArrays, type NamedArray } from './pairing'
import { counted, countedParts, type Assembly, type Plan } from './plan'
import { planar, sampleLayout, type SampleLayout } from './sample-layout'
import { readTensor, tensorsOf } from './safetensors'
import type { StoredNumbers } from './stored-numbers'
import type { ArrayFormat, Finding, Surveyed } from './survey'

type ArrayEntry = Surveyed & { finding: Extract<Finding, { what: 'arrays' }> }

/** The data sets among arrays: an archive is one, files of one format in a folder are paired by length and name. */
export function arrayPlans(surveyed: readonly Surveyed[]): Plan[] {
  const scopes = new Map<string, ArrayEntry[]>()
  for (const entry of surveyed) {
    const { finding } = entry
    if (finding.what !== 'arrays') continue
    const holdsMany = finding.format === 'npz' || finding.format === 'safetensors'
    const inArchive = entry.container === 'tar' || entry.container === 'zip'
    const place = holdsMany || inArchive ? entry.file : entry.root === entry.file ? '' : entry.root
    const key = `${finding.format}\n${place}\n${holdsMany ? entry.name : folderName(entry.name)}`
    scopes.set(key, [...(scopes.get(key) ?? []), { ...entry, finding }])
  }
  return [...scopes.values()].flatMap(plansOfScope)
}

function plansOfScope(entries: ArrayEntry[]): Plan[] {
  const arrays = entries.flatMap(({ finding }) => finding.arrays)
  const groups = pairArrays(arrays)
  const holdsMany = entries.length === 1
  if (groups.length === 0) return []
  // one archive is one data set, whatever else it holds; files that do not belong together are several
  const [first] = groups
  const chosen = holdsMany && first !== undefined ? [first] : groups
  return chosen.map(({ parts }) => planOf(entries, arrays, parts, holdsMany))
}

function planOf(entries: ArrayEntry[], arrays: NamedArray[], parts: ArrayChoice[], isArchive: boolean): Plan {
  const { format } = entries[0]!.finding
  const names = new Set(parts.flatMap(({ inputs, labels }) => [inputs, ...(labels === null ? [] : [labels])]))
  const used = isArchive ? entries : entries.filter(({ finding }) => finding.arrays.some(({ name }) => names.has(name)))
  const layout = sampleLayout(arrayNamed(arrays, parts[0]!.inputs).shape.slice(1))
  const found = parts.map(({ role, inputs, labels }) => ({
    role,
    count: arrayNamed(arrays, inputs).shape[0] ?? 0,
    hasLabels: labels !== null,
  }))
  const offered = isArchive ? arrays : arrays.filter(({ name }) => names.has(name))
  const leftOver = offered.filter(({ name }) => !names.has(name))
  const notes = [
    ...(found.every(({ hasLabels }) => hasLabels) ? [] : ['Labels were not found for every part.']),
    ...(leftOver.length > 0 ? [`Not used: ${leftOver.map(describe).join('; ')}.`] : []),
  ]
  const reason = `${describe(arrayNamed(arrays, parts[0]!.inputs))} in ${TITLES[format]}: ${countedParts(found)} ${layout.description}`
  return {
    recognition: {
      format,
      reason,
      kind: layout.kind,
      shape: layout.shape,
      parts: found,
      classNames: null,
      arrays: offered.map(({ name, type, shape }) => ({ name, type, shape })),
      choices: { arrays: parts },
      notes,
    },
    entries: used,
    assemble: (choices) => new ArrayAssembly(used, offered, choices.arrays ?? parts, choices.labels, { format, reason }),
  }
}

const TITLES: Readonly<Record<ArrayFormat, string>> = {
  idx: 'IDX format',
  npy: 'NumPy format',
  npz: 'a NumPy archive',
  safetensors: 'safetensors format',
}

function describe({ name, type, shape }: FoundArray): string {
  return `${baseName(name)} (${shape.map(counted).join(' x ')}, ${type})`
}

function arrayNamed(arrays: readonly NamedArray[], name: string): NamedArray {
  const found = arrays.find((array) => array.name === name)
  if (found !== undefined) return found
  const rule = `there is no array ${JSON.stringify(name.slice(0, 100))}; there are ${arrays
    .slice(0, 20)
    .map((array) => array.name)
    .join(', ')}`
  throw new LabError('invalid-request', `${rule}. Nothing was stored.`, [{ path: 'arrays', rule }])
}

class ArrayAssembly implements Assembly {
  readonly #layout: SampleLayout
  readonly #read = new Map<string, StoredNumbers>()

  constructor(
    readonly entries: readonly ArrayEntry[],
    readonly arrays: readonly NamedArray[],
    readonly parts: readonly ArrayChoice[],
    readonly labels: ImportChoices['labels'],
    readonly origin: { format: string; reason: string },
  ) {
    const [first] = parts
    const refuse = (rule: string): LabError =>
      new LabError('invalid-request', `The choice of arrays is refused: ${rule}. Nothing was stored.`, [{ path: 'arrays', rule }])
    if (first === undefined) throw refuse('there is no part')
    const axes = arrayNamed(arrays, first.inputs).shape.slice(1)
    this.#layout = sampleLayout(axes)
    const roles = new Set<PartRole>()
    for (const { role, inputs, labels: labelName } of parts) {
      const { shape } = arrayNamed(arrays, inputs)
      if (roles.has(role)) throw refuse(`the role ${role} is given twice`)
      roles.add(role)
      if (shape.slice(1).join('x') !== axes.join('x'))
        throw refuse(`${inputs} has samples of ${shape.slice(1).join(' x ')}, ${first.inputs} of ${axes.join(' x ')}`)
      if (labelName === null) continue
      const column = arrayNamed(arrays, labelName).shape
      if (column[0] !== shape[0] || column.slice(1).some((length) => length !== 1)) {
        throw refuse(
          `${labelName} has shape ${column.join(' x ')}; it must have one label for each of the ${shape[0] ?? 0} samples of ${inputs}`,
        )
      }
    }
  }

  wants(entry: Surveyed): boolean {
    return this.#needed(entry).length > 0
  }

  add(entry: Surveyed, bytes: Uint8Array): void {
    for (const { name, shape } of this.#needed(entry)) {
      const read = readArray(bytes, entry.label, name, entry)
      if (read.shape.join('x') !== shape.join('x')) throw invalidFile(entry.label, 'changed while it was read')
      this.#read.set(name, read)
    }
  }

  finish(): ReturnType<Assembly['finish']> {
    const labelled = this.parts.filter(({ labels }) => labels !== null)
    const found = labelsOf(
      labelled.map(({ labels }) => this.#taken(labels ?? '').values),
      this.labels,
    )
    if (found === null) throw invalidFile(labelled[0]?.labels ?? '', 'has too many different labels for classes')
    const parts = this.parts.map(({ role, inputs, labels }): ImportedPart => {
      const { values, shape } = this.#taken(inputs)
      const index = labelled.findIndex((part) => part.labels === labels && part.role === role)
      return { role, count: shape[0] ?? 0, values: planar(values, this.#layout), labels: found.labels[index] ?? null }
    })
    return { ...this.origin, kind: this.#layout.kind, shape: this.#layout.shape, classNames: found.classNames, parts }
  }

  #needed({ file, name }: Surveyed): NamedArray[] {
    const entry = this.entries.find((candidate) => candidate.file === file && candidate.name === name)
    const names = new Set(this.parts.flatMap(({ inputs, labels }) => [inputs, labels]))
    return entry?.finding.arrays.filter((array) => names.has(array.name)) ?? []
  }

  #taken(name: string): StoredNumbers {
    const read = this.#read.get(name)
    if (read === undefined) throw invalidFile(name, 'changed while it was read')
    return read
  }
}

function readArray(bytes: Uint8Array, label: string, array: string, { finding }: Surveyed): StoredNumbers {
  const format = finding.what === 'arrays' ? finding.format : null
  if (format === 'idx') return readIdx(bytes, label)
  if (format === 'npy') return readNpyArray(bytes, label)
  if (format === 'npz') return readArrayOfNpz(bytes, label, array)
  const tensor = tensorsOf(bytes, label).find(({ name }) => name === array)
  if (tensor === undefined) throw invalidFile(label, 'changed while it was read')
  return readTensor(bytes, label, tensor)
}
