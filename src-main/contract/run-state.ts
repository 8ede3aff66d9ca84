import { z } from 'zod'

export const RUN_STATES = ['queued', 'running', 'paused', 'finished', 'diverged', 'failed', 'cancelled', 'interrupted'] as const
export const runState = z.enum(RUN_STATES)
export type RunState = z.infer<typeof runState>
