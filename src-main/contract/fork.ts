import { z } from 'zod'
import type { RunState } from './run-state'
import type { ExperimentSpec } from './spec'

const runIds = z.array(z.int().min(1)).min(1).max(100_000)
const runId = z.int().min(1)

/** Runs that go on from a state that another run has left, and the states that are kept for it. */
export const FORK_REQUESTS = {
  /** a spec that goes on from a state of the run; to be changed and queued like any other */
  'runs.forkSpec': z.strictObject({ runId, step: z.number().min(0) }),
  /** whether the state at the end of these runs, when they have one, is kept; of runs with a result what is kept can only be let go */
  'runs.keepState': z.strictObject({ runIds, keep: z.boolean() }),
  /** whether a checkpoint stays when the run has its result; one of a result is removed when it is let go */
  'runs.keepCheckpoint': z.strictObject({ runId, step: z.number().min(0), keep: z.boolean() }),
  /** lets go of all states that are kept of runs with a result */
  'states.purge': z.strictObject({}),
} as const

export interface ForkAnswers {
  'runs.forkSpec': { spec: ExperimentSpec; seed: number; fields: string[] }
  'runs.keepState': { changed: number }
  'runs.keepCheckpoint': { changed: number }
  'states.purge': { states: number; bytes: number }
}

export interface RelatedRun {
  id: number
  title: string
  seed: number
  state: RunState
  /** of the state that one has left and the other begins with */
  step: number
}

export interface ForkingView {
  /** fields that a fork of the run may have otherwise; null for an experiment whose runs cannot be forked */
  fields: string[] | null
  /** what this run goes on from; `run` is null when it is not in this home */
  from: { uid: string; step: number; run: RelatedRun | null } | null
  /** runs that go on from a state of this one */
  forks: RelatedRun[]
  /** everything that began with the same run as this one, depth first, from the run that nothing in this home comes before; empty without forks */
  tree: ForkNode[]
}

/** A run among those that go on from each other. */
export interface ForkNode {
  id: number
  title: string
  seed: number
  state: RunState
  /** last step */
  step: number
  /** step of the state it began with; null for one that began at the start */
  from: number | null
  /** number of forks between it and the first of the tree */
  depth: number
}
