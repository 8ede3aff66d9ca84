import { LabError } from '../../contract'
import { delimiterOf, forEachRecord } from '../delimited-text'
import { invalidFile } from '../numeric-array'
import { baseName, compareNames, folderName, roleOfWord } from './entry-name'
import { decodeImage } from './images/decode-image'
import type { DecodedImage } from './images/decoded-image'
import { resized } from './images/resize'
import type { ImportChoices, ImportedPart, PartRole } from './imported'
import { MOST_BYTES } from './limits'
import { counted, countedParts, type Assembly, type Plan } from './plan'
import type { Finding, Surveyed } from './survey'

type ImageEntry = Surveyed & { finding: Extract<Finding, { what: 'image' }> }
type TableEntry = Surveyed & { finding: Extract<Finding, { what: 'table' }> }

interface Placed {
  entry: ImageEntry
  role: PartRole
  /** the folder in which it lies, '' at the top */
  className: string
}

const ROLES: readonly PartRole[] = ['train', 'validation', 'test', 'all']
const LABEL_COLUMN = /^(label|labels|class|classes|target|category|species|y)$/i

/**
 * The folders of images among the files, each handed-in folder or archive one data set. The folder of an image is its class, unless it is
 * called train, test or the like, which is its role; images in one folder get their classes from a table beside them that names the files.
 */
export function imagePlans(surveyed: readonly Surveyed[]): { plans: Plan[]; tablesUsed: Surveyed[] } {
  const groups = new Map<string, ImageEntry[]>()
  for (const entry of surveyed) {
    const { finding } = entry
    if (finding.what !== 'image') continue
    const key = scopeOf(entry)
    const group = groups.get(key) ?? []
    group.push({ ...entry, finding })
    groups.set(key, group)
  }
  const tables = surveyed.flatMap((entry) => (entry.finding.what === 'table' ? [{ ...entry, finding: entry.finding }] : []))
  const plans = [...groups].map(([scope, entries]) => {
    const placed = entries.sort((a, b) => compareNames(a.name, b.name)).map(place)
    const inFolders = new Set(placed.map(({ className }) => className)).size > 1
    const names = new Set(placed.flatMap(({ entry }) => namesOf(entry.name)))
    const namesImages = ({ finding }: TableEntry): boolean =>
      finding.sketch.columns.some(({ examples }) => examples.some((cell) => names.has(cell)))
    return planOf(placed, inFolders ? [] : tables.filter((table) => scopeOf(table) === scope && namesImages(table)))
  })
  return { plans, tablesUsed: plans.flatMap(({ entries }) => entries.filter(({ finding }) => finding.what === 'table')) }
}

/** What was handed in; files handed in one by one belong together. */
function scopeOf({ container, file, root }: Surveyed): string {
  return container === 'tar' || container === 'zip' ? file : root === file ? '' : root
}

function place(entry: ImageEntry): Placed {
  const folders = folderName(entry.name).split('/')
  const roleFolder = folders.find((folder) => roleOfWord(folder.toLowerCase()) !== undefined)
  const className = folders.filter((folder) => folder !== roleFolder).at(-1) ?? ''
  return { entry, role: (roleFolder === undefined ? undefined : roleOfWord(roleFolder.toLowerCase())) ?? 'all', className }
}

