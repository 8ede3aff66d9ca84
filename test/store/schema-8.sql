CREATE TABLE arrays (
  sha256 TEXT NOT NULL REFERENCES blobs (sha256),
  shape TEXT NOT NULL CHECK (json_valid(shape)),
  source TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (sha256, shape)
) STRICT, WITHOUT ROWID;

CREATE TABLE artifacts (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('float64', 'uint32')),
  step REAL NOT NULL,
  sha256 TEXT NOT NULL REFERENCES blobs (sha256),
  UNIQUE (run_id, name)
) STRICT;

CREATE INDEX artifacts_of_blob ON artifacts (sha256);

CREATE TABLE blobs (
  sha256 TEXT PRIMARY KEY,
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cell_sources (
  cell_id INTEGER PRIMARY KEY REFERENCES cells (id),
  source_cell_id INTEGER NOT NULL REFERENCES cells (id)
) STRICT;

CREATE INDEX cell_sources_of_source ON cell_sources (source_cell_id);

CREATE TABLE cells (
  id INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  created_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER cells_identity BEFORE UPDATE ON cells
BEGIN
  SELECT RAISE(ABORT, 'a cell never changes');
END;

CREATE TABLE checkpoints (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  step REAL NOT NULL,
  sha256 TEXT NOT NULL REFERENCES blobs (sha256),
  created_at INTEGER NOT NULL,
  -- the run's summary at that moment, to go back to
  summary TEXT NOT NULL CHECK (json_valid(summary)), kept INTEGER NOT NULL DEFAULT 0 CHECK (kept IN (0, 1)),
  UNIQUE (run_id, step)
) STRICT;

CREATE INDEX checkpoints_of_blob ON checkpoints (sha256);

CREATE TABLE dashboards (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  study_id INTEGER REFERENCES studies (id) ON DELETE CASCADE,
  name TEXT NOT NULL CHECK (name <> ''),
  panels TEXT NOT NULL CHECK (json_valid(panels)),
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX dashboards_of_study ON dashboards (study_id);

CREATE TABLE dataset_blobs (
  dataset_id INTEGER NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  sha256 TEXT NOT NULL REFERENCES blobs (sha256),
  PRIMARY KEY (dataset_id, sha256)
) STRICT, WITHOUT ROWID;

CREATE INDEX dataset_blobs_of_blob ON dataset_blobs (sha256);

CREATE TABLE dataset_statistics (
  dataset_id INTEGER NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  version INTEGER NOT NULL,
  content TEXT NOT NULL CHECK (json_valid(content)),
  PRIMARY KEY (dataset_id, role)
) STRICT, WITHOUT ROWID;

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

CREATE TRIGGER datasets_content BEFORE UPDATE OF making, hash, content, created_at ON datasets
BEGIN
  SELECT RAISE(ABORT, 'the content of a data set never changes');
END;

CREATE INDEX datasets_of_hash ON datasets (hash);

CREATE TABLE engines (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('app', 'terminal')),
  pid INTEGER NOT NULL,
  host TEXT NOT NULL,
  boot_id TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  heartbeat_at INTEGER NOT NULL,
  released INTEGER NOT NULL DEFAULT 0 CHECK (released IN (0, 1))
) STRICT;

CREATE TABLE environments (
  id INTEGER PRIMARY KEY,
  content TEXT NOT NULL UNIQUE CHECK (json_valid(content))
) STRICT;

CREATE TABLE fork_states (
  cell_id INTEGER PRIMARY KEY REFERENCES cells (id),
  parent_uid TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES blobs (sha256)
) STRICT;

CREATE INDEX fork_states_of_blob ON fork_states (sha256);

CREATE INDEX fork_states_of_parent ON fork_states (parent_uid);

CREATE TABLE home_values (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;

CREATE TABLE run_events (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  step REAL NOT NULL,
  text TEXT NOT NULL
) STRICT;

CREATE INDEX run_events_of_run ON run_events (run_id, id);

CREATE TABLE run_tags (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  tag TEXT NOT NULL CHECK (tag <> ''),
  PRIMARY KEY (run_id, tag)
) STRICT, WITHOUT ROWID;

CREATE INDEX run_tags_of_tag ON run_tags (tag, run_id);

CREATE TABLE run_transitions (
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  PRIMARY KEY (from_state, to_state)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_verdicts (
  run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  build TEXT NOT NULL,
  -- statement -> verdict
  verdicts TEXT NOT NULL CHECK (json_valid(verdicts))
) STRICT;

CREATE TABLE run_views (
  name TEXT PRIMARY KEY CHECK (name <> ''),
  content TEXT NOT NULL CHECK (json_valid(content)),
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  cell_id INTEGER NOT NULL REFERENCES cells (id),
  seed INTEGER NOT NULL CHECK (seed BETWEEN 0 AND 4294967295),
  attempt INTEGER NOT NULL CHECK (attempt >= 1),
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'paused', 'finished', 'diverged', 'failed', 'cancelled', 'interrupted')),
  stop_reason TEXT,
  step REAL NOT NULL DEFAULT 0,
  progress REAL NOT NULL DEFAULT 0,
  priority INTEGER NOT NULL DEFAULT 0,
  queue_position REAL NOT NULL DEFAULT 0,
  -- of a queued run: who queued it; of a running one: who executes it
  engine_id INTEGER REFERENCES engines (id) ON DELETE SET NULL,
  requested TEXT CHECK (requested IN ('pause', 'cancel', 'checkpoint')),
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  compute_seconds REAL NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  summary TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(summary)),
  environment_id INTEGER REFERENCES environments (id),
  error_code TEXT,
  error_message TEXT,
  note TEXT,
  removed_at INTEGER, name TEXT, starred INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1)), archived_at INTEGER, keep_state INTEGER NOT NULL DEFAULT 0 CHECK (keep_state IN (0, 1)), reproduction INTEGER NOT NULL DEFAULT 0 CHECK (reproduction IN (0, 1)),
  UNIQUE (cell_id, seed, attempt),
  CHECK (state <> 'running' OR engine_id IS NOT NULL),
  CHECK (requested IS NULL OR state = 'running'),
  CHECK (finished_at IS NOT NULL OR state NOT IN ('finished', 'diverged', 'failed')),
  CHECK (removed_at IS NULL OR state NOT IN ('queued', 'running'))
) STRICT;

