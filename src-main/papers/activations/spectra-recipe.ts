import type { CellPlan, ClaimStatement, ClaimView, FigureCurve, FigureView, RecipeSize, RunRecord, Verdict } from '../../contract'
import { describe } from '../../science/statistics'
import { claimView } from '../claim-view'
import type { Recipe, StudyEvidence } from '../paper'
import {
  ACTIVATION_AXIS,
  GEOMETRY_AXIS,
  GEOMETRY_NAMES,
  PAPER,
  PAPER_ACTIVATIONS,
  SAMPLE_COUNT_AXIS,
  spectrumCell,
  WIDTH_AXIS,
  type Geometry,
  type Width,
} from './cells'

const GEOMETRIES: readonly Geometry[] = ['half', 'full', 'full-with-constant']
const SAMPLE_COUNTS = [10, 50] as const

const FINITE: Readonly<Record<RecipeSize, { width: number; runs: number }>> = {
  full: { width: 1_000_000, runs: 5 },
  quick: { width: 10_000, runs: 2 },
}

const RECIPE_ID = 'activations-figure-1-spectra'

function plan(size: RecipeSize, baseSeed: number): CellPlan[] {
  const { width, runs } = FINITE[size]
  const seeds = (of: Width): number[] => (of === 'infinite' ? [baseSeed] : Array.from({ length: runs }, (_, i) => baseSeed + i))
  const widths: Width[] = ['infinite', width]
  return SAMPLE_COUNTS.flatMap((n) =>
    GEOMETRIES.flatMap((geometry) =>
      widths.flatMap((of) => PAPER_ACTIVATIONS.map((activation) => spectrumCell(activation, geometry, n, of, seeds(of)))),
    ),
  )
}

/** Eigenvalues, largest first, of the runs of a cell: their mean with the range. */
function scree(cell: StudyEvidence['cells'][number], runs: readonly RunRecord[], evidence: StudyEvidence, label: string): FigureCurve[] {
  const spectra = runs.flatMap(({ id }) => evidence.spectra(id).slice(0, 1))
  const order = spectra[0]?.values.length ?? 0
  if (order === 0) return []
  const points = Array.from({ length: order }, (_, k) => {
    const values = spectra.map(({ values: all }) => all[order - 1 - k] ?? NaN)
    const { mean, min, max, count } = describe(values)
    return { x: k + 1, y: mean, ...(count > 1 ? { low: min, high: max } : {}), count, cellHash: cell.hash }
  })
  // what is not resolved is not drawn as if it were
  const floor = Math.max(...spectra.map(({ health }) => health.noiseFloor))
  const resolved = points.filter(({ y }) => y > floor)
  return resolved.length === 0 ? [] : [{ id: cell.hash, label, kind: 'measured', group: String(cell.axes['activation']), points: resolved }]
}

function figure(evidence: StudyEvidence, sampleCount: number, geometry: Geometry, infinite: boolean): FigureView {
  const name = GEOMETRY_NAMES[geometry]
  const cells = evidence.cells.filter(
    ({ axes }) => axes['sampleCount'] === sampleCount && axes['geometry'] === name && (axes['hiddenWidth'] === 'infinite') === infinite,
  )
  const width = infinite ? 'infinite width' : `m = ${String(cells[0]?.axes['hiddenWidth'] ?? '')}`
  return {
    id: `spectrum-${sampleCount}-${geometry}-${infinite ? 'infinite' : 'finite'}`,
    title: `Eigenvalues, n = ${sampleCount}, ${name}, ${width}`,
    caption:
      `Eigenvalues of the tangent kernel of the hidden layer at the start, largest first${infinite ? '' : ', mean and range over the runs'}. ` +
      'Eigenvalues below the noise floor are left out.',
    x: { label: 'Number', symbol: 'k', unit: '', scale: 'linear' },
    y: { label: 'Eigenvalue', symbol: '\\lambda_k(G)', unit: '', scale: 'log' },
    curves: cells.flatMap((cell) =>
      scree(
        cell,
        evidence.runs.filter(({ cellHash }) => cellHash === cell.hash),
        evidence,
        String(cell.axes['activation']),
      ),
    ),
    markers: [],
  }
}

