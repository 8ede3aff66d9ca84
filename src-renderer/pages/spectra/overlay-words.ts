import { ACTIVATIONS, familyOf, INFINITE, LAYERS, type OverlayFields } from './overlay'

/** Enough of a hash to tell a few data sets apart that have left this home. */
const SHOWN_HASH = 8

/** What arrays of data sets are called, by their hash. */
export type ArrayNames = ReadonlyMap<string, string>

/** "leaky ReLU (0.01)"; of a formula the formula itself. */
export function activationWords({ activation, parameter }: OverlayFields): string {
  const { label, parameter: needed } = ACTIVATIONS[activation]
  if (needed === undefined) return label
  return activation === 'expression' ? parameter.trim() || label : `${label} (${parameter.trim()})`
}

function dataWords({ data, given }: OverlayFields, names: ArrayNames): string {
  if (data === 'dataset' && given?.kind === 'stored') return names.get(given.sha256) ?? `data set ${given.sha256.slice(0, SHOWN_HASH)}`
  return data === 'given' && given !== null ? given.kind.replaceAll('-', ' ') : familyOf(data).label
}

/** What an overlay is made of, each in a few words, in the order in which they are said. */
function partsOf(fields: OverlayFields, names: ArrayNames): string[] {
  const family = familyOf(fields.data)
  const plain = (text: string, otherwise: string, words: string) => (text.trim() === otherwise ? '' : words)
  return [
    activationWords(fields),
    dataWords(fields, names),
    family.points ? `n = ${fields.points.trim()}` : '',
    family.dimension !== null && fields.dimension.trim() !== '' ? `d = ${fields.dimension.trim()}` : '',
    family.detail === undefined ? '' : `${family.detail.label.toLowerCase()} ${fields.detail.trim()}`,
    LAYERS[fields.layer],
    fields.width === INFINITE ? 'infinite width' : `m = ${fields.width.trim()}`,
    fields.width === INFINITE ? '' : fields.outputWeights,
    plain(fields.weightVariance, '1', `weight variance ${fields.weightVariance.trim()}`),
    plain(fields.biasVariance, '0', `bias variance ${fields.biasVariance.trim()}`),
    plain(fields.scaling, 'none', fields.scaling.replaceAll('-', ' ')),
    plain(fields.smoothing, '0', `smoothing ${fields.smoothing.trim()}`),
    plain(fields.seed, '1', `seed ${fields.seed.trim()}`),
  ]
}

/** The activation, and then all the rest on one line. */
export function overlayWords(fields: OverlayFields, names: ArrayNames): { name: string; rest: string } {
  const [name = '', ...rest] = partsOf(fields, names)
  return { name, rest: rest.filter((part) => part !== '').join(', ') }
}

/** Names that say in what overlays differ, and nothing else. */
export function tellApart(all: readonly OverlayFields[], names: ArrayNames): string[] {
  const parts = all.map((fields) => partsOf(fields, names))
  const width = parts[0]?.length ?? 0
  const differing = Array.from({ length: width }, (_, i) => i).filter((i) => new Set(parts.map((own) => own[i])).size > 1)
  return parts.map((own) => {
    const words = differing.flatMap((i) => own[i] || [])
    return words.length === 0 ? (own[0] ?? '') : words.join(', ')
  })
}

const MOST_NAMED = 6

/** For the title of a study: the activations, and what all have in common: "ReLU, tanh; half circle, n = 50, infinite width". */
export function titleWords(all: readonly OverlayFields[], names: ArrayNames): string {
  const parts = all.map((fields) => partsOf(fields, names))
  const activations = [...new Set(parts.map(([name = '']) => name))]
  const named =
    activations.length > MOST_NAMED ? [...activations.slice(0, MOST_NAMED), `${activations.length - MOST_NAMED} others`] : activations
  const [, ...first] = parts[0] ?? []
  const common = first.filter((part, i) => part !== '' && parts.every((own) => own[i + 1] === part))
  return [named.join(', '), common.join(', ')].filter((words) => words !== '').join('; ')
}
