import type { CellPlan, ClaimStatement, RecipeSize } from '../../../contract'
import type { Recipe } from '../../paper'
import { writtenNumber } from '../../run-claim'
import { studyCells, type StudyCell } from '../../study-cells'
import { accuracyOf, aheadBy, cellOf, judged, medianOfCell, trainingStatement, withinOf } from './claims'
import { IMAGES } from './input'
import type { Method } from './methods'
import { trainingPanels, trainingTable } from './presentation'
import { METHOD_AXIS, NETWORK_AXIS, seedsFrom, STEP_SIZE_AXIS, trainingCell, type Setting } from './settings'

const RECIPE_ID = 'conditioning-training-depth'
const WIDTH = 128
const SETTING: Setting = { counts: { train: 4000, test: 2000 }, epochs: 10 }
/** Of the figures at small size: the same cells. */
export const SMALL_NETWORK = (depth: number) => ({ kind: 'fully-connected', depth, width: WIDTH }) as const
export const SMALL_SETTING = SETTING

const COMPARED: readonly Method[] = ['NormReLU', 'batch normalisation', 'layer normalisation']

/** Step sizes of networks of this width, found by trying; deeper ones without normalisation over the batch need smaller ones. */
export const SMALL_STEP_SIZES: Readonly<Record<4 | 32 | 64, Partial<Record<Method, number>>>> = {
  4: { NormReLU: 0.003, 'batch normalisation': 0.03, 'layer normalisation': 0.003, ReLU: 0.003 },
  32: { NormReLU: 0.003, 'batch normalisation': 0.03, 'layer normalisation': 0.003, SELU: 0.003, ReLU: 0.003, tanh: 0.003 },
  64: { NormReLU: 0.001, 'batch normalisation': 0.03, 'layer normalisation': 0.001, SELU: 0.001, ReLU: 0.001 },
}

const DEPTHS: Readonly<Record<RecipeSize, readonly (4 | 32 | 64)[]>> = { full: [4, 32, 64], quick: [4, 32] }
const SEEDS: Readonly<Record<RecipeSize, number>> = { full: 3, quick: 1 }

const TEN_EPOCHS = 'fully connected networks of width 128, 4,000 training examples, 10 epochs, batches of 128, momentum 0.9'

const AT_32 = trainingStatement({
  id: 'T-depth-32',
  title: 'At 32 layers NormReLU trains best',
  formula: 'A_{\\text{NormReLU}}-A_{\\text{BN}}\\ge0.08,\\quad A_{\\text{NormReLU}}-A_{\\text{LN}}\\ge0.02',
  source: 'section 7 and figure 3, scaled down',
  premise: TEN_EPOCHS,
  prediction: 'median test accuracies of the seeds: ahead of batch normalisation by 0.08, of layer normalisation by 0.02',
  recipeIds: [RECIPE_ID],
})
const AT_4 = trainingStatement({
  id: 'T-depth-4',
  title: 'At 4 layers there is no difference',
  formula: '\\max A-\\min A\\le0.03',
  source: 'a control of section 7: depth is what makes the difference',
  premise: TEN_EPOCHS,
  prediction: 'median test accuracies of the three methods within 0.03',
  recipeIds: [RECIPE_ID],
})
const AT_64 = trainingStatement({
  id: 'T-depth-64',
  title: 'At 64 layers batch normalisation no longer trains',
  formula: 'A_{\\text{BN}}\\le0.2,\\quad A_{\\text{NormReLU}}\\ge0.7',
  source: 'section 7, networks of 64 layers, scaled down',
  premise: TEN_EPOCHS,
  prediction: 'median test accuracy at most 0.2 with batch normalisation, at least 0.7 with NormReLU',
  recipeIds: [RECIPE_ID],
})
const DOT_PRODUCTS_FALL = trainingStatement({
  id: 'T-dot-products',
  title: 'Dot products fall while accuracy rises',
  formula: '\\overline{\\langle u_i,u_j\\rangle}_{T}<\\overline{\\langle u_i,u_j\\rangle}_{1}',
  source: 'figure 1, scaled down',
  premise: `${TEN_EPOCHS}; features of the last of 32 hidden layers, 1,000 test examples`,
  prediction:
    'for each method the median of the average dot product is lower after the last epoch than after the first, with a test accuracy above 0.2',
  recipeIds: [RECIPE_ID],
  remark: 'Dot products are signed. Their absolute values may rise first: features of NormReLU begin nearly centred.',
})

