import { runsStudiesMeasurements } from './0001-runs-studies-measurements'
import { datasets } from './0002-datasets'
import { inputsAndSources } from './0003-inputs-and-sources'
import { annotations } from './0004-annotations'
import { dashboards } from './0005-dashboards'
import { forks } from './0006-forks'
import { reproductions } from './0007-reproductions'
import { verdicts } from './0008-verdicts'
import type { Migration } from './migrate'

/** In order, without gaps. A migration that has been released is never edited; a change is a further one, and it only adds. */
export const MIGRATIONS: readonly Migration[] = [
  runsStudiesMeasurements,
  datasets,
  inputsAndSources,
  annotations,
  dashboards,
  forks,
  reproductions,
  verdicts,
]