function planOf(placed: Placed[], tables: TableEntry[]): Plan {
  const parts = ROLES.flatMap((role) => {
    const count = placed.filter((image) => image.role === role).length
    return count === 0 ? [] : [{ role, count, hasLabels: false }]
  })
  const classes = [...new Set(placed.map(({ className }) => className))].sort(compareNames)
  const byFolder = classes.length > 1
  const hasLabels = byFolder || tables.length === 1
  const headers = placed.map(({ entry }) => entry.finding.header)
  const [first] = headers
  const { width = 1, height = 1 } = first ?? {}
  const sameSize = headers.every((header) => header.width === width && header.height === height)
  const channels = headers.every((header) => header.channels === 1) ? 1 : 3
  const formats = [...new Set(headers.map(({ format }) => format))].sort().join(', ')
  const whence = byFolder
    ? `${classes.length} classes by folder`
    : tables.length === 1
      ? `classes by ${baseName(tables[0]!.name)}`
      : 'without classes'
  const reason = `${countedParts(parts)} images (${formats}), ${whence}`
  const alpha = headers.filter(({ hasAlpha }) => hasAlpha).length
  const notes = [
    ...(sameSize ? [] : ['The images are of different sizes: choose the size to which each is brought.']),
    ...(alpha > 0 ? [`${counted(alpha)} images have transparent pixels, which are laid on white.`] : []),
    ...(tables.length > 1 ? [`${tables.length} tables lie beside the images; the classes are read when there is one.`] : []),
  ]
  const size = sameSize ? { height, width } : {}
  return {
    recognition: {
      format: 'images',
      reason,
      kind: 'images',
      shape: { channels, height, width },
      parts: parts.map((part) => ({ ...part, hasLabels })),
      classNames: byFolder ? classes : null,
      choices: { images: { ...size, channels } },
      notes,
    },
    entries: [...placed.map(({ entry }) => entry), ...(byFolder || tables.length !== 1 ? [] : tables)],
    assemble: ({ images }) =>
      new ImageAssembly(placed, byFolder ? classes : null, byFolder || tables.length !== 1 ? null : tables[0]!, reason, {
        ...chosenSize(images, size),
        channels: images?.channels ?? channels,
      }),
  }
}

function chosenSize(choice: ImportChoices['images'], found: { height?: number; width?: number }): { height: number; width: number } {
  const height = choice?.height ?? found.height
  const width = choice?.width ?? found.width
  const isSize = (length: number | undefined): length is number => Number.isInteger(length) && Number(length) >= 1 && Number(length) <= 4096
  if (isSize(height) && isSize(width)) return { height, width }
  const rule = 'the images are of different sizes; give the height and width to which each is brought, 1 to 4096 pixels'
  throw new LabError('invalid-request', `The import needs a choice: ${rule}. Nothing was stored.`, [{ path: 'images', rule }])
}

class ImageAssembly implements Assembly {
  readonly #parts = new Map<PartRole, ImportedPart>()
  readonly #places = new Map<string, { part: ImportedPart; index: number }>()
  #labels: { names: string[]; classes: string[] } | null = null
  readonly #sampleBytes: number