export const TRAINING_DEPTH_CLAIMS: readonly ClaimStatement[] = [AT_32, AT_4, AT_64, DOT_PRODUCTS_FALL]

export const trainingDepthRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Training at 4, 32 and 64 layers',
  shows:
    'Figures 1 and 3 in small: without normalisation layers NormReLU trains where batch normalisation fails, and at 4 layers nothing differs.',
  axes: [NETWORK_AXIS, METHOD_AXIS, STEP_SIZE_AXIS],
  sizeNames: { quick: 'demo', full: 'minutes' },
  inputs: [IMAGES],
  plan: (size, baseSeed, inputs): CellPlan[] => {
    const seeds = seedsFrom(baseSeed, SEEDS[size])
    return DEPTHS[size].flatMap((depth) => {
      const methods = Object.entries(SMALL_STEP_SIZES[depth]) as [Method, number][]
      return methods
        .filter(([method]) => size === 'full' || COMPARED.includes(method))
        .map(([method, stepSize]) => trainingCell(inputs, { method, network: SMALL_NETWORK(depth), stepSize, setting: SETTING }, seeds))
    })
  },
  present: (evidence) => {
    const cells = studyCells(evidence)
    return {
      tables: [trainingTable(evidence, 'Accuracies after the last epoch; dot products of the last features of 1,000 test examples.')],
      figures: trainingPanels(evidence, ['testAccuracy', 'trainingAccuracy', 'dotProduct', 'absoluteDotProduct']),
      claims: [
        judged(
          AT_32,
          at(cells, 'FF-32'),
          [
            ...aheadBy(cells, 'FF-32', ['NormReLU', 'batch normalisation'], 0.08),
            ...aheadBy(cells, 'FF-32', ['NormReLU', 'layer normalisation'], 0.02),
          ],
          2,
        ),
        judged(AT_4, at(cells, 'FF-4'), withinOf(cells, 'FF-4', COMPARED, 0.03), 1),
        judged(
          AT_64,
          at(cells, 'FF-64'),
          [...bound(cells, 'batch normalisation', (value) => value <= 0.2), ...bound(cells, 'NormReLU', (value) => value >= 0.7)],
          2,
        ),
        judged(
          DOT_PRODUCTS_FALL,
          at(cells, 'FF-32'),
          COMPARED.flatMap((method) => falls(cells, method)),
          COMPARED.length,
        ),
      ],
      notes: [
        'Step sizes are those that do well at this width; with other ones the order can be another. The study of step sizes shows how much room each method has.',
        'Batch normalisation is evaluated with its running means and variances, which are those of no batch before the first epoch.',
      ],
    }
  },
}

const at = (cells: readonly StudyCell[], network: string): StudyCell[] => cells.filter(({ axes }) => axes['network'] === network)

function bound(cells: readonly StudyCell[], method: Method, holds: (value: number) => boolean) {
  const value = accuracyOf(cellOf(cells, 'FF-64', method))
  return value === null ? [] : [{ text: `FF-64: ${method} ${writtenNumber(value)}`, holds: holds(value) }]
}

/** Dot products fall from the first epoch to the last while the network learns. */
export function falls(cells: readonly StudyCell[], method: Method, network = 'FF-32') {
  const cell = cellOf(cells, network, method)
  const [first, last] = [medianOfCell(cell, 'firstDotProduct'), medianOfCell(cell, 'dotProduct')]
  const accuracy = accuracyOf(cell)
  if (first === null || last === null || accuracy === null) return []
  return [
    {
      text: `${network}, ${method}: ${writtenNumber(first)} to ${writtenNumber(last)}, test accuracy ${writtenNumber(accuracy)}`,
      holds: last < first && accuracy > 0.2,
    },
  ]
}
