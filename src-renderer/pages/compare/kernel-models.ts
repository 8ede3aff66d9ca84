import type { ComparedEntry, ComparedKernels, ComparedModes, ComparedTrajectories } from '../../../src-main/contract'
import type { ChartCurve, ChartModel, CurveLook } from '../../charts/chart-model'
import { DASHES } from '../../components/run-colour'

interface Drawing {
  title: string
  entries: readonly ComparedEntry[]
  looks: readonly CurveLook[]
}

const PLAIN = { low: null, high: null, excluded: null, exact: true, references: null } satisfies Partial<ChartCurve>
const EMPTY = { caption: '', vertical: [], horizontal: [], floor: null, tiles: null } satisfies Partial<ChartModel>

/** Entries by colour, places by dash. */
export function trajectoriesOf({
  title,
  curves,
  entries,
  looks,
  xScale,
}: Drawing & { curves: ComparedTrajectories['curves']; xScale: 'linear' | 'log' }): ChartModel {
  const places = [...new Set(curves.map(({ place }) => place))]
  return {
    ...EMPTY,
    title,
    x: { label: 'Step', symbol: 't', unit: '', scale: xScale, integer: true },
    y: { label: 'Eigenvalue', symbol: '\\lambda_k', unit: '', scale: 'log', integer: false },
    band: 'least and largest of the runs',
    curves: curves.flatMap(({ entry, place, x, y, low, high, counts }): ChartCurve[] => {
      const look = looks[entry]
      if (look === undefined) return []
      const name = entries[entry]?.label ?? ''
      return [
        {
          ...PLAIN,
          id: `${entry} ${place}`,
          label: `${name}, ${placeName(place)}`,
          kind: low === null ? 'series' : 'measured',
          group: name,
          family: placeName(place),
          look: { ...look, dash: DASHES[places.indexOf(place) % DASHES.length] ?? look.dash },
          x,
          y,
          low,
          high,
          ...(counts === null ? {} : { counts }),
          total: x.length,
        },
      ]
    }),
  }
}

/** "largest", "2nd largest", "smallest". */
export function placeName(place: number): string {
  const end = place > 0 ? 'largest' : 'smallest'
  const at = Math.abs(place)
  if (at === 1) return end
  const suffix = at % 10 === 2 && at !== 12 ? 'nd' : at % 10 === 3 && at !== 13 ? 'rd' : 'th'
  return `${at}${suffix} ${end}`
}

/** Principal angles in degrees, run by run, from the smallest. */
export function anglesOf({
  title,
  entries,
  looks,
  members,
  of,
}: Drawing & { members: ComparedKernels['members']; of: 'angles' | 'fromStart' }): ChartModel {
  return {
    ...EMPTY,
    title,
    x: { label: 'Angle by size', symbol: 'k', unit: '', scale: 'linear', integer: true },
    y: { label: 'Principal angle', symbol: '\\theta_k', unit: 'degrees', scale: 'linear', integer: false },
    curves: members.flatMap((member): ChartCurve[] => {
      const angles = member[of]
      const look = looks[member.entry]
      if (angles === null || look === undefined) return []
      const name = entries[member.entry]?.label ?? ''
      const several = (entries[member.entry]?.runIds.length ?? 1) > 1
      return [
        {
          ...PLAIN,
          id: String(member.runId),
          label: several ? `${name}, seed ${member.seed}` : name,
          kind: 'spectrum',
          group: name,
          family: '',
          look,
          x: angles.map((_, k) => k + 1),
          y: angles.map((angle) => (angle * 180) / Math.PI),
          total: angles.length,
        },
      ]
    }),
    horizontal: [{ at: 90, label: 'perpendicular', group: null }],
  }
}

/** Size of the error along each eigenvector over that of the whole error at the start: as it is, and as the frozen kernel says. */
export function decayOf({
  title,
  entries,
  looks,
  decays,
  xScale,
}: Drawing & { decays: ComparedModes['decays']; xScale: 'linear' | 'log' }): ChartModel {
  return {
    ...EMPTY,
    title,
    x: { label: 'Mode by eigenvalue', symbol: 'k', unit: '', scale: xScale, integer: true },
    y: { label: 'Error along the mode / error at the start', symbol: '|v_k^T r_t| / |r_0|', unit: '', scale: 'log', integer: false },
    curves: decays.flatMap(({ entry, start, measured, predicted }): ChartCurve[] => {
      const look = looks[entry]
      if (look === undefined) return []
      const name = entries[entry]?.label ?? ''
      const whole = Math.sqrt(start.reduce((sum, value) => sum + value * value, 0))
      const curve = (kind: 'values' | 'theory', label: string, values: Float64Array): ChartCurve => ({
        ...PLAIN,
        id: `${entry} ${kind}`,
        label: `${name}${label}`,
        kind,
        group: name,
        family: kind === 'theory' ? 'frozen kernel of the start' : '',
        look,
        x: values.map((_, k) => k + 1),
        y: values.map((value) => Math.abs(value) / whole),
        total: values.length,
      })
      return [curve('values', ', measured', measured), curve('theory', ', predicted', predicted)]
    }),
  }
}
