import type { ActivationSpec, Axis, CellPlan, ClaimStatement, ClaimView, PointData } from '../../contract'
import type { ActivationDepthSpec } from '../../experiments/activation-depth/spec'
import type { DepthConditioningSpec } from '../../experiments/depth-conditioning/spec'
import { activationOf } from '../../science/activations'
import { comparedClaim, meanOf } from '../activations/study-curves'
import { claimView } from '../claim-view'
import { writtenNumber } from '../run-claim'
import { idsOf, type StudyCell } from '../study-cells'

export const PAPER = 'arXiv 2002.01523'

export const ACTIVATION_AXIS: Axis = { id: 'activation', label: 'Activation', symbol: 's' }
export const DATA_AXIS: Axis = { id: 'data', label: 'Data', symbol: 'X' }
export const DEPTH_AXIS: Axis = { id: 'depth', label: 'Layers', symbol: 'L' }
export const WIDTH_AXIS: Axis = { id: 'hiddenWidth', label: 'Hidden width', symbol: 'm' }
export const ANALYSIS_AXIS: Axis = { id: 'analysis', label: 'Analysis', symbol: '' }

/** The activation that the paper trains with. */
export const NORMRELU: ActivationSpec = { kind: 'normrelu', kink: -1.5975 }
export const H2: ActivationSpec = { kind: 'polynomial', coefficients: [-Math.SQRT1_2, 0, Math.SQRT1_2] }
export const SOFTSIGN: ActivationSpec = { kind: 'expression', expression: 'x / (1 + abs(x))', kinks: [0] }
export const SHIFTED_RELU: ActivationSpec = { kind: 'expression', expression: 'max(x, 0) - 1', kinks: [0] }

export const nameOf = (activation: ActivationSpec): string =>
  activation === H2
    ? 'Hermite polynomial of degree 2'
    : activation.kind === 'expression'
      ? activation.expression
      : activationOf(activation).name

/** Unit vectors in the plane at the angles k pi / 8. */
export const EIGHT_DIRECTIONS: PointData = { kind: 'circle', geometry: 'half', sampleCount: 8 }
export const EQUICORRELATED: PointData = { kind: 'equicorrelated', sampleCount: 10, correlation: 0.99 }

export const AS_THEY_ARE = { scaling: 'none', smoothing: 0 } as const

export function conditioningSpec(
  activation: ActivationSpec,
  data: PointData,
  depth: number,
  mean: 'removed' | 'kept' = 'removed',
): DepthConditioningSpec {
  return {
    experiment: 'depth-conditioning',
    version: 1,
    data,
    preprocessing: AS_THEY_ARE,
    model: { activation, mean, depth, lengths: 'unit' },
  }
}

export function analysisCell(
  activation: ActivationSpec,
  analysis: ActivationDepthSpec['analysis'],
  seed: number,
  name = nameOf(activation),
): CellPlan {
  return {
    spec: { experiment: 'activation-depth', version: 1, activation, analysis },
    seeds: [seed],
    axes: { activation: name, analysis: analysis.kind },
  }
}

/** Statements of a recipe, from the paper. */
export function stating(recipeId: string) {
  return (
    id: string,
    title: string,
    formula: string,
    source: string,
    premise: string,
    prediction: string,
    remark: string | null = null,
  ): ClaimStatement => ({ id, title, formula, source: `${PAPER}, ${source}`, premise, prediction, remark, recipeIds: [recipeId] })
}

/** What tells the cells of a claim apart in its text. */
export const labelOf = (axes: readonly Axis[]) => (cell: StudyCell) => axes.map(({ id }) => String(cell.axes[id])).join(', ')

/** Ratios are compared with 1 up to the rounding of both sides. */
const ROUNDING = 1e-9

/**
 * A bound: the ratio of what is bounded and the bound is at most 1 in every cell that has it. Where runs have ended and none has it, no depth of
 * theirs reaches what the theorem asks for.
 */
export function boundClaim(
  statement: ClaimStatement,
  cells: readonly StudyCell[],
  quantity: string,
  label: (cell: StudyCell) => string,
): ClaimView {
  const found = cells.flatMap((cell) => {
    const value = meanOf(cell, quantity)
    return value === null ? [] : [{ text: `${label(cell)}: ${writtenNumber(value)}`, holds: value <= 1 + ROUNDING }]
  })
  if (found.length > 0) return comparedClaim(statement, cells, found)
  const ended = cells.filter(({ ended: runs }) => runs.length > 0)
  return ended.length === 0
    ? comparedClaim(statement, cells, [])
    : claimView(statement, {
        met: false,
        measured: 'no depth of the study reaches the threshold of the theorem',
        verdict: 'premise not met',
        runIds: idsOf(ended),
      })
}
