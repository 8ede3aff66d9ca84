import type { Migration } from './migrate'

export const verdicts: Migration = {
  version: 8,
  sql: `
-- what the statements of the papers come to on a result, as the program of a build makes it: made again by every other build
CREATE TABLE run_verdicts (
  run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  build TEXT NOT NULL,
  -- statement -> verdict
  verdicts TEXT NOT NULL CHECK (json_valid(verdicts))
) STRICT;
`,
}
