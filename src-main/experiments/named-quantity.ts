import type { Quantity } from '../contract'

/** A quantity whose id is known to the compiler. */
type NamedQuantity<Id extends string> = Quantity & { id: Id }

/** A number of an experiment: six digits on a linear axis unless said otherwise. */
export function quantity<Id extends string>(
  id: Id,
  label: string,
  symbol: string,
  description: string,
  more: Partial<Quantity> = {},
): NamedQuantity<Id> {
  return { label, symbol, unit: '', digits: 6, scale: 'linear', description, ...more, id }
}

export const LOGARITHMIC = { scale: 'log' } as const
export const INTEGER = { digits: 'integer' } as const
