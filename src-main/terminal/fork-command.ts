import { LabError, parseSpec } from '../contract'
import { withFields, type Arguments } from './arguments'
import type { Session } from './execute'
import { runSpec } from './spec-run'

const USAGE = '"fork <run> [--at STEP] [--set field=value] [--sweep field=1,2] [--keep-state]".'

/** Goes on from a state that a run has kept, with other settings. */
export async function forkCommand(session: Session, argument: Arguments): Promise<void> {
  const runId = Number(argument.operands[0])
  if (!Number.isInteger(runId) || runId < 1) throw new LabError('invalid-request', `The number of a run is missing: ${USAGE}`)
  const { lab } = session
  const { checkpoints } = await lab.request('runs.get', { runId })
  const step = argument.at ?? checkpoints[0]?.step
  if (step === undefined)
    throw new LabError(
      'not-found',
      `Run ${runId} has kept no state. "lab reproduce ${runId} --keep-state" computes it again and keeps that at its end.`,
    )
  const { spec, seed } = await lab.request('runs.forkSpec', { runId, step })
  await runSpec(session, { spec: parseSpec(withFields(spec, argument.set)), seeds: [seed] }, argument)
}
