import type { Migration } from './migrate'

export const reproductions: Migration = {
  version: 7,
  sql: `
-- an attempt that was made to be compared with others: it does not stand for them where they have a result
ALTER TABLE runs ADD COLUMN reproduction INTEGER NOT NULL DEFAULT 0 CHECK (reproduction IN (0, 1));
`,
}
