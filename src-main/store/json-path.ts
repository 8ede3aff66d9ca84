import { LabError } from '../contract'

/** Path of SQLite's JSON functions to a member inside members. @throws LabError `invalid-request` for names no path can hold */
export function jsonPath(names: readonly string[]): string {
  for (const name of names) {
    if (name === '' || /["\\]/.test(name))
      throw new LabError('invalid-request', `Runs cannot be looked up by ${JSON.stringify(names.join('.'))}. Nothing was read.`)
  }
  return `$${names.map((name) => `."${name}"`).join('')}`
}
