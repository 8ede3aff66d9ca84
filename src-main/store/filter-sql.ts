import type { FilterCondition, FilterField, FilterValue, Measure } from '../contract'
import { jsonPath } from './json-path'

/** Where the fields of a run are, in queries over `runs r JOIN cells c`. */
const FIELD_SQL: Readonly<Record<FilterField, string>> = {
  id: 'r.id',
  seed: 'r.seed',
  attempt: 'r.attempt',
  state: 'r.state',
  stopReason: 'r.stop_reason',
  step: 'r.step',
  progress: 'r.progress',
  priority: 'r.priority',
  created: 'r.created_at',
  started: 'r.started_at',
  ended: 'r.finished_at',
  duration: 'r.compute_seconds',
  size: 'r.bytes',
  name: 'r.name',
  title: 'title_of_cell(c.id)',
  note: 'r.note',
  cell: 'c.hash',
  uid: 'r.uid',
}

const SERIES_COLUMN = { first: 'first_value', last: 'last_value', min: 'min_value', max: 'max_value' } as const

/** Numbers that JSON has no notation for are strings in summaries (json-numbers.ts); NaN is nothing, like what is missing. */
export function numeric(key: string): string {
  return `CASE ${key} WHEN 'NaN' THEN NULL WHEN 'Infinity' THEN 9e999 WHEN '-Infinity' THEN -9e999 WHEN '-0' THEN 0 ELSE ${key} END`
}

/** Name of what is measured, under which the function `run_measure` finds its values. */
export function measureKey(measure: Measure): string {
  return JSON.stringify(measure)
}

/**
 * SQL of a filter and of values, over `runs r JOIN cells c ON c.id = r.cell_id`. Whatever a person wrote becomes a parameter, never a
 * part of the SQL. Every condition is 0 or 1, never NULL.
 */
export class FilterSql {
  readonly parameters: Record<string, number | string> = {}
  /** measures that `run_measure` is asked for; their values have to be there before the statement runs */
  readonly measures: Measure[] = []
  /** the functions `run_verdict` and `run_verdict_count` are called; the verdicts have to be there before */
  asksVerdicts = false
  private count = 0

  /** @param prefix keeps the parameters of several of these in one statement apart */
  constructor(private readonly prefix: string) {}

  condition(condition: FilterCondition): string {
    switch (condition.kind) {
      case 'and':
      case 'or':
        return `(${condition.parts.map((part) => this.condition(part)).join(condition.kind === 'and' ? ' AND ' : ' OR ')})`
      case 'not':
        return `NOT ${this.condition(condition.part)}`
      case 'compare':
        return `ifnull(${this.number(condition.left)} ${condition.operator} ${this.number(condition.right)}, 0)`
      case 'between': {
        const value = this.number(condition.value)
        return `ifnull(${value} >= ${this.parameter(condition.from)} AND ${value} < ${this.parameter(condition.until)}, 0)`
      }
      case 'text-equals':
        if (condition.value.kind === 'field' && (condition.value.field === 'cell' || condition.value.field === 'uid'))
          return `ifnull(${this.value(condition.value)} LIKE ${this.parameter(`${escaped(condition.text)}%`)} ESCAPE '\\', 0)`
        return `ifnull(${this.value(condition.value)} = ${this.parameter(condition.text)} COLLATE NOCASE, 0)`
      case 'text-contains': {
        const pattern = this.parameter(`%${escaped(condition.text)}%`)
        const ofSteps = isNote(condition.value)
          ? ` OR EXISTS (SELECT 1 FROM step_notes n WHERE n.run_id = r.id AND n.text LIKE ${pattern} ESCAPE '\\')`
          : ''
        return `(ifnull(${this.value(condition.value)} LIKE ${pattern} ESCAPE '\\', 0)${ofSteps})`
      }
      case 'missing':
        return `(${this.raw(condition.value)} IS NULL)`
      case 'nan':
        return `ifnull(${this.raw(condition.value)} = 'NaN', 0)`
      case 'tag-equals':
        return `(r.id IN (SELECT run_id FROM run_tags WHERE tag = ${this.parameter(condition.tag)}))`
      case 'tag-contains':
        return `(r.id IN (SELECT run_id FROM run_tags WHERE tag LIKE ${this.parameter(`%${escaped(condition.tag)}%`)} ESCAPE '\\'))`
      case 'study': {
        const which =
          typeof condition.study === 'number'
            ? `s.study_id = ${this.parameter(condition.study)}`
            : `s.study_id IN (SELECT id FROM studies WHERE title LIKE ${this.parameter(`%${escaped(condition.study)}%`)} ESCAPE '\\')`
        return `EXISTS (SELECT 1 FROM study_seeds s WHERE ${which} AND s.cell_id = r.cell_id AND s.seed = r.seed)`
      }
      case 'verdict':
        this.asksVerdicts = true
        return `(ifnull(run_verdict_count(${this.parameter(condition.verdict)}, r.id), 0) > 0)`
      case 'starred':
        return '(r.starred = 1)'
      case 'archived':
        return '(r.archived_at IS NOT NULL)'
      case 'noted':
        return '(r.note IS NOT NULL OR EXISTS (SELECT 1 FROM step_notes n WHERE n.run_id = r.id))'
      case 'words':
        return wordsSql(this.parameter(`%${escaped(condition.text)}%`))
    }
  }

