import type { CellPlan, ClaimStatement, RecipeSize } from '../../../contract'
import type { Recipe } from '../../paper'
import { studyCells } from '../../study-cells'
import { aheadBy, judged, trainingStatement } from './claims'
import { IMAGES } from './input'
import { CHANNELS, type Method, type NetworkSize } from './methods'
import { trainingPanels, trainingTable } from './presentation'
import { METHOD_AXIS, NETWORK_AXIS, seedsFrom, STEP_SIZE_AXIS, trainingCell, type Setting } from './settings'

const RECIPE_ID = 'conditioning-training-overnight'

const FULLY_CONNECTED: NetworkSize = { kind: 'fully-connected', depth: 32, width: 512 }
const RESIDUAL: NetworkSize = { kind: 'residual', blocks: 5, channels: CHANNELS }

/** Quick is one epoch of each: what it costs, and that it runs. */
const EPOCHS: Readonly<Record<RecipeSize, { fullyConnected: number; residual: number }>> = {
  full: { fullyConnected: 60, residual: 20 },
  quick: { fullyConnected: 1, residual: 1 },
}

const settingOf = (counts: Setting['counts'], epochs: number): Setting => ({
  counts,
  epochs,
  weightDecay: 1e-4,
  ...(epochs >= 3 ? { shrinkAfter: [Math.round(epochs / 2), Math.round((3 * epochs) / 4)] } : {}),
})

const FULLY_CONNECTED_STEP_SIZES: readonly [Method, number][] = [
  ['NormReLU', 0.002],
  ['batch normalisation', 0.03],
  ['layer normalisation', 0.003],
]
const RESIDUAL_STEP_SIZES: readonly [Method, number][] = [
  ['NormReLU', 0.001],
  ['batch normalisation', 0.1],
]

const AHEAD = trainingStatement({
  id: 'T-overnight',
  title: 'NormReLU is ahead at width 512',
  formula: 'A_{\\text{NormReLU}}>A_{\\text{BN}},\\quad A_{\\text{NormReLU}}>A_{\\text{LN}}',
  source: 'figure 3, scaled down',
  premise: '32 layers of width 512, 10,000 training examples',
  prediction: 'the test accuracy of NormReLU is the highest',
  recipeIds: [RECIPE_ID],
})

export const TRAINING_OVERNIGHT_CLAIMS: readonly ClaimStatement[] = [AHEAD]

export const trainingOvernightRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Training overnight: width 512, and ResNet-32 on all images',
  shows: 'Figures 1, 3 and 4 at sizes between those of minutes and those of days; quick is one epoch of each.',
  axes: [NETWORK_AXIS, METHOD_AXIS, STEP_SIZE_AXIS],
  sizeNames: { quick: 'one epoch', full: 'overnight' },
  inputs: [IMAGES],
  plan: (size, baseSeed, inputs): CellPlan[] => {
    const seeds = seedsFrom(baseSeed, 1)
    const { fullyConnected, residual } = EPOCHS[size]
    return [
      ...FULLY_CONNECTED_STEP_SIZES.map(([method, stepSize]) =>
        trainingCell(inputs, { method, network: FULLY_CONNECTED, stepSize, setting: settingOf({ train: 10_000 }, fullyConnected) }, seeds),
      ),
      ...RESIDUAL_STEP_SIZES.map(([method, stepSize]) =>
        trainingCell(inputs, { method, network: RESIDUAL, stepSize, setting: settingOf({}, residual) }, seeds),
      ),
    ]
  },
  present: (evidence) => {
    const cells = studyCells(evidence)
    return {
      tables: [trainingTable(evidence, 'After the last epoch.')],
      figures: trainingPanels(evidence, ['testAccuracy', 'trainingAccuracy', 'trainingLoss', 'dotProduct']),
      claims: [
        judged(
          AHEAD,
          cells,
          [
            ...aheadBy(cells, 'FF-32', ['NormReLU', 'batch normalisation'], Number.EPSILON),
            ...aheadBy(cells, 'FF-32', ['NormReLU', 'layer normalisation'], Number.EPSILON),
          ],
          2,
        ),
      ],
      notes: [
        'The fully connected networks train on the first 10,000 images, the residual ones on all; both are tested on the whole test part.',
      ],
    }
  },
}
