/** Between what a name is put together of. */
const SEPARATOR = ', '

/**
 * Names without the parts that all of them begin with, for places where the full names stand nearby; unchanged where one of them would say
 * nothing any more.
 */
export function withoutCommonBeginning(names: readonly string[]): string[] {
  const parts = names.map((name) => name.split(SEPARATOR))
  const [first = []] = parts
  const differs = first.findIndex((part, place) => parts.some((other) => other[place] !== part))
  if (names.length < 2 || differs <= 0 || parts.some((own) => own.length <= differs)) return [...names]
  return parts.map((own) => own.slice(differs).join(SEPARATOR))
}
