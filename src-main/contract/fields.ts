import { z } from 'zod'

/** Fields that several schemas share. Every number of a spec is finite; zod refuses NaN and infinities in z.number(). */

export const MAX_SEED = 0xffff_ffff

export const seedField = z.int().min(0).max(MAX_SEED).describe('Seed of all random streams of one run, an unsigned 32-bit integer')

export const countField = (maximum: number) => z.int().min(1).max(maximum)

export const stepSizeField = z.number().min(0).max(1e6)

export const sha256Field = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in 64 lower-case hexadecimal digits')

/**
 * An array the user gave. `file` names a file (.npy, .npz with a member, .csv) and is accepted only where a person hands in a spec;
 * before a run is stored it is read, checked and replaced by `stored`, which names the content, so a spec never depends on a path.
 */
export const fileArrayField = z.strictObject({
  kind: z.literal('file'),
  path: z.string().min(1),
  member: z.string().min(1).optional().describe('Name of the array inside an .npz archive'),
})

export const storedArrayField = z.strictObject({
  kind: z.literal('stored'),
  sha256: sha256Field,
  shape: z.array(z.int().min(1)).min(1).max(2),
})

export const givenArrayField = z.discriminatedUnion('kind', [fileArrayField, storedArrayField])

const rowsField = z
  .strictObject({ first: z.int().min(0).max(100_000_000), count: countField(100_000_000) })
  .describe('Only these rows of the array, counted from 0; all when absent')

/** The same where consecutive rows of an array will do, so that a part of a large one need not be stored again. */
export const fileRowsField = fileArrayField.extend({ rows: rowsField.optional() })
export const storedRowsField = storedArrayField.extend({ rows: rowsField.optional() })
export const givenRowsField = z.discriminatedUnion('kind', [fileRowsField, storedRowsField])

export type FileArray = z.infer<typeof fileArrayField>
export type StoredArray = z.infer<typeof storedArrayField>
export type GivenArray = z.infer<typeof givenArrayField>
export type StoredRows = z.infer<typeof storedRowsField>
export type GivenRows = z.infer<typeof givenRowsField>
