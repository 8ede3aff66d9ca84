import { LabError, type ClaimBookView, type ClaimOutcome, type ClaimStatement, type ClaimView } from '../contract'
import { paperOf, PAPERS } from '../papers'
import type { Store, StudyRecord } from '../store/store'
import type { Studies } from './studies'

interface CheckedStudy {
  /** ids of its ended runs: verdicts depend on nothing else */
  runs: string
  outcomes: ReadonlyMap<string, ClaimOutcome>
}

/**
 * Every claim of the papers with what the stored studies say about it. Checking a study reads all its runs, so verdicts are kept, and
 * computed one study at a time with the lab's thread free in between; `changed` is called when such a round is over.
 */
export class ClaimBook {
  private readonly checked = new Map<number, CheckedStudy>()
  /** studies that this round has still to look at, null between rounds */
  private toCheck: StudyRecord[] | null = null
  private stale = true
  private failure: LabError | null = null

  constructor(
    private readonly store: Pick<Store, 'listStudies' | 'runIds'>,
    private readonly studies: Pick<Studies, 'view'>,
    private readonly changed: () => void,
  ) {}

  /** Runs or studies are not what they were. */
  invalidate(): void {
    this.stale = true
  }

  /** Answers at once with the verdicts that are known. @throws what checking a study threw since the last call */
  list(): ClaimBookView {
    if (this.failure !== null) {
      const failure = this.failure
      this.failure = null
      throw failure
    }
    const studies = this.presentable()
    if (this.stale && this.toCheck === null) this.begin(studies)
    const newestFirst = [...studies].sort((a, b) => b.createdAt - a.createdAt || b.id - a.id)
    return {
      checking: this.toCheck?.length ?? 0,
      claims: PAPERS.flatMap((paper) =>
        paper.claims.map((statement) => {
          // ids are unique within a paper
          const own = newestFirst.filter(({ recipeId }) => recipeId !== null && paperOf(recipeId) === paper)
          const outcomes = own.flatMap(({ id }) => this.checked.get(id)?.outcomes.get(statement.id) ?? [])
          return { ...wordsOf(statement), paperId: paper.id, outcomes: mostTellingFirst(outcomes) }
        }),
      ),
    }
  }

  /** studies that a recipe presents; no other has claims */
  private presentable(): StudyRecord[] {
    return this.store.listStudies().filter(({ recipeId }) => recipeId !== null)
  }

  private begin(studies: StudyRecord[]): void {
    this.stale = false
    this.toCheck = studies
    if (studies.length > 0) setImmediate(() => this.checkNext())
    else this.toCheck = null
  }

  private checkNext(): void {
    try {
      const study = this.toCheck?.pop()
      if (study !== undefined) this.check(study)
    } catch (error) {
      this.failure = LabError.from(error)
    }
    if (this.toCheck !== null && this.toCheck.length > 0) setImmediate(() => this.checkNext())
    else {
      this.toCheck = null
      this.changed()
    }
  }

  private check({ id, title }: StudyRecord): void {
    const runs = this.store.runIds({ studyId: id, states: ['finished', 'diverged'] }).join()
    if (this.checked.get(id)?.runs === runs) return
    const claims = runs === '' ? [] : this.studies.view(id).claims
    this.checked.set(id, { runs, outcomes: new Map(claims.map((claim) => [claim.id, outcomeOf(claim, id, title)])) })
  }
}

/** A statement may be an object that can check itself; only what it says crosses to the window. */
function wordsOf({ id, title, formula, source, premise, prediction, remark, recipeIds }: ClaimStatement): ClaimStatement {
  return { id, title, formula, source, premise, prediction, remark, recipeIds }
}

function outcomeOf(claim: ClaimView, studyId: number, studyTitle: string): ClaimOutcome {
  const { verdict, measured, premise, prediction, runIds } = claim
  const runId = runIds.length === 1 ? (runIds[0] ?? null) : null
  return { studyId, studyTitle, verdict, measured, premise, prediction, runs: runIds.length, runId }
}

const TELLING: Readonly<Record<ClaimView['verdict'], number>> = { fails: 0, holds: 0, 'premise not met': 1, vacuous: 2, 'not measured': 2 }

function mostTellingFirst(outcomes: readonly ClaimOutcome[]): ClaimOutcome[] {
  return [...outcomes].sort((a, b) => TELLING[a.verdict] - TELLING[b.verdict])
}