CREATE TRIGGER runs_identity BEFORE UPDATE OF uid, cell_id, seed, attempt, created_at ON runs
WHEN NEW.uid <> OLD.uid OR NEW.cell_id <> OLD.cell_id OR NEW.seed <> OLD.seed OR NEW.attempt <> OLD.attempt OR NEW.created_at <> OLD.created_at
BEGIN
  SELECT RAISE(ABORT, 'the identity of a run never changes');
END;

CREATE INDEX runs_of_engine ON runs (engine_id) WHERE engine_id IS NOT NULL;

CREATE UNIQUE INDEX runs_one_live_attempt ON runs (cell_id, seed) WHERE state IN ('queued', 'running');

CREATE INDEX runs_queue ON runs (priority DESC, queue_position, id) WHERE state = 'queued';

CREATE TRIGGER runs_result BEFORE UPDATE OF stop_reason, step, summary, started_at, finished_at, compute_seconds, environment_id ON runs
WHEN OLD.state IN ('finished', 'diverged')
BEGIN
  SELECT RAISE(ABORT, 'the result of a run never changes');
END;

CREATE INDEX runs_running ON runs (id) WHERE state = 'running';

CREATE TRIGGER runs_state_machine BEFORE UPDATE OF state ON runs
WHEN NEW.state <> OLD.state
  AND NOT EXISTS (SELECT 1 FROM run_transitions WHERE from_state = OLD.state AND to_state = NEW.state)
BEGIN
  SELECT RAISE(ABORT, 'a run cannot change to this state from the one it is in');
END;

CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  count INTEGER NOT NULL CHECK (count >= 1),
  first_step REAL NOT NULL,
  last_step REAL NOT NULL CHECK (last_step >= first_step),
  first_value REAL,
  last_value REAL,
  min_value REAL,
  min_step REAL,
  max_value REAL,
  max_step REAL,
  non_finite INTEGER NOT NULL CHECK (non_finite BETWEEN 0 AND count),
  bytes INTEGER NOT NULL,
  UNIQUE (run_id, name)
) STRICT;

CREATE TABLE series_chunks (
  id INTEGER PRIMARY KEY,
  series_id INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  count INTEGER NOT NULL CHECK (count BETWEEN 1 AND 1024),
  first_step REAL NOT NULL,
  step_data BLOB CHECK (step_data IS NULL OR length(step_data) = 8 * count),
  value_data BLOB NOT NULL CHECK (length(value_data) = 8 * count),
  UNIQUE (series_id, position)
) STRICT;

CREATE TABLE series_details (
  id INTEGER PRIMARY KEY,
  series_id INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  block INTEGER NOT NULL CHECK (block >= 0),
  data BLOB NOT NULL CHECK (length(data) % 96 = 0 AND length(data) BETWEEN 96 AND 96 * 128),
  UNIQUE (series_id, block)
) STRICT;

CREATE TABLE sessions (
  id INTEGER PRIMARY KEY,
  pid INTEGER NOT NULL,
  booted_at INTEGER NOT NULL,
  process_started_at INTEGER NOT NULL
) STRICT;

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;

CREATE TABLE spectra (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  step REAL NOT NULL,
  matrix_order INTEGER NOT NULL,
  complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
  health TEXT NOT NULL CHECK (json_valid(health)),
  eigenvalue_data BLOB NOT NULL CHECK (length(eigenvalue_data) % 8 = 0),
  UNIQUE (run_id, name, step)
) STRICT;

CREATE TABLE sqlite_sequence(name,seq);

CREATE TABLE step_notes (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  step REAL NOT NULL CHECK (step >= 0),
  text TEXT NOT NULL CHECK (text <> ''),
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (run_id, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE studies (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL,
  recipe_id TEXT,
  size TEXT CHECK (size IN ('full', 'quick')),
  base_seed INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  removed_at INTEGER
, inputs TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(inputs)), uid TEXT) STRICT;

CREATE UNIQUE INDEX studies_of_recipe ON studies (recipe_id, size, base_seed, inputs) WHERE recipe_id IS NOT NULL;

CREATE UNIQUE INDEX studies_uid ON studies (uid);

CREATE TABLE study_cells (
  study_id INTEGER NOT NULL REFERENCES studies (id) ON DELETE CASCADE,
  cell_id INTEGER NOT NULL REFERENCES cells (id),
  position INTEGER NOT NULL,
  axes TEXT NOT NULL CHECK (json_valid(axes)),
  note TEXT,
  PRIMARY KEY (study_id, cell_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX study_cells_of_cell ON study_cells (cell_id);

CREATE TABLE study_seeds (
  study_id INTEGER NOT NULL,
  cell_id INTEGER NOT NULL,
  seed INTEGER NOT NULL CHECK (seed BETWEEN 0 AND 4294967295),
  position INTEGER NOT NULL,
  PRIMARY KEY (study_id, cell_id, seed),
  FOREIGN KEY (study_id, cell_id) REFERENCES study_cells (study_id, cell_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
