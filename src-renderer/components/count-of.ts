import { numberText } from './format-number'

/** "1 run", "10 000 runs". */
export function countOf(count: number, one: string, several = `${one}s`): string {
  return `${numberText(count, 'integer')} ${count === 1 ? one : several}`
}
