import type { ImportChoices, Imported, Recognition } from './imported'
import type { Surveyed } from './survey'

/** A data set that was found, and how it is put together. */
export interface Plan {
  recognition: Omit<Recognition, 'paths'>
  /** the files that it takes its content from */
  entries: Surveyed[]
  /** @throws LabError `invalid-request` when the choices do not fit */
  assemble(choices: ImportChoices): Assembly
}

/** A data set in the making: gets the content of its files in any order, each once. */
export interface Assembly {
  /** which of the plan's files it needs */
  wants(entry: Surveyed): boolean
  add(entry: Surveyed, bytes: Uint8Array): void | Promise<void>
  finish(): Omit<Imported, 'sources'>
}

/** Numbers of people: 50,000. */
export function counted(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',')
}

/** e.g. "50,000 + 10,000" */
export function countedParts(parts: readonly { count: number }[]): string {
  return parts.map(({ count }) => counted(count)).join(' + ')
}
