/** `spec.model.hiddenWidth` without the leading `spec.` that all configuration keys share. */
export function keyPath(key: string): string {
  return key.startsWith('spec.') ? key.slice('spec.'.length) : key
}

/** Names that say nothing without the part they belong to. */
const NEEDS_PARENT = new Set(['kind', 'version', 'variance', 'sign', 'path', 'member', 'sha256', 'shape', 'hidden', 'output'])

/** Shortest end of a configuration key that is clear among its neighbours: `hiddenWidth`, but `labels.kind`. */
export function keyLabel(key: string, neighbours: readonly string[] = []): string {
  const parts = keyPath(key).split('.')
  const last = parts.at(-1) ?? key
  for (let length = NEEDS_PARENT.has(last) ? 2 : 1; length < parts.length; length++) {
    const label = parts.slice(-length).join('.')
    const isAmbiguous = neighbours.some((other) => other !== key && `.${keyPath(other)}`.endsWith(`.${label}`))
    if (!isAmbiguous) return label
  }
  return parts.join('.')
}

/** `spec.training.stepSizes.hidden` as its last part and what it belongs to. */
export function splitKey(key: string): { parent: string; name: string } {
  const parts = keyPath(key).split('.')
  return { parent: parts.slice(0, -1).join('.'), name: parts.at(-1) ?? key }
}