  constructor(
    readonly placed: readonly Placed[],
    readonly classes: readonly string[] | null,
    readonly table: TableEntry | null,
    readonly reason: string,
    readonly shape: { channels: 1 | 3; height: number; width: number },
  ) {
    this.#sampleBytes = shape.channels * shape.height * shape.width
    const total = placed.length * this.#sampleBytes
    if (total > MOST_BYTES) {
      const rule = `${placed.length} images of ${shape.channels} x ${shape.height} x ${shape.width} have ${total} bytes; at most ${MOST_BYTES} are imported`
      throw new LabError('cannot-fit', `${rule}. Nothing was stored.`, [{ path: 'images', rule }])
    }
    const rank = new Map(classes?.map((className, k) => [className, k]))
    for (const role of ROLES) {
      const ofRole = placed.filter((image) => image.role === role)
      if (ofRole.length === 0) continue
      const labels = classes === null ? null : Int32Array.from(ofRole, ({ className }) => rank.get(className)!)
      const part: ImportedPart = { role, count: ofRole.length, values: new Uint8Array(ofRole.length * this.#sampleBytes), labels }
      this.#parts.set(role, part)
      ofRole.forEach(({ entry }, index) => this.#places.set(keyOf(entry), { part, index }))
    }
  }

  wants(entry: Surveyed): boolean {
    return this.#places.has(keyOf(entry)) || this.#isTable(entry)
  }

  async add(entry: Surveyed, bytes: Uint8Array): Promise<void> {
    if (this.#isTable(entry)) {
      this.#labels = labelsIn(bytes, entry.label, this.placed)
      return
    }
    const found = this.#places.get(keyOf(entry))
    if (found === undefined) return
    const { channels, height, width } = this.shape
    const image = inChannels(resized(await decodeImage(bytes, entry.label), width, height), channels)
    found.part.values.set(image.pixels, found.index * this.#sampleBytes)
  }

  finish(): ReturnType<Assembly['finish']> {
    let classNames = this.classes === null ? null : [...this.classes]
    if (this.#labels !== null) {
      const { names, classes } = this.#labels
      const rank = new Map(names.map((name, k) => [name, k]))
      const index = new Map(this.placed.map(({ entry }, k) => [keyOf(entry), k]))
      for (const part of this.#parts.values()) part.labels = new Int32Array(part.count)
      for (const [key, { part, index: at }] of this.#places) part.labels![at] = rank.get(classes[index.get(key)!]!)!
      classNames = names
    }
    return { format: 'images', reason: this.reason, kind: 'images', shape: this.shape, classNames, parts: [...this.#parts.values()] }
  }

  #isTable({ file, name }: Surveyed): boolean {
    return this.table !== null && file === this.table.file && name === this.table.name
  }
}

/**
 * The class of each image by a table: the column whose cells name the files (with or without folder and suffix), and the one called label or
 * class, or else the last other one.
 * @throws LabError `invalid-file` naming an image that has no row
 */
function labelsIn(bytes: Uint8Array, label: string, placed: readonly Placed[]): { names: string[]; classes: string[] } {
  const rows: string[][] = []
  forEachRecord(bytes, label, delimiterOf(bytes), (cells) => rows.push(cells))
  const width = Math.min(...rows.map((cells) => cells.length))
  const names = placed.map(({ entry }) => namesOf(entry.name))
  const known = new Set(names.flat())
  const hits = Array.from({ length: width }, (_, column) => rows.filter((cells) => known.has(cells[column]!)).length)
  const fileColumn = hits.indexOf(Math.max(...hits))
  if (fileColumn === -1 || hits[fileColumn] === 0 || width < 2) throw invalidFile(label, 'has no column that names the image files')
  const others = Array.from({ length: width }, (_, column) => column).filter((column) => column !== fileColumn)
  const labelColumn = others.find((column) => LABEL_COLUMN.test(rows[0]?.[column] ?? '')) ?? others.at(-1)!
  const classOf = new Map(rows.map((cells) => [cells[fileColumn]!, cells[labelColumn]!]))
  const classes = placed.map(({ entry }, k) => {
    const name = names[k]!.find((candidate) => classOf.has(candidate))
    const found = name === undefined ? '' : classOf.get(name)!
    if (found === '') throw invalidFile(label, `has no label for the image ${entry.name.slice(0, 100)}`)
    return found
  })
  return { names: [...new Set(classes)].sort(compareNames), classes }
}

/** Ways to write the name of a file in a table. */
function namesOf(name: string): string[] {
  const bare = (path: string): string => path.replace(/\.[^./]+$/, '')
  return [name, baseName(name), bare(name), bare(baseName(name))]
}

/** Grey from colour by ITU-R BT.601, as Pillow and most others do; colour from grey by repetition. */
function inChannels(image: DecodedImage, channels: 1 | 3): DecodedImage {
  if (image.channels === channels) return image
  const count = image.width * image.height
  const { pixels } = image
  if (channels === 3) {
    const three = new Uint8Array(3 * count)
    for (let channel = 0; channel < 3; channel++) three.set(pixels, channel * count)
    return { ...image, channels, pixels: three }
  }
  const grey = new Uint8Array(count)
  for (let k = 0; k < count; k++) grey[k] = Math.round(0.299 * pixels[k]! + 0.587 * pixels[count + k]! + 0.114 * pixels[2 * count + k]!)
  return { ...image, channels, pixels: grey }
}

function keyOf({ file, name }: Surveyed): string {
  return `${file}\n${name}`
}
