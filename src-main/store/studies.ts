import { randomBytes } from 'node:crypto'
import { LabError, type AxisValues, type RecipeSize, type RunRecord } from '../contract'
import type { CellRepository } from './cells'
import type { Connection } from './connection'
import { RUN_COLUMNS, STANDING_ATTEMPT_FIRST, type RunRepository, type RunRowStored } from './runs'
import type { NewStudy, Store, StudyCell, StudyRecord } from './store'

const STUDY_COLUMNS = `id, title, recipe_id AS recipeId, size, base_seed AS baseSeed, inputs, created_at AS createdAt,
  (SELECT count(*) FROM study_cells WHERE study_id = studies.id) AS cells,
  (SELECT count(*) FROM study_seeds WHERE study_id = studies.id) AS plannedRuns`

type StudyStored = Omit<StudyRecord, 'inputs'> & { inputs: string }

function recordOf(stored: StudyStored): StudyRecord {
  return { ...stored, inputs: JSON.parse(stored.inputs) as Record<string, string> }
}

/** What tells a study from all others, in whatever home it is. */
function newUid(): string {
  return randomBytes(16).toString('hex')
}

/** In one order, so that equal choices are equal text. */
function writtenInputs(inputs: Record<string, string>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(inputs).sort(([a], [b]) => (a < b ? -1 : 1))))
}

/** Studies: which cells with which seeds belong together. Runs belong to cells, so studies share them. */
export class StudyRepository implements Pick<
  Store,
  | 'createStudy'
  | 'addSeeds'
  | 'listStudies'
  | 'getStudy'
  | 'studyCells'
  | 'studyRuns'
  | 'studiesOfRun'
  | 'removeStudy'
  | 'restoreStudy'
  | 'uidOfStudy'
  | 'plannedSeeds'
