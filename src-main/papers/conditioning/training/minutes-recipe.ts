import type { CellPlan, ClaimStatement, RecipeSize } from '../../../contract'
import type { Recipe } from '../../paper'
import { studyCells } from '../../study-cells'
import { aheadBy, judged, trainingStatement } from './claims'
import { SMALL_NETWORK, SMALL_SETTING, SMALL_STEP_SIZES } from './depth-recipe'
import { SMALL_RESIDUAL_SETTING } from './figure-recipes'
import { IMAGES } from './input'
import { SMALL_CHANNELS, type Method, type NetworkSize } from './methods'
import { trainingPanels, trainingTable } from './presentation'
import { METHOD_AXIS, NETWORK_AXIS, seedsFrom, STEP_SIZE_AXIS, trainingCell, type Entry, type Setting } from './settings'

const RECIPE_ID = 'conditioning-training-minutes'
const RUNS: Readonly<Record<RecipeSize, number>> = { full: 3, quick: 1 }

const WIDER: NetworkSize = { kind: 'fully-connected', depth: 32, width: 256 }
const LONGER: Setting = { counts: { train: 10_000, test: 2000 }, epochs: 12, dotProducts: 'all', layerStatistics: true }
const RESIDUAL: NetworkSize = { kind: 'residual', blocks: 5, channels: SMALL_CHANNELS }
/** Fixup starts slowly: branches begin at 0. */
const FIXUP_EPOCHS = 20

const entries = (stepSizes: Partial<Record<Method, number>>, network: NetworkSize, setting: Setting): Entry[] =>
  (Object.entries(stepSizes) as [Method, number][]).map(([method, stepSize]) => ({ method, network, stepSize, setting }))

const ENTRIES: readonly Entry[] = [
  ...entries(SMALL_STEP_SIZES[64], SMALL_NETWORK(64), SMALL_SETTING),
  ...entries({ NormReLU: 0.003, 'batch normalisation': 0.03, 'layer normalisation': 0.003 }, WIDER, LONGER),
  ...entries({ NormReLU: 0.003, SELU: 0.003, 'batch normalisation': 0.1 }, RESIDUAL, SMALL_RESIDUAL_SETTING),
  ...entries({ Fixup: 0.1 }, RESIDUAL, { ...SMALL_RESIDUAL_SETTING, epochs: FIXUP_EPOCHS }),
]

const WIDER_CLAIM = trainingStatement({
  id: 'T-width-256',
  title: 'NormReLU stays ahead with more neurons and more data',
  formula: 'A_{\\text{NormReLU}}>A_{\\text{BN}},\\quad A_{\\text{NormReLU}}>A_{\\text{LN}}',
  source: 'figure 3, scaled down',
  premise: '32 layers of width 256, 10,000 training examples, 12 epochs',
  prediction: 'the median test accuracy of NormReLU is the highest',
  recipeIds: [RECIPE_ID],
})

export const TRAINING_MINUTES_CLAIMS: readonly ClaimStatement[] = [WIDER_CLAIM]

export const trainingMinutesRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Training in minutes: 64 layers, more width, residual networks',
  shows: 'What of figures 3, 4, 5, 7 and 8 a machine shows within some minutes, with the statistics of every layer of the wider networks.',
  axes: [NETWORK_AXIS, METHOD_AXIS, STEP_SIZE_AXIS],
  sizeNames: { quick: 'minutes', full: 'minutes, three seeds' },
  inputs: [IMAGES],
  plan: (size, baseSeed, inputs): CellPlan[] => {
    const seeds = seedsFrom(baseSeed, RUNS[size])
    return ENTRIES.map((entry) => trainingCell(inputs, entry, seeds))
  },
  present: (evidence) => {
    const cells = studyCells(evidence)
    const wider = cells.filter(({ axes }) => axes['network'] === 'FF-32')
    return {
      tables: [trainingTable(evidence, 'Residual networks take images of half the size and have half of the channels of those published.')],
      figures: trainingPanels(evidence, ['testAccuracy', 'trainingAccuracy', 'dotProduct', 'featureRms']),
      claims: [
        judged(
          WIDER_CLAIM,
          wider,
          [
            ...aheadBy(wider, 'FF-32', ['NormReLU', 'batch normalisation'], Number.EPSILON),
            ...aheadBy(wider, 'FF-32', ['NormReLU', 'layer normalisation'], Number.EPSILON),
          ],
          2,
        ),
      ],
      notes: [`Fixup has ${FIXUP_EPOCHS} epochs: its branches start at 0, and with few updates it is behind for that reason alone.`],
    }
  },
}
