import type { ExperimentSpec } from '../contract'
import { AnnotationRepository } from './annotations'
import { ArrayRepository } from './arrays'
import { ArtifactRepository } from './artifacts'
import { listBackups, makeBackup } from './backup'
import { BlobStore, type BlobFileSystem } from './blobs'
import { CellTitles } from './cell-titles'
import { CellRepository } from './cells'
import { CheckpointRepository } from './checkpoints'
import type { Connection } from './connection'
import { DashboardRepository } from './dashboards'
import { DatasetRepository } from './datasets'
import { EngineRepository } from './engines'
import { ForkRepository } from './forks'
import { databasesAside, homePaths } from './home'
import { ImportRepository } from './import-runs'
import { suspect } from './inspect'
import { integrityProblems } from './integrity'
import { MeasurementRepository } from './measurements'
import { QueueRepository } from './queue'
import { RunEvents } from './run-events'
import { RunMeasures } from './run-measures'
import { RunQueries } from './run-query'
import { RunVerdicts, type VerdictMaking } from './run-verdicts'
import { RunRepository } from './runs'
import { SeriesRepository } from './series'
import { closeSession } from './sessions'
import { SettingsRepository } from './settings'
import { SpectrumRepository } from './spectra'
import type { Store, StoreWarning } from './store'
import { StudyRepository } from './studies'
import { TrashRepository } from './trash'
import { UsageRepository } from './usage'

/** Set in a home whose database was lost: what is in its blobs may belong to runs that only a backup knows. */
const KEEP_UNKNOWN_BLOBS = 'keep-unknown-blobs'

export interface StoreParts {
  connection: Connection
  /** null when the database is read only */
  sessionId: number | null
  warnings: StoreWarning[]
  clock: () => number
  files: BlobFileSystem
  largestPiece: number
  /** what tells a cell from others */
  titleOf: (spec: ExperimentSpec) => string
  verdicts: VerdictMaking
}

export interface OpenedStore extends Store {
  /** Removes files that no row refers to, unless they may belong to a database that was moved aside or lost. */
  sweepBlobs(): { blobs: number; bytes: number }
  /** From now on files that no row refers to stay, if there are any. */
  keepUnknownBlobs(): void
}

