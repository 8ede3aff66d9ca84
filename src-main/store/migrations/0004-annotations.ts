import type { Migration } from './migrate'

export const annotations: Migration = {
  version: 4,
  sql: `
-- what people say about a run; nothing of it is part of the result
ALTER TABLE runs ADD COLUMN name TEXT;
ALTER TABLE runs ADD COLUMN starred INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1));
ALTER TABLE runs ADD COLUMN archived_at INTEGER;

CREATE TABLE run_tags (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  tag TEXT NOT NULL CHECK (tag <> ''),
  PRIMARY KEY (run_id, tag)
) STRICT, WITHOUT ROWID;

CREATE INDEX run_tags_of_tag ON run_tags (tag, run_id);

-- Markdown about one step of a run; what is said about the whole run is runs.note
CREATE TABLE step_notes (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  step REAL NOT NULL CHECK (step >= 0),
  text TEXT NOT NULL CHECK (text <> ''),
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (run_id, step)
) STRICT, WITHOUT ROWID;

-- filter, sort, groups and columns of the table of runs by the name they were kept under
CREATE TABLE run_views (
  name TEXT PRIMARY KEY CHECK (name <> ''),
  content TEXT NOT NULL CHECK (json_valid(content)),
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- the same study in another home has the same uid
ALTER TABLE studies ADD COLUMN uid TEXT;
UPDATE studies SET uid = lower(hex(randomblob(16)));
CREATE UNIQUE INDEX studies_uid ON studies (uid);
`,
}
