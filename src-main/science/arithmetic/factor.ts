/** @throws RangeError unless `values` is a finite rows x order matrix. */
export function checkFactor(name: string, values: Float64Array, rows: number, order: number): void {
  if (!Number.isSafeInteger(order) || order < 1) throw new RangeError(`order is ${order}, a positive integer is needed.`)
  if (!Number.isSafeInteger(rows) || rows < 0) throw new RangeError(`rows is ${rows}, a whole number is needed.`)
  if (values.length !== rows * order) throw new RangeError(`${name} has ${values.length} entries, ${rows} x ${order} are needed.`)
  let zero = 0
  for (let index = 0; index < values.length; index++) zero += values[index]! * 0
  if (zero === 0) return
  const index = values.findIndex((value) => !Number.isFinite(value))
  throw new RangeError(`${name} has the entry ${values[index]} in row ${Math.floor(index / order)}, column ${index % order}.`)
}

/** @throws RangeError unless there are at least as many rows as columns. */
export function checkTallFactor(rows: number, order: number): void {
  if (rows < order) throw new RangeError(`The factor has ${rows} rows and ${order} columns; at least as many rows are needed.`)
}