/** The repositories behind one face. */
export function sqliteStore({
  connection,
  sessionId,
  warnings,
  clock,
  files,
  largestPiece,
  titleOf,
  verdicts: making,
}: StoreParts): OpenedStore {
  const paths = homePaths(connection.home)
  const events = new RunEvents(connection)
  const cells = new CellRepository(connection)
  const runs = new RunRepository(connection)
  const blobs = new BlobStore(connection, paths.blobs, files, largestPiece)
  const series = new SeriesRepository(connection)
  const spectra = new SpectrumRepository(connection)
  const artifacts = new ArtifactRepository(connection, blobs)
  const checkpoints = new CheckpointRepository(connection)
  const verdicts = new RunVerdicts(connection, runs, making)
  const queue = new QueueRepository(connection, cells, runs, events)
  const measurements = new MeasurementRepository(connection, blobs, series, spectra, artifacts, checkpoints, events, queue, clock)
  const studies = new StudyRepository(connection, cells, runs)
  const datasets = new DatasetRepository(connection, blobs)
  const trash = new TrashRepository(connection, blobs, events)
  const annotations = new AnnotationRepository(connection)
  const settings = new SettingsRepository(connection)
  let open = true

  const sweepBlobs = (): { blobs: number; bytes: number } => {
    const keep = databasesAside(paths).length > 0 || settings.getValue(KEEP_UNKNOWN_BLOBS) === true
    return keep ? { blobs: 0, bytes: 0 } : blobs.sweep()
  }

  return {
    home: connection.home,
    readOnly: connection.readOnly,
    warnings,
    ...methods(new EngineRepository(connection, events), 'registerEngine', 'heartbeat', 'releaseEngine', 'reconcile'),
    ...methods(
      queue,
      'enqueue',
      'sourceRuns',
      'rerun',
      'nextInQueue',
      'queueOrder',
      'reorder',
      'setPriority',
      'requestStop',
      'takeCommands',
      'holdQueued',
    ),
    ...methods(runs, 'getRun', 'findRuns', 'setNote'),
    ...methods(
      new RunQueries(connection, runs, new CellTitles(connection, titleOf), new RunMeasures(connection), verdicts),
      'queryRuns',
      'tabulate',
      'runIds',
      'countByState',
      'filterKeys',
    ),
    prepareVerdicts: (milliseconds) => verdicts.prepareSome(milliseconds),
    ...methods(trash, 'removeRuns', 'restoreRuns'),
    ...methods(measurements, 'appendBatch', 'saveCheckpoint', 'settle', 'loadCheckpoint', 'cutBack', 'environmentOf'),
    ...methods(series, 'seriesOf', 'readSeries', 'drawSeries'),
    ...methods(spectra, 'spectraOf', 'readSpectrum'),
    ...methods(events, 'eventsOf'),
    ...methods(checkpoints, 'checkpointsOf'),
    ...methods(
      new ForkRepository(connection, runs, checkpoints, blobs),
      'keepsState',
      'keepState',
      'keepCheckpoint',
      'purgeStates',
      'readState',
      'runOfUid',
      'forksOf',
    ),
    ...methods(artifacts, 'artifactsOf', 'readArtifact'),
    ...methods(
      studies,
      'createStudy',
      'addSeeds',
      'listStudies',
      'getStudy',
      'studyCells',
      'studyRuns',
      'studiesOfRun',
      'removeStudy',
      'restoreStudy',
    ),
    ...methods(
      new DashboardRepository(connection),
      'listDashboards',
      'getDashboard',
      'createDashboard',
      'changeDashboard',
      'removeDashboard',
    ),
    ...methods(new ImportRepository(connection, { blobs, cells, series, spectra, artifacts, events, annotations, studies }), 'importRuns'),
    ...methods(studies, 'uidOfStudy', 'plannedSeeds'),
    ...methods(
      annotations,
      'annotationsOf',
      'annotate',
      'putAnnotations',
      'stepNotesOf',
      'setStepNote',
      'listViews',
      'putView',
      'removeView',
    ),
    ...methods(new UsageRepository(connection), 'usage'),
    ...methods(new ArrayRepository(connection, blobs), 'putArray', 'getArray'),
    ...methods(datasets, 'putDataset', 'listDatasets', 'getDataset', 'renameDataset', 'removeDataset', 'restoreDataset'),
    ...methods(datasets, 'datasetStatistics', 'putDatasetStatistics'),
    temporaryBlobPath: () => blobs.temporary(),
    blobPath: (sha256) => blobs.path(sha256),
    ...methods(settings, 'getSettings', 'setSettings', 'getValue', 'setValue'),

    dataVersion: () => Number(connection.database.pragma('data_version', { simple: true })),
    backup: (now) => makeBackup(connection.database, paths, now),
    listBackups: () => listBackups(paths),
    checkIntegrity: () => integrityProblems(connection, blobs),
    sweepBlobs,
    keepUnknownBlobs() {
      if (blobs.unknown().length > 0) settings.setValue(KEEP_UNKNOWN_BLOBS, true)
    },

    emptyTrash(olderThan) {
      const removed = trash.empty(olderThan)
      connection.database.pragma('incremental_vacuum')
      return removed
    },

    sweep(olderThan) {
      const removed = [trash.empty(olderThan), datasets.empty(olderThan), sweepBlobs()]
      // gives the freed pages back to the file system
      connection.database.pragma('incremental_vacuum')
      return removed.reduce((a, b) => ({ blobs: a.blobs + b.blobs, bytes: a.bytes + b.bytes }))
    },

    close() {
      if (!open) return
      open = false
      try {
        if (connection.damageSeen && !connection.readOnly) suspect(paths)
        if (sessionId !== null) closeSession(connection, sessionId)
      } catch (error) {
        // the note just made leads to the same check as the row that could not be removed
        if (!connection.damageSeen) throw error
      } finally {
        connection.close()
      }
    },
  }
}

/** Methods of a repository that work without it in front of them. */
function methods<R extends object, Name extends keyof R>(repository: R, ...names: Name[]): Pick<R, Name> {
  const bound: Partial<Pick<R, Name>> = {}
  for (const name of names) {
    const method = repository[name]
    if (typeof method === 'function') bound[name] = method.bind(repository) as R[Name]
  }
  return bound as Pick<R, Name>
}