const ORDER: ClaimStatement = {
  id: 'F1-order',
  title: 'ReLU and ELU have larger eigenvalues than tanh and swish',
  formula:
    '\\lambda_{\\min}(G_{\\mathrm{ReLU}})>\\lambda_{\\min}(G_{\\mathrm{ELU}})>\\lambda_{\\min}(G_{\\tanh}),\\lambda_{\\min}(G_{\\mathrm{swish}})',
  source: `${PAPER}, section 7, Figure 1 (c), (d)`,
  premise: 'infinite width, n = 50, half circle and full circle with constant',
  prediction: 'the smallest eigenvalues are in this order',
  remark:
    'At n = 10 on the full circle with a constant coordinate tanh is above ELU: the order is that of large n. Read literally (full circle, n even) ' +
    'the kernel is singular for ReLU, tanh and swish.',
  recipeIds: [RECIPE_ID],
}

const SINGULAR: ClaimStatement = {
  id: 'F1-singular',
  title: 'The data set as printed makes the kernel singular',
  formula: '\\operatorname{rank}G=n/2+2\\ (\\mathrm{ReLU}),\\ n/2\\ (\\tanh)',
  source: `${PAPER}, section 7: "equally spaced points on the circle", n = 10 and 50`,
  premise: 'full circle, even n: the points come in antipodal pairs, which the paper\u2019s assumption 2 excludes',
  prediction: 'rank n/2 + 2 for ReLU and n/2 for tanh at infinite width',
  remark: 'tanh: of those n/2 only some are above the noise floor at n = 50; the rank is then a lower bound of it.',
  recipeIds: [RECIPE_ID],
}

const FINITE_SMOOTH: ClaimStatement = {
  id: 'F1-finite',
  title: 'A million neurons do not show the smallest eigenvalues of smooth activations',
  formula: '\\lambda_{\\min}(G^{(0)})\\ll\\lambda_{\\min}(G^{\\infty})',
  source: 'not of the paper, which uses one for the other',
  premise: 'n = 50, half circle, tanh or swish, m = 1,000,000',
  prediction: 'finite below half of infinite width; for ReLU and ELU within 5 %',
  remark: 'The bottom modes live on weights longer than the longest of 10^6 Gaussian vectors of the plane.',
  recipeIds: [RECIPE_ID],
}

export const SPECTRA_CLAIMS: readonly ClaimStatement[] = [ORDER, SINGULAR, FINITE_SMOOTH]

const verdict = (measured: boolean, holds: boolean): Verdict => (!measured ? 'not measured' : holds ? 'holds' : 'fails')
const written = (value: number): string => value.toPrecision(4)

interface Found {
  runs: RunRecord[]
  value: number
}

function find(
  evidence: StudyEvidence,
  activation: string,
  geometry: Geometry,
  sampleCount: number,
  width: (m: unknown) => boolean,
  quantity: string,
): Found | null {
  const cell = evidence.cells.find(
    ({ axes }) =>
      axes['activation'] === activation &&
      axes['geometry'] === GEOMETRY_NAMES[geometry] &&
      axes['sampleCount'] === sampleCount &&
      width(axes['hiddenWidth']),
  )
  const runs = evidence.runs.filter(({ cellHash }) => cellHash === cell?.hash)
  const values = runs.flatMap(({ summary }) => summary[quantity] ?? [])
  return values.length === 0 ? null : { runs, value: describe(values).mean }
}

const infinite = (m: unknown): boolean => m === 'infinite'
const ids = (found: readonly (Found | null)[]): number[] => found.flatMap((each) => each?.runs.map(({ id }) => id) ?? [])

function orderClaim(evidence: StudyEvidence): ClaimView {
  const rows = (['half', 'full-with-constant'] as const).map((geometry) => ({
    geometry,
    values: ['ReLU', 'ELU', 'Tanh', 'Swish'].map((name) => find(evidence, name, geometry, 50, infinite, 'lambdaMin')),
  }))
  const complete = rows.filter(({ values }) => values.every((value) => value !== null))
  const holds = complete.every(({ values: [relu, elu, ...smooth] }) => {
    const e = elu?.value ?? NaN
    return (relu?.value ?? NaN) > e && smooth.every((each) => (each?.value ?? NaN) < e)
  })
  return claimView(ORDER, {
    met: complete.length === 0 ? null : true,
    measured:
      complete.length === 0
        ? 'nothing yet'
        : complete
            .map(({ geometry, values }) => `${GEOMETRY_NAMES[geometry]}: ${values.map((each) => written(each?.value ?? NaN)).join(', ')}`)
            .join('; '),
    verdict: verdict(complete.length > 0, holds),
    runIds: ids(complete.flatMap(({ values }) => values)),
  })
}