  /** Number or text, as it is compared and shown; NULL for what is missing and for NaN. */
  value(value: FilterValue): string {
    switch (value.kind) {
      case 'number':
        return this.parameter(value.value)
      case 'field':
        return FIELD_SQL[value.field]
      case 'quantity':
        return `(${numeric(this.raw(value))})`
      case 'key':
        return this.raw(value)
      case 'measure':
        return this.measure(value.measure)
      case 'verdict':
        this.asksVerdicts = true
        return `run_verdict(${this.parameter(value.claim)}, r.id)`
      case 'verdict-count':
        this.asksVerdicts = true
        return `run_verdict_count(${this.parameter(value.verdict)}, r.id)`
      case 'arithmetic':
        // a division by zero is NULL in SQLite: neither infinite nor an error
        return `(${this.number(value.left)} ${value.operator} ${value.operator === '/' ? `CAST(${this.number(value.right)} AS REAL)` : this.number(value.right)})`
    }
  }

  /** As it is stored, NaN as the text that stands for it. */
  raw(value: FilterValue): string {
    if (value.kind === 'quantity') return `json_extract(r.summary, ${this.parameter(jsonPath([value.id]))})`
    if (value.kind !== 'key') return this.value(value)
    const found = value.paths.map((path) => `json_extract(c.spec, ${this.parameter(jsonPath(path.split('.')))})`)
    return found.length === 1 ? (found[0] ?? 'NULL') : `coalesce(${found.join(', ')})`
  }

  /** Text has no place in an order of numbers: SQLite would put all of it behind them. */
  private number(value: FilterValue): string {
    const sql = this.value(value)
    const mayBeText = value.kind === 'key' && !value.numeric
    return mayBeText ? `CASE WHEN typeof(${sql}) IN ('integer', 'real') THEN ${sql} END` : sql
  }

  private measure(measure: Measure): string {
    if (measure.of === 'series' && measure.what in SERIES_COLUMN) {
      const column = SERIES_COLUMN[measure.what as keyof typeof SERIES_COLUMN]
      return `(SELECT q.${column} FROM series q WHERE q.run_id = r.id AND q.name = ${this.parameter(measure.name)})`
    }
    this.measures.push(measure)
    return `run_measure(${this.parameter(measureKey(measure))}, r.id)`
  }

  private parameter(value: number | string): string {
    const name = `${this.prefix}${++this.count}`
    this.parameters[name] = value
    return `@${name}`
  }
}

function isNote(value: FilterValue): boolean {
  return value.kind === 'field' && value.field === 'note'
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

/** @param pattern SQL of the pattern of LIKE */
export function wordsSql(pattern: string): string {
  const like = (what: string): string => `${what} LIKE ${pattern} ESCAPE '\\'`
  return `(ifnull(${like('r.name')}, 0) OR ifnull(${like('r.note')}, 0) OR ifnull(${like('r.stop_reason')}, 0) OR ifnull(${like('r.error_message')}, 0)
    OR ${like('r.uid')} OR r.id IN (SELECT run_id FROM run_tags WHERE ${like('tag')}) OR r.id IN (SELECT run_id FROM step_notes WHERE ${like('text')})
    OR r.cell_id IN (SELECT id FROM cells WHERE ${like('spec')} OR ${like('hash')} OR ifnull(${like('title_of_cell(id)')}, 0)))`
}

export { escaped as escapedPattern }
