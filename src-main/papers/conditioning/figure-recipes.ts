import type { CellPlan, ClaimStatement, FigureCurve, RecipeSize } from '../../contract'
import { comparedClaim, figureOf, meanOf, within } from '../activations/study-curves'
import type { Recipe, StudyEvidence } from '../paper'
import { writtenNumber } from '../run-claim'
import { finished, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { ACTIVATION_AXIS, ANALYSIS_AXIS, analysisCell, nameOf, NORMRELU, SHIFTED_RELU, stating } from './cells'

const INTERVALS: Readonly<Record<RecipeSize, number>> = { full: 3200, quick: 320 }
const LENGTHS: Readonly<Record<RecipeSize, number>> = { full: 300, quick: 60 }
const SELU = { kind: 'selu' } as const

const FIGURE_2 = 'conditioning-figure-2'
const FIGURE_6 = 'conditioning-figure-6'
const two = stating(FIGURE_2)
const six = stating(FIGURE_6)

const NEAR_SELU = two(
  'F2',
  'NormReLU and SELU have nearly the same shape',
  '\\mathrm{NormReLU}_c(x)=\\lambda(c)\\,[\\max(x-c,0)+b(c)],\\ c=-1.5975',
  'figure 2 and section 3',
  'both as they are used for training',
  'they differ by at most 0.3 on [-4, 4], most at the kink, where one is straight and the other bends',
  'The paper calls the scale of both the same: 1.0500 and 1.0507. The kink of the NormReLU with the scale of SELU is -1.5908.',
)
const SHAPES = six(
  'C11',
  'Length map and bias of NormReLU',
  'f(g)=\\mathbb E\\,s(\\sqrt g\\,z)^2\\ \\text{concave},\\quad a_0(g)^2/f(g)\\ \\text{convex}',
  'figure 6 and theorem 59',
  '1/2 <= g <= 2',
  "f(1/2) = 0.5399888, f'(1) = 0.8427675, bias 0.000855 at 1/2 and 0.0029155 at 2, each within 1e-6; concave and convex",
  'Computed independently; the paper prints them rounded, and alpha^- = 0.0798 from a rounded f(1/2): it is 0.07998. Its "a_0 = 1" is a_0 = 0 at g = 1.',
)
const COUNTEREXAMPLE = six(
  'C12',
  'A monotone activation with a length map that is not monotone',
  's(x)\\propto\\max(x,0)-1',
  'appendix D.4',
  'scaled to E s^2 = 1, mean kept',
  'the length map has its minimum 0.97091 at 2 / pi, and iterating it from both ends of the interval still leads to 1',
  'It refutes that monotone activations have monotone, concave length maps, not that lengths converge.',
)

export const FIGURE_CLAIMS: readonly ClaimStatement[] = [NEAR_SELU, SHAPES, COUNTEREXAMPLE]

/** A series over equal parts of an interval, of the first run of a cell. */
function curve(evidence: StudyEvidence, cell: StudyCell | undefined, series: string, from: number, to: number): { x: number; y: number }[] {
  const [run] = cell?.ended ?? []
  const recorded = run === undefined ? null : evidence.series(run.id, series)
  if (recorded === null) return []
  const last = recorded.steps.length - 1
  return Array.from(recorded.values, (y, k) => ({ x: from + ((to - from) * (recorded.steps[k] ?? NaN)) / last, y }))
}

const measured = (cell: StudyCell, label: string, points: { x: number; y: number }[]): FigureCurve[] =>
  points.length === 0
    ? []
    : [{ id: label, label, kind: 'measured', group: label, points: points.map((point) => ({ ...point, cellHash: cell.hash })) }]

const cellOf = (cells: readonly StudyCell[], name: string): StudyCell | undefined => cells.find(({ axes }) => axes['activation'] === name)

export const figure2Recipe: Recipe = {
  id: FIGURE_2,
  title: 'Figure 2: NormReLU and SELU',
  shows: 'A ReLU that is shifted, centred and scaled has nearly the shape of SELU, with a kink in place of an exponential.',
  axes: [ACTIVATION_AXIS],
  plan: (size, baseSeed): CellPlan[] =>
    [NORMRELU, SELU].map((activation) =>
      analysisCell(activation, { kind: 'curve', form: 'as-is', from: -4, to: 4, intervals: INTERVALS[size] }, baseSeed),
    ),
  present: (evidence) => {
    const cells = studyCells(evidence)
    const curves = cells.map((cell) => ({ cell, points: curve(evidence, cell, 'value', -4, 4) }))
    const [first, second] = curves
    const differences = first && second ? first.points.map(({ x, y }, k) => ({ x, size: Math.abs(y - (second.points[k]?.y ?? NaN)) })) : []
    const largest = differences.reduce<{ x: number; size: number } | null>(
      (most, each) => (most === null || each.size > most.size ? each : most),
      null,
    )
    return {
      tables: [
        measuredTable(
          {
            id: 'curves',
            title: 'Curves',
            caption: 'Samples on [-4, 4].',
            axes: [ACTIVATION_AXIS],
            groupBy: null,
            quantityIds: ['samples'],
          },
          cells,
          finished,
        ),
      ],
      figures: figureOf(
        {
          id: 'curves',
          title: 'NormReLU and SELU',
          caption: 'The kink of NormReLU is at -1.5975.',
          x: { label: 'Input', symbol: 'x', unit: '', scale: 'linear' },
          y: { label: 'Output', symbol: 's(x)', unit: '', scale: 'linear' },
        },
        curves.flatMap(({ cell, points }) => measured(cell, String(cell.axes['activation']), points)),
      ),
      claims: [
        comparedClaim(
          NEAR_SELU,
          cells,
          largest === null || !Number.isFinite(largest.size)
            ? []
            : [
                {
                  text: `largest difference ${writtenNumber(largest.size)} at ${writtenNumber(largest.x)}`,
                  holds: largest.size <= 0.3 && Math.abs(largest.x + 1.5975) <= 0.05,
                },
              ],
        ),
      ],
      notes: [],
    }
  },
}

const LENGTH_MAP = { kind: 'length-map', scaling: 'normalised', from: 0.5, to: 2 } as const
const SHIFTED_MAP = { kind: 'length-map', scaling: 'second-moment', from: 1e-4, to: 4, intervals: 200 } as const

export const figure6Recipe: Recipe = {
  id: FIGURE_6,
  title: 'Figure 6: length map and bias of NormReLU',
  shows:
    'Squared lengths between 1/2 and 2 go to 1, and the part of the features that all inputs share stays small; a counter-example of appendix D.4.',
  axes: [ACTIVATION_AXIS, ANALYSIS_AXIS],
  plan: (size, baseSeed): CellPlan[] => [
    analysisCell(NORMRELU, { ...LENGTH_MAP, intervals: LENGTHS[size] }, baseSeed),
    analysisCell(SHIFTED_RELU, SHIFTED_MAP, baseSeed),
  ],
  present: (evidence) => {
    const cells = studyCells(evidence)
    const normRelu = cellOf(cells, nameOf(NORMRELU))
    const shifted = cellOf(cells, nameOf(SHIFTED_RELU))
    const panel = (id: string, title: string, label: string, symbol: string, series: string) =>
      figureOf(
        {
          id,
          title,
          caption: '',
          x: { label: 'Squared length before the layer', symbol: 'g', unit: '', scale: 'linear' },
          y: { label, symbol, unit: '', scale: 'linear' },
        },
        normRelu === undefined ? [] : measured(normRelu, nameOf(NORMRELU), curve(evidence, normRelu, series, 0.5, 2)),
      )
    const expected: readonly (readonly [label: string, quantity: string, value: number])[] = [
      ['f(1/2)', 'lengthAtHalf', 0.5399888],
      ["f'(1)", 'lengthSlope', 0.8427675],
      ['bias(1/2)', 'biasAtHalf', 0.00085499],
      ['bias(2)', 'biasAtTwo', 0.00291553],
    ]
    const constants = expected.flatMap(([label, quantity, value]) => {
      const found = meanOf(normRelu, quantity)
      return found === null ? [] : [{ text: `${label} = ${found.toPrecision(7)}`, holds: Math.abs(found - value) <= 1e-6 }]
    })
    const concave = meanOf(normRelu, 'largestSecondDifference')
    const convex = meanOf(normRelu, 'smallestBiasDifference')
    const curvature =
      concave === null || convex === null
        ? []
        : [{ text: `curvatures ${writtenNumber(concave)}, ${writtenNumber(convex)}`, holds: concave < 0 && convex > 0 }]
    const minimum = meanOf(shifted, 'leastLength')
    const place = meanOf(shifted, 'leastLengthAt')
    const limits = ['limitFromAbove', 'limitFromBelow'].flatMap((quantity) => meanOf(shifted, quantity) ?? [])
    return {
      tables: [
        measuredTable(
          {
            id: 'length-maps',
            title: 'Length maps',
            caption: 'NormReLU normalised on [1/2, 2]; max(x, 0) - 1 with its mean on [1e-4, 4].',
            axes: [ACTIVATION_AXIS],
            groupBy: null,
            quantityIds: [
              'lengthAtHalf',
              'lengthSlope',
              'contractionRate',
              'contractionBelow',
              'contractionAbove',
              'biasAtHalf',
              'biasAtTwo',
              'leastLength',
              'leastLengthAt',
            ],
          },
          cells,
          finished,
        ),
      ],
      figures: [
        ...panel('length', 'Length map', 'Squared length after the layer', 'f(g)', 'length'),
        ...panel('bias', 'Bias', 'Part that all inputs share', 'a_0(g)^2/f(g)', 'bias'),
      ],
      claims: [
        comparedClaim(SHAPES, normRelu === undefined ? [] : [normRelu], constants.length === 0 ? [] : [...constants, ...curvature]),
        comparedClaim(
          COUNTEREXAMPLE,
          shifted === undefined ? [] : [shifted],
          minimum === null || place === null
            ? []
            : [
                {
                  text: `minimum ${minimum.toFixed(5)} at ${place.toFixed(3)}`,
                  holds: within(minimum, 0.97091, 1e-4) && Math.abs(place - 2 / Math.PI) <= 0.03,
                },
                {
                  text: `limits ${limits.map((limit) => limit.toFixed(8)).join(', ')}`,
                  holds: limits.every((limit) => Math.abs(limit - 1) <= 1e-8),
                },
              ],
        ),
      ],
      notes: [],
    }
  },
}
