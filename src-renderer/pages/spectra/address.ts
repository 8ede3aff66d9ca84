import { ACTIVATIONS, DATA_FAMILIES, FIRST_FIELDS, LAYERS, type OverlayFields } from './overlay'

export interface AddressedOverlay {
  fields: OverlayFields
  hidden: boolean
}

/** More would not be told apart, nor fit an address. */
export const MOST_OVERLAYS = 24

/** The overlays as a text for the address of the page: of each only what differs from the first values of the form. */
export function writeAddress(overlays: readonly AddressedOverlay[]): string {
  return JSON.stringify(
    overlays.map(({ fields, hidden }) => {
      const own = Object.entries(fields).filter(([name, value]) => value !== FIRST_FIELDS[name as keyof OverlayFields])
      return { ...Object.fromEntries(own), ...(hidden ? { hidden } : {}) }
    }),
  )
}

const CHOICES: Partial<Record<keyof OverlayFields, readonly string[]>> = {
  data: Object.keys(DATA_FAMILIES),
  activation: Object.keys(ACTIVATIONS),
  layer: Object.keys(LAYERS),
  outputWeights: ['signs', 'gaussian'],
  scaling: ['none', 'unit-rows', 'two-coordinates'],
}

/** The overlays of an address; null for a text that no address of this page has. What is written in their fields is checked like what is typed. */
export function readAddress(text: string): AddressedOverlay[] | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (!Array.isArray(value) || value.length > MOST_OVERLAYS) return null
  const read = value.map((entry: unknown) => readEntry(entry))
  return read.every((entry) => entry !== null) ? read : null
}

function readEntry(entry: unknown): AddressedOverlay | null {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return null
  const { hidden, given, ...texts } = entry as Record<string, unknown>
  for (const [name, text] of Object.entries(texts)) {
    if (!Object.hasOwn(FIRST_FIELDS, name) || typeof text !== 'string') return null
    if (CHOICES[name as keyof OverlayFields]?.includes(text) === false) return null
  }
  if (given !== undefined && (typeof given !== 'object' || given === null)) return null
  // the schema of specs looks at what is given before anything uses it
  const fields = { ...FIRST_FIELDS, ...texts, given: given ?? null } as OverlayFields
  return { fields, hidden: hidden === true }
}
