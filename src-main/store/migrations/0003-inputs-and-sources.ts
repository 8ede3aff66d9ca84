import type { Migration } from './migrate'

export const inputsAndSources: Migration = {
  version: 3,
  sql: `
-- hashes of the data sets a recipe works on, by the name of the input; part of what tells its studies apart
ALTER TABLE studies ADD COLUMN inputs TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(inputs));

DROP INDEX studies_of_recipe;
CREATE UNIQUE INDEX studies_of_recipe ON studies (recipe_id, size, base_seed, inputs) WHERE recipe_id IS NOT NULL;

-- a run of the cell starts from what the run of the source with the same seed has left
CREATE TABLE cell_sources (
  cell_id INTEGER PRIMARY KEY REFERENCES cells (id),
  source_cell_id INTEGER NOT NULL REFERENCES cells (id)
) STRICT;

CREATE INDEX cell_sources_of_source ON cell_sources (source_cell_id);
`,
}
