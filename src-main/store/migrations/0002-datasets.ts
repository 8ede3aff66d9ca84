import type { Migration } from './migrate'

export const datasets: Migration = {
  version: 2,
  sql: `
CREATE TABLE datasets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- SHA-256 of sources, choices, steps and result: the same import twice is one row
  making TEXT NOT NULL UNIQUE,
  -- SHA-256 of the result alone
  hash TEXT NOT NULL,
  name TEXT NOT NULL,
  content TEXT NOT NULL CHECK (json_valid(content)),
  created_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;

CREATE INDEX datasets_of_hash ON datasets (hash);

CREATE TRIGGER datasets_content BEFORE UPDATE OF making, hash, content, created_at ON datasets
BEGIN
  SELECT RAISE(ABORT, 'the content of a data set never changes');
END;

-- every file that a data set needs
CREATE TABLE dataset_blobs (
  dataset_id INTEGER NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  sha256 TEXT NOT NULL REFERENCES blobs (sha256),
  PRIMARY KEY (dataset_id, sha256)
) STRICT, WITHOUT ROWID;

CREATE INDEX dataset_blobs_of_blob ON dataset_blobs (sha256);

-- what was computed about a part, by a version of the code
CREATE TABLE dataset_statistics (
  dataset_id INTEGER NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  version INTEGER NOT NULL,
  content TEXT NOT NULL CHECK (json_valid(content)),
  PRIMARY KEY (dataset_id, role)
) STRICT, WITHOUT ROWID;
`,
}
