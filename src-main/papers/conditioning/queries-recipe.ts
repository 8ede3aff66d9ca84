import type { ActivationSpec, CellPlan, ClaimStatement, RecipeSize } from '../../contract'
import { comparedClaim, figureOf, meanOf, sweepCurves } from '../activations/study-curves'
import type { Recipe, StudyEvidence } from '../paper'
import { writtenNumber } from '../run-claim'
import { finished, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { ACTIVATION_AXIS, DEPTH_AXIS, nameOf, NORMRELU, stating } from './cells'
import { depthCurve } from './depth-recipe'

const RECIPE_ID = 'conditioning-queries'
const state = stating(RECIPE_ID)
const ANALYSIS = { id: 'analysis', label: 'Analysis', symbol: '' } as const

const DIMENSION = 10
const DEPTH = 64
const QUERIES: readonly ActivationSpec[] = [{ kind: 'relu' }, { kind: 'tanh' }, NORMRELU, { kind: 'step' }]
interface Sizes {
  depths: readonly number[]
  teachers: number
  hiddenWidth: number
}
const SIZES: Readonly<Record<RecipeSize, Sizes>> = {
  full: { depths: [1, 2, 4, 8, 16, 32], teachers: 100, hiddenWidth: 256 },
  quick: { depths: [1, 8, 32], teachers: 30, hiddenWidth: 128 },
}

const THEOREM_53 = state(
  'C18',
  'No query learns much of a deep network',
  '\\max_g\\mathbb E_W(\\mathbb E_x\\,g\\,f_W)^2=\\lambda_{\\max}\\big(\\tfrac2\\pi\\arcsin\\rho_L(x,y)\\big)/|S|',
  'theorems 15 and 53, equation 24',
  'half cube of dimension 10, networks of infinite width',
  'the advantage falls with every layer and tends to 1 / |S|; for ReLU it is within 1 % of it at 32 layers',
  'The average over the output weights is exact; the largest eigenvalue is that of a sum over the characters of the half cube.',
)
const STUDENTS = state(
  'C18-students',
  'Students of a deep network do no better than chance',
  '\\Pr[\\text{student}=\\mathrm{sgn}f_W]\\to\\tfrac12',
  'section 5',
  'half cube of dimension 10, 256 labelled points, ReLU teachers with rescaled layers',
  'both students are above 0.7 with 1 layer and within 0.06 of 1/2 with 32',
)

export const QUERY_CLAIMS: readonly ClaimStatement[] = [THEOREM_53, STUDENTS]

const [EXACT, LEARNED] = ['best query', 'students'] as const

function falls(evidence: StudyEvidence, cell: StudyCell): boolean {
  const [run] = cell.ended
  const recorded = run === undefined ? null : evidence.series(run.id, 'advantage')
  return recorded !== null && recorded.values.every((value, k) => k === 0 || value <= (recorded.values[k - 1] ?? NaN) * (1 + 1e-9))
}

function queryClaim(evidence: StudyEvidence, cells: readonly StudyCell[]) {
  const found = cells
    .filter(({ ended }) => ended.length > 0)
    .map((cell) => {
      const [advantage, floor] = [meanOf(cell, 'advantage') ?? NaN, meanOf(cell, 'floor') ?? NaN]
      return {
        text: `${String(cell.axes['activation'])}: ${writtenNumber(advantage)} at ${DEPTH} layers (floor ${writtenNumber(floor)})`,
        holds: falls(evidence, cell) && advantage >= floor * (1 - 1e-9),
      }
    })
  const relu = cells.find(({ axes }) => axes['activation'] === nameOf({ kind: 'relu' }))
  const [run] = relu?.ended ?? []
  const recorded = run === undefined ? null : evidence.series(run.id, 'advantage')
  const at32 = recorded?.values[recorded.steps.indexOf(32)]
  const near = at32 === undefined ? [] : [{ text: `ReLU at 32 layers: ${writtenNumber(at32)}`, holds: at32 * 2 ** (DIMENSION - 1) <= 1.01 }]
  return comparedClaim(THEOREM_53, cells, [...found, ...near])
}

function studentClaim(cells: readonly StudyCell[]) {
  const found = cells.flatMap((cell) => {
    const [kernel, linear] = [meanOf(cell, 'kernelAccuracy'), meanOf(cell, 'linearAccuracy')]
    const depth = Number(cell.axes['depth'])
    if (kernel === null || linear === null || (depth !== 1 && depth !== 32)) return []
    const right = (value: number): boolean => (depth === 1 ? value > 0.7 : Math.abs(value - 0.5) <= 0.06)
    return [{ text: `${depth} layers: kernel ${kernel.toFixed(3)}, linear ${linear.toFixed(3)}`, holds: right(kernel) && right(linear) }]
  })
  return comparedClaim(STUDENTS, cells, found)
}

export const queriesRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Hardness of deep random networks',
  shows: 'What the best statistical query and two students learn of a random network, over its depth.',
  axes: [ANALYSIS, ACTIVATION_AXIS, DEPTH_AXIS],
  plan: (size, baseSeed): CellPlan[] => {
    const { depths, teachers, hiddenWidth } = SIZES[size]
    const relu: ActivationSpec = { kind: 'relu' }
    return [
      ...QUERIES.map((activation): CellPlan => ({
        spec: {
          experiment: 'statistical-queries',
          version: 1,
          inputDimension: DIMENSION,
          activation,
          analysis: { kind: 'exact', depth: DEPTH },
        },
        seeds: [baseSeed],
        axes: { analysis: EXACT, activation: nameOf(activation), depth: DEPTH },
      })),
      ...depths.map((depth): CellPlan => ({
        spec: {
          experiment: 'statistical-queries',
          version: 1,
          inputDimension: DIMENSION,
          activation: relu,
          analysis: { kind: 'students', depth, hiddenWidth, teachers, trainCount: 256, ridge: 1e-3 },
        },
        seeds: [baseSeed],
        axes: { analysis: LEARNED, activation: nameOf(relu), depth },
      })),
    ]
  },
  present: (evidence) => {
    const cells = studyCells(evidence)
    const exact = cells.filter(({ axes }) => axes['analysis'] === EXACT)
    const students = cells.filter(({ axes }) => axes['analysis'] === LEARNED)
    const drawn = (quantity: string, name: string) =>
      sweepCurves(
        students.map((cell) => ({ ...cell, axes: { ...cell.axes, student: name } })),
        { x: 'depth', quantity, group: 'student', floor: 0 },
      )
    return {
      tables: [
        measuredTable(
          {
            id: 'queries',
            title: 'Best query',
            caption: '',
            axes: [ACTIVATION_AXIS],
            groupBy: null,
            quantityIds: ['advantage', 'floor', 'nonlinearity'],
          },
          exact,
          finished,
        ),
        measuredTable(
          {
            id: 'students',
            title: 'Students',
            caption: 'Accuracy on the points of the half cube that were not labelled.',
            axes: [DEPTH_AXIS],
            groupBy: null,
            quantityIds: ['kernelAccuracy', 'kernelAccuracyError', 'linearAccuracy', 'linearAccuracyError'],
          },
          students,
          finished,
        ),
      ],
      figures: [
        ...figureOf(
          {
            id: 'queries',
            title: 'Advantage of the best query',
            caption: 'No depth takes it below 1 / 512.',
            x: { label: 'Layers', symbol: 'L', unit: '', scale: 'linear' },
            y: { label: 'Advantage', symbol: '\\lambda_{\\max}/|S|', unit: '', scale: 'log' },
          },
          exact.flatMap((cell) => depthCurve(evidence, cell, 'advantage', String(cell.axes['activation']))),
        ),
        ...figureOf(
          {
            id: 'students',
            title: 'Accuracy of students',
            caption: 'ReLU teachers with rescaled layers; 1/2 is chance.',
            x: { label: 'Layers of the teacher', symbol: 'L', unit: '', scale: 'log' },
            y: { label: 'Accuracy', symbol: '', unit: '', scale: 'linear' },
          },
          [...drawn('kernelAccuracy', 'arc-cosine kernel'), ...drawn('linearAccuracy', 'least squares')],
        ),
      ],
      claims: [queryClaim(evidence, exact), studentClaim(students)],
      notes: [],
    }
  },
}
