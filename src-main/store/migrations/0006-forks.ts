import type { Migration } from './migrate'

export const forks: Migration = {
  version: 6,
  sql: `
-- a kept checkpoint stays when the run has its result, so that other runs can go on from it
ALTER TABLE checkpoints ADD COLUMN kept INTEGER NOT NULL DEFAULT 0 CHECK (kept IN (0, 1));
-- whether the state at the end of the run is to be kept
ALTER TABLE runs ADD COLUMN keep_state INTEGER NOT NULL DEFAULT 0 CHECK (keep_state IN (0, 1));

-- the state that the runs of a cell begin with, and the uid of the run that left it
CREATE TABLE fork_states (
  cell_id INTEGER PRIMARY KEY REFERENCES cells (id),
  parent_uid TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES blobs (sha256)
) STRICT;

CREATE INDEX fork_states_of_parent ON fork_states (parent_uid);
CREATE INDEX fork_states_of_blob ON fork_states (sha256);
`,
}
