import { runView, type AnnotatedRun, type AnnotationChange, type RunView, type StepNote } from '../contract'
import type { Connection } from './connection'
import type { Store } from './store'

interface AnnotationRow {
  runId: number
  name: string | null
  starred: 0 | 1
  archivedAt: number | null
  tags: string
  note: string | null
}

/** What people say about runs, and how they look at them. */
export class AnnotationRepository implements Pick<
  Store,
  'annotationsOf' | 'annotate' | 'putAnnotations' | 'stepNotesOf' | 'setStepNote' | 'listViews' | 'putView' | 'removeView'
> {
  private readonly ofRuns
  private readonly update
  private readonly addTag
  private readonly removeTags
  private readonly stepNotes
  private readonly stepNote
  private readonly putStepNote
  private readonly deleteStepNote
  private readonly views
  private readonly view
  private readonly insertView
  private readonly deleteView

  constructor(private readonly connection: Connection) {
    this.ofRuns = connection.prepare<[string], AnnotationRow>(
      `SELECT r.id AS runId, r.name, r.starred, r.archived_at AS archivedAt, r.note,
         (SELECT json_group_array(tag) FROM (SELECT tag FROM run_tags WHERE run_id = r.id ORDER BY tag)) AS tags
       FROM json_each(?) asked CROSS JOIN runs r ON r.id = asked.value WHERE r.removed_at IS NULL ORDER BY asked.key`,
    )
    this.update = connection.prepare<[Omit<AnnotationRow, 'tags'>]>(
      'UPDATE runs SET name = @name, starred = @starred, archived_at = @archivedAt, note = @note WHERE id = @runId',
    )
    this.addTag = connection.prepare<[number, string]>('INSERT INTO run_tags (run_id, tag) VALUES (?, ?) ON CONFLICT DO NOTHING')
    this.removeTags = connection.prepare<[number]>('DELETE FROM run_tags WHERE run_id = ?')
    this.stepNotes = connection.prepare<[number], StepNote>(
      'SELECT step, text, changed_at AS changedAt FROM step_notes WHERE run_id = ? ORDER BY step',
    )
    this.stepNote = connection.prepare<[number, number], string>('SELECT text FROM step_notes WHERE run_id = ? AND step = ?').pluck()
    this.putStepNote = connection.prepare<[number, string, number, number]>(
      `INSERT INTO step_notes (run_id, step, text, changed_at) SELECT id, ?, ?, ? FROM runs WHERE id = ? AND removed_at IS NULL
       ON CONFLICT (run_id, step) DO UPDATE SET text = excluded.text, changed_at = excluded.changed_at`,
    )
    this.deleteStepNote = connection.prepare<[number, number]>('DELETE FROM step_notes WHERE run_id = ? AND step = ?')
    this.views = connection.prepare<[], { name: string; content: string }>(
      'SELECT name, content FROM run_views ORDER BY name COLLATE NOCASE',
    )
    this.view = connection.prepare<[string], string>('SELECT content FROM run_views WHERE name = ?').pluck()
    this.insertView = connection.prepare<[string, string, number]>(
      `INSERT INTO run_views (name, content, changed_at) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET content = excluded.content, changed_at = excluded.changed_at`,
    )
    this.deleteView = connection.prepare<[string]>('DELETE FROM run_views WHERE name = ?')
  }

  annotationsOf(runIds: readonly number[]): AnnotatedRun[] {
    return this.connection.read(() =>
      this.ofRuns
        .all(JSON.stringify(runIds))
        .map(({ tags, starred, ...rest }) => ({ ...rest, starred: starred === 1, tags: JSON.parse(tags) as string[] })),
    )
  }

  annotate(runIds: readonly number[], change: AnnotationChange, now: number): AnnotatedRun[] {
    return this.connection.write(() => {
      const before = this.annotationsOf(runIds)
      for (const run of before) this.put(changed(run, change, now))
      return before
    })
  }

  putAnnotations(annotations: readonly AnnotatedRun[]): number {
    return this.connection.write(() => {
      const there = new Set(this.annotationsOf(annotations.map(({ runId }) => runId)).map(({ runId }) => runId))
      const kept = annotations.filter(({ runId }) => there.has(runId))
      for (const run of kept) this.put(run)
      return kept.length
    })
  }

  stepNotesOf(runId: number): StepNote[] {
    return this.connection.read(() => this.stepNotes.all(runId))
  }

  setStepNote(runId: number, step: number, text: string, now: number): string {
    return this.connection.write(() => {
      const before = this.stepNote.get(runId, step) ?? ''
      if (text === '') this.deleteStepNote.run(runId, step)
      else this.putStepNote.run(step, text, now, runId)
      return before
    })
  }

  /** A view that this version cannot read is left out, and left alone. */
  listViews(): { name: string; view: RunView }[] {
    return this.connection
      .read(() => this.views.all())
      .flatMap(({ name, content }) => {
        const view = readView(content)
        return view === null ? [] : [{ name, view }]
      })
  }

  putView(name: string, view: RunView, now: number): RunView | null {
    return this.connection.write(() => {
      const before = this.view.get(name)
      this.insertView.run(name, JSON.stringify(view), now)
      return before === undefined ? null : readView(before)
    })
  }

  removeView(name: string): RunView | null {
    return this.connection.write(() => {
      const before = this.view.get(name)
      this.deleteView.run(name)
      return before === undefined ? null : readView(before)
    })
  }

  /** Inside a transaction. */
  private put({ tags, starred, ...run }: AnnotatedRun): void {
    this.update.run({ ...run, starred: starred ? 1 : 0, name: run.name === '' ? null : run.name, note: run.note === '' ? null : run.note })
    this.removeTags.run(run.runId)
    for (const tag of tags) this.addTag.run(run.runId, tag)
  }
}

function changed(run: AnnotatedRun, change: AnnotationChange, now: number): AnnotatedRun {
  const removed = new Set(change.removeTags)
  return {
    runId: run.runId,
    name: change.name === undefined ? run.name : change.name,
    starred: change.starred ?? run.starred,
    // what is archived already keeps its time
    archivedAt: change.archived === undefined ? run.archivedAt : change.archived ? (run.archivedAt ?? now) : null,
    tags: [...new Set([...run.tags, ...(change.addTags ?? [])])].filter((tag) => !removed.has(tag)),
    note: change.note ?? run.note,
  }
}

function readView(content: string): RunView | null {
  const parsed = runView.safeParse(JSON.parse(content))
  return parsed.success ? parsed.data : null
}
