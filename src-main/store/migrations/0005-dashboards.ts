import type { Migration } from './migrate'

export const dashboards: Migration = {
  version: 5,
  sql: `
-- views of runs side by side on one page, under a name; of a study they show all its runs, also those that come later
CREATE TABLE dashboards (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  study_id INTEGER REFERENCES studies (id) ON DELETE CASCADE,
  name TEXT NOT NULL CHECK (name <> ''),
  panels TEXT NOT NULL CHECK (json_valid(panels)),
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX dashboards_of_study ON dashboards (study_id);
`,
}
