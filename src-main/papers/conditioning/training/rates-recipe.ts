import type { CellPlan, ClaimStatement, FigureView, RecipeSize } from '../../../contract'
import { figureOf, sweepCurves } from '../../activations/study-curves'
import type { Recipe } from '../../paper'
import { writtenNumber } from '../../run-claim'
import { finished, studyCells, type StudyCell } from '../../study-cells'
import { judged, medianOfCell, trainingStatement } from './claims'
import { SMALL_NETWORK } from './depth-recipe'
import { heldOutImages, IMAGES } from './input'
import type { Method } from './methods'
import { trainingTable } from './presentation'
import { METHOD_AXIS, seedsFrom, STEP_SIZE_AXIS, trainingSpec, type Setting } from './settings'

const RECIPE_ID = 'conditioning-training-step-sizes'

const NETWORK = SMALL_NETWORK(32)
const HELD_OUT = 2000
const SETTING: Readonly<Record<RecipeSize, Setting>> = {
  full: { counts: { train: 4000 }, epochs: 10 },
  quick: { counts: { train: 2000 }, epochs: 5 },
}
const RUNS: Readonly<Record<RecipeSize, number>> = { full: 3, quick: 1 }

/** {1, 2, 5} times powers of ten in the range of each method, ends included. */
const RANGES: readonly [Method, number, number][] = [
  ['NormReLU', 1e-4, 0.1],
  ['SELU', 1e-3, 0.05],
  ['batch normalisation', 1e-2, 1],
  ['layer normalisation', 5e-4, 0.05],
]

/** Written as decimals, so that 0.0002 is the nearest number to it. */
function stepSizes(from: number, to: number, size: RecipeSize): number[] {
  const leading = size === 'full' ? [1, 2, 5] : [1]
  return [-4, -3, -2, -1, 0]
    .flatMap((exponent) => leading.map((digit) => Number(`${digit}e${exponent}`)))
    .filter((value) => value >= from && value <= to)
}

const TOLERANCE = trainingStatement({
  id: 'T-step-sizes',
  title: 'NormReLU needs small step sizes, batch normalisation bears large ones',
  formula: '\\eta^{*}_{\\text{NormReLU}}<\\eta^{*}_{\\text{BN}}',
  source: 'section 7: the learning rates found by cross-validation',
  premise: '32 layers of width 128; held-out examples of the training part, largest median accuracy after the last epoch',
  prediction:
    'the best step size of NormReLU is smaller than that of batch normalisation, NormReLU diverges at some step size of its range, batch normalisation at none',
  recipeIds: [RECIPE_ID],
  remark: 'The largest step size at which NormReLU is stable falls with the width.',
})

export const TRAINING_RATES_CLAIMS: readonly ClaimStatement[] = [TOLERANCE]

/** The step size of a method with the largest median accuracy on the held-out examples; of equal ones the smallest. */
function best(cells: readonly StudyCell[], method: Method): { stepSize: number; accuracy: number } | null {
  const own = cells.filter(({ axes }) => axes['method'] === method)
  const found = own.flatMap((cell) => {
    const accuracy = medianOfCell(cell, 'testAccuracy', 0)
    return accuracy === null ? [] : [{ stepSize: Number(cell.axes['stepSize']), accuracy }]
  })
  // chosen among all of the grid or not at all
  if (found.length < own.length || own.length === 0) return null
  return found.toSorted((a, b) => b.accuracy - a.accuracy || a.stepSize - b.stepSize)[0] ?? null
}

function diverged(cells: readonly StudyCell[], method: Method): number[] {
  return cells
    .filter(({ axes, ended }) => axes['method'] === method && ended.some((run) => !finished(run)))
    .map(({ axes }) => Number(axes['stepSize']))
}

export const trainingRatesRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Step sizes: how much room there is, and the best by cross-validation',
  shows:
    'Accuracy on held-out examples against the step size: NormReLU needs small ones and diverges beyond, batch normalisation bears any.',
  axes: [METHOD_AXIS, STEP_SIZE_AXIS],
  sizeNames: { quick: 'demo', full: 'minutes' },
  inputs: [IMAGES],
  plan: (size, baseSeed, inputs): CellPlan[] => {
    const setting = SETTING[size]
    const data = heldOutImages(inputs, setting.counts.train ?? 0, HELD_OUT)
    return RANGES.flatMap(([method, from, to]) =>
      stepSizes(from, to, size).map((stepSize) => ({
        spec: trainingSpec(data, method, NETWORK, stepSize, setting),
        seeds: seedsFrom(baseSeed, RUNS[size]),
        axes: { network: 'FF-32', method, stepSize },
      })),
    )
  },
  present: (evidence) => {
    const cells = studyCells(evidence)
    const chosen = RANGES.map(([method]) => ({ method, best: best(cells, method) }))
    const of = (method: Method) => chosen.find((each) => each.method === method)?.best ?? null
    const [normRelu, batch] = [of('NormReLU'), of('batch normalisation')]
    const lost = { normRelu: diverged(cells, 'NormReLU'), batch: diverged(cells, 'batch normalisation') }
    const written = (values: readonly number[]): string => (values.length === 0 ? 'none' : values.map(writtenNumber).join(', '))
    const found =
      normRelu === null || batch === null
        ? []
        : [
            {
              text: `best step sizes: NormReLU ${writtenNumber(normRelu.stepSize)}, batch normalisation ${writtenNumber(batch.stepSize)}`,
              holds: normRelu.stepSize < batch.stepSize,
            },
            { text: `NormReLU diverges at ${written(lost.normRelu)}`, holds: lost.normRelu.length > 0 },
            { text: `batch normalisation at ${written(lost.batch)}`, holds: lost.batch.length === 0 },
          ]
    return {
      tables: [trainingTable(evidence, 'Test accuracy is that on 2,000 examples of the training part that are not trained on.')],
      figures: toleranceFigure(cells),
      claims: [judged(TOLERANCE, cells, found, 3)],
      notes: [
        'Rule: 2,000 examples of the training part are held out; step sizes are 1, 2 and 5 times powers of ten (quick: powers of ten); the best one has the largest median ' +
          'accuracy on the held-out examples after the last epoch, diverged runs counting as 0, of equal ones the smallest. The network is then trained anew on all training examples. Nothing of the test part is seen.',
        ...chosen.flatMap(({ method, best: choice }) =>
          choice === null
            ? []
            : [
                `${method}: best step size ${writtenNumber(choice.stepSize)}, accuracy on held-out examples ${writtenNumber(choice.accuracy)}.`,
              ],
        ),
      ],
    }
  },
}

function toleranceFigure(cells: readonly StudyCell[]): FigureView[] {
  const stable = cells.map((cell) => ({ ...cell, ended: cell.ended.filter(finished) }))
  return figureOf(
    {
      id: 'tolerance',
      title: 'Accuracy on held-out examples against step size',
      caption: 'Mean and range of the runs that did not diverge; where a curve ends, all did.',
      x: { label: 'Step size', symbol: '\\eta', unit: '', scale: 'log' },
      y: { label: 'Accuracy', symbol: '', unit: '', scale: 'linear' },
    },
    sweepCurves(stable, { x: 'stepSize', quantity: 'testAccuracy', group: 'method', floor: -1 }),
  )
}