function singularClaim(evidence: StudyEvidence): ClaimView {
  const at = (name: string, n: number): Found | null => find(evidence, name, 'full', n, infinite, 'resolvedCount')
  const [relu10, relu50, tanh10, tanh50] = [at('ReLU', 10), at('ReLU', 50), at('Tanh', 10), at('Tanh', 50)]
  const all = [relu10, relu50, tanh10, tanh50]
  const measured = all.every((each) => each !== null)
  const holds = relu10?.value === 7 && relu50?.value === 27 && tanh10?.value === 5 && (tanh50?.value ?? NaN) <= 25
  return claimView(SINGULAR, {
    met: measured ? true : null,
    measured: measured
      ? `ReLU: ${relu10?.value ?? ''} of 10, ${relu50?.value ?? ''} of 50; tanh: ${tanh10?.value ?? ''} of 10, ${tanh50?.value ?? ''} of 50 resolved`
      : 'nothing yet',
    verdict: verdict(measured, holds),
    runIds: ids(all),
  })
}

const FULL_WIDTH = 1_000_000

function finiteClaim(evidence: StudyEvidence): ClaimView {
  const ratio = (name: string): { found: (Found | null)[]; ratio: number | null } => {
    const finite = find(evidence, name, 'half', 50, (m) => m === FULL_WIDTH, 'lambdaMin')
    const limit = find(evidence, name, 'half', 50, infinite, 'lambdaMin')
    return { found: [finite, limit], ratio: finite === null || limit === null ? null : finite.value / limit.value }
  }
  const kinked = ['ReLU', 'ELU'].map(ratio)
  const smooth = ['Tanh', 'Swish'].map(ratio)
  const all = [...kinked, ...smooth]
  const measured = all.every((each) => each.ratio !== null)
  const holds = kinked.every((each) => Math.abs((each.ratio ?? NaN) - 1) < 0.05) && smooth.every((each) => (each.ratio ?? NaN) < 0.5)
  const started = evidence.cells.length > 0 && evidence.runs.length > 0
  return claimView(FINITE_SMOOTH, {
    met: measured ? true : started ? false : null,
    measured: measured
      ? `finite over infinite width: ${all.map((each) => written(each.ratio ?? NaN)).join(', ')}`
      : 'no run with a million neurons',
    verdict: verdict(measured, holds),
    runIds: ids(all.flatMap(({ found }) => found)),
  })
}

export const spectraRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Figure 1 (c), (d): spectra',
  shows: 'Eigenvalues of the tangent kernel at the start for ReLU, ELU, tanh and swish on a circle, resolved down to 1e-25.',
  axes: [ACTIVATION_AXIS, GEOMETRY_AXIS, SAMPLE_COUNT_AXIS, WIDTH_AXIS],
  plan,
  present: (evidence) => ({
    tables: [],
    figures: SAMPLE_COUNTS.flatMap((n) =>
      GEOMETRIES.flatMap((geometry) => [true, false].map((limit) => figure(evidence, n, geometry, limit))),
    ).filter(({ curves }) => curves.length > 0),
    claims: [orderClaim(evidence), singularClaim(evidence), finiteClaim(evidence)],
    notes: [
      'The paper says "equally spaced points on the circle, randomly lifted to S^9" with n = 10 and 50. On the full circle such points are antipodal ' +
        'pairs and the kernel is singular at every width, so that ReLU could not reach zero error as the paper reports. The half circle, and the ' +
        'full circle with a constant coordinate, are offered as readings that can.',
      'No kernel depends on the lift. Smallest eigenvalues of smooth activations lie far below what a matrix in float64 resolves; they are computed ' +
        'from the structure of the circle or from a factor of the kernel.',
    ],
  }),
}