> {
  private readonly ofRecipe
  private readonly insertStudy
  private readonly insertCell
  private readonly insertSeed
  private readonly ofUid
  private readonly uidOf
  private readonly exists
  private readonly hasCell
  private readonly all
  private readonly byId
  private readonly cellRows
  private readonly seedRows
  private readonly latestRuns
  private readonly ofRun
  private readonly markRemoved
  private readonly unmarkRemoved
  private readonly planned

  constructor(
    private readonly connection: Connection,
    private readonly cells: CellRepository,
    private readonly runs: RunRepository,
  ) {
    this.ofRecipe = connection
      .prepare<[string, RecipeSize | null, number, string], number>(
        'SELECT id FROM studies WHERE recipe_id = ? AND size IS ? AND base_seed = ? AND inputs = ?',
      )
      .pluck()
    this.insertStudy = connection.prepare<[Omit<NewStudy, 'cells' | 'inputs'> & { inputs: string; now: number; uid: string }]>(
      `INSERT INTO studies (title, recipe_id, size, base_seed, inputs, created_at, uid)
       VALUES (@title, @recipeId, @size, @baseSeed, @inputs, @now, @uid)`,
    )
    this.insertCell = connection.prepare<[number, number, number, string, string | null]>(
      'INSERT INTO study_cells (study_id, cell_id, position, axes, note) VALUES (?, ?, ?, ?, ?)',
    )
    this.insertSeed = connection.prepare<[{ studyId: number; cellId: number; seed: number }]>(`
      INSERT INTO study_seeds (study_id, cell_id, seed, position)
      VALUES (@studyId, @cellId, @seed, (SELECT count(*) FROM study_seeds WHERE study_id = @studyId AND cell_id = @cellId)) ON CONFLICT DO NOTHING`)
    this.ofUid = connection.prepare<[string], number>('SELECT id FROM studies WHERE uid = ?').pluck()
    this.uidOf = connection.prepare<[number], string>('SELECT uid FROM studies WHERE id = ?').pluck()
    this.exists = connection.prepare<[number], number>('SELECT 1 FROM studies WHERE id = ?').pluck()
    this.hasCell = connection.prepare<[number, number], number>('SELECT 1 FROM study_cells WHERE study_id = ? AND cell_id = ?').pluck()
    this.all = connection.prepare<[], StudyStored>(
      `SELECT ${STUDY_COLUMNS} FROM studies WHERE removed_at IS NULL ORDER BY created_at DESC, id DESC`,
    )
    this.byId = connection.prepare<[number], StudyStored>(`SELECT ${STUDY_COLUMNS} FROM studies WHERE id = ? AND removed_at IS NULL`)
    this.cellRows = connection.prepare<[number], { cellId: number; hash: string; axes: string; note: string | null; position: number }>(`
      SELECT s.cell_id AS cellId, c.hash, s.axes, s.note, s.position FROM study_cells s JOIN cells c ON c.id = s.cell_id
      WHERE s.study_id = ? ORDER BY s.position`)
    this.seedRows = connection.prepare<[number], { cellId: number; seed: number }>(
      'SELECT cell_id AS cellId, seed FROM study_seeds WHERE study_id = ? ORDER BY cell_id, position',
    )
    this.latestRuns = connection.prepare<[number], RunRowStored>(`
      SELECT ${RUN_COLUMNS} FROM study_cells k
      JOIN study_seeds s ON s.study_id = k.study_id AND s.cell_id = k.cell_id
      JOIN cells c ON c.id = k.cell_id
      JOIN runs r ON r.id = (SELECT id FROM runs WHERE cell_id = s.cell_id AND seed = s.seed AND removed_at IS NULL
                                  ORDER BY ${STANDING_ATTEMPT_FIRST} LIMIT 1)
      WHERE k.study_id = ? ORDER BY k.position, s.position`)
    this.ofRun = connection.prepare<[number], { id: number; title: string }>(`
      SELECT studies.id, studies.title FROM runs r JOIN study_seeds s ON s.cell_id = r.cell_id AND s.seed = r.seed
      JOIN studies ON studies.id = s.study_id WHERE r.id = ? AND studies.removed_at IS NULL ORDER BY studies.id`)
    this.markRemoved = connection.prepare<[number, number]>('UPDATE studies SET removed_at = ? WHERE id = ? AND removed_at IS NULL')
    this.planned = connection
      .prepare<[string], number>(
        `SELECT DISTINCT s.seed FROM cells c JOIN study_seeds s ON s.cell_id = c.id JOIN studies t ON t.id = s.study_id
         WHERE c.hash = ? AND t.removed_at IS NULL ORDER BY s.seed`,
      )
      .pluck()
    this.unmarkRemoved = connection.prepare<[number]>('UPDATE studies SET removed_at = NULL WHERE id = ? AND removed_at IS NOT NULL')
  }

  /** Inside a transaction: a study of another home, together with what is here of it. @returns whether it is new here */
  adopt(study: NewStudy & { createdAt: number }, uid: string, now: number): boolean {
    const { cells, inputs, createdAt, ...rest } = study
    const chosen = writtenInputs(inputs)
    const known =
      this.ofUid.get(uid) ?? (rest.recipeId === null ? undefined : this.ofRecipe.get(rest.recipeId, rest.size, rest.baseSeed, chosen))
    const studyId = known ?? Number(this.insertStudy.run({ ...rest, inputs: chosen, now: createdAt, uid }).lastInsertRowid)
    if (known !== undefined) this.unmarkRemoved.run(known)
    cells.forEach(({ hash, spec, seeds, axes, note }, position) => {
      const cellId = this.cells.ensure(hash, spec, now)
      if (this.hasCell.get(studyId, cellId) === undefined) this.insertCell.run(studyId, cellId, position, JSON.stringify(axes), note)
      for (const seed of seeds) this.insertSeed.run({ studyId, cellId, seed })
    })
    return known === undefined
  }

  uidOfStudy(studyId: number): string | null {
    return this.connection.read(() => this.uidOf.get(studyId)) ?? null
  }

  plannedSeeds(cellHash: string): number[] {
    return this.connection.read(() => this.planned.all(cellHash))
  }

  createStudy({ cells, inputs, ...study }: NewStudy, now: number): number {
    const chosen = writtenInputs(inputs)
    return this.connection.write(() => {
      const existing = study.recipeId === null ? undefined : this.ofRecipe.get(study.recipeId, study.size, study.baseSeed, chosen)
      if (existing !== undefined) {
        this.unmarkRemoved.run(existing)
        return existing
      }
      const studyId = Number(this.insertStudy.run({ ...study, inputs: chosen, now, uid: newUid() }).lastInsertRowid)
      cells.forEach(({ hash, spec, seeds, axes, note }, position) => {
        const cellId = this.cells.ensure(hash, spec, now)
        this.insertCell.run(studyId, cellId, position, JSON.stringify(axes), note)
        for (const seed of seeds) this.insertSeed.run({ studyId, cellId, seed })
      })
      return studyId
    })
  }

  addSeeds(studyId: number, seedsByCell: ReadonlyMap<string, number[]>): void {
    this.connection.write(() => {
      if (this.exists.get(studyId) === undefined) throw new LabError('not-found', `There is no study ${studyId}. Nothing was changed.`)
      for (const [hash, seeds] of seedsByCell) {
        const cellId = this.cells.idOf(hash)
        if (cellId === null || this.hasCell.get(studyId, cellId) === undefined) {
          throw new LabError('not-found', `Study ${studyId} has no cell ${hash}. Nothing was changed.`)
        }
        for (const seed of seeds) this.insertSeed.run({ studyId, cellId, seed })
      }
    })
  }

  listStudies(): StudyRecord[] {
    return this.connection.read(() => this.all.all().map(recordOf))
  }

  getStudy(studyId: number): StudyRecord | null {
    const stored = this.connection.read(() => this.byId.get(studyId))
    return stored === undefined ? null : recordOf(stored)
  }

  studyCells(studyId: number): StudyCell[] {
    return this.connection.read(() => {
      const seeds = new Map<number, number[]>()
      for (const { cellId, seed } of this.seedRows.all(studyId)) {
        const ofCell = seeds.get(cellId)
        if (ofCell === undefined) seeds.set(cellId, [seed])
        else ofCell.push(seed)
      }
      return this.cellRows.all(studyId).map(({ cellId, hash, axes, note, position }) => ({
        hash,
        spec: this.runs.specOf(cellId),
        seeds: seeds.get(cellId) ?? [],
        axes: JSON.parse(axes) as AxisValues,
        note,
        position,
      }))
    })
  }

  studyRuns(studyId: number): RunRecord[] {
    return this.connection.read(() => this.latestRuns.all(studyId).map((row) => this.runs.record(row)))
  }

  studiesOfRun(runId: number): { id: number; title: string }[] {
    return this.connection.read(() => this.ofRun.all(runId))
  }

  removeStudy(studyId: number, now: number): boolean {
    return this.connection.write(() => this.markRemoved.run(now, studyId).changes > 0)
  }

  restoreStudy(studyId: number): boolean {
    return this.connection.write(() => this.unmarkRemoved.run(studyId).changes > 0)
  }
}
