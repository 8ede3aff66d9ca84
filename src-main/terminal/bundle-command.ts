import { resolve } from 'node:path'
import { LabError } from '../contract'
import type { Arguments } from './arguments'
import type { Session } from './execute'

const USAGE = '"bundle export <file> [run ...] [--study ID] [--filter TEXT]" or "bundle import <file>".'

/** Runs and studies as one file, and back. */
export async function bundle({ lab, console }: Session, { operands, studies, filter, states }: Arguments): Promise<void> {
  const [what, file, ...runs] = operands
  if (file === undefined) throw new LabError('invalid-request', `A file is missing: ${USAGE}`)
  const path = resolve(file)
  if (what === 'import') {
    const done = lab.bundles.import(path)
    const { stored, existing, superseded } = done.runs
    const parts = [
      `${stored} runs and ${done.studies.stored} studies stored`,
      `${existing} runs were here already`,
      ...(superseded > 0 ? [`${superseded} attempts without a result were left out, for a result is here`] : []),
    ]
    console.result(done, `${parts.join('; ')}.`)
    return
  }
  if (what !== 'export') throw new LabError('invalid-request', `${what ?? ''} is neither export nor import: ${USAGE}`)
  const runIds = runs.map(runNumber)
  if (filter !== null)
    runIds.push(
      ...(await lab.request('runs.groups', { filter: { query: filter }, by: ['id'], columns: [] })).groups.flatMap((group) => group.runIds),
    )
  if (runIds.length + studies.length === 0) throw new LabError('invalid-request', `Runs or a study are missing: ${USAGE}`)
  const done = lab.bundles.export({ runIds, studyIds: studies, states }, path)
  const leftOut = done.leftOut === 0 ? '' : ` ${done.leftOut} that are queued or running were left out.`
  console.result(done, `${done.runs} runs, ${(done.bytes / 1e6).toFixed(1)} MB, written to ${done.path}.${leftOut}`)
}

function runNumber(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new LabError('invalid-request', `${text} is not the number of a run.`)
  return value
}
