import type { CellPlan, ClaimStatement, RecipeSize } from '../../../contract'
import type { Compared } from '../../activations/study-curves'
import type { Recipe } from '../../paper'
import { studyCells, type StudyCell } from '../../study-cells'
import { aheadBy, judged, trainingStatement, withinOf } from './claims'
import { falls, SMALL_NETWORK, SMALL_SETTING, SMALL_STEP_SIZES } from './depth-recipe'
import { IMAGES } from './input'
import { CHANNELS, SMALL_CHANNELS, type Method, type NetworkSize } from './methods'
import { trainingPanels, trainingTable, type PanelSeries } from './presentation'
import { METHOD_AXIS, NETWORK_AXIS, PUBLISHED, seedsFrom, STEP_SIZE_AXIS, trainingCell, type Entry, type Setting } from './settings'

/** A network of a figure with the step sizes of its methods, as published and in small. */
interface FigureNetwork {
  published: NetworkSize
  stepSizes: Partial<Record<Method, number>>
  small: { network: NetworkSize; stepSizes: Partial<Record<Method, number>>; setting: Setting } | null
  /** where the published one differs from {@link PUBLISHED} */
  setting?: Partial<Setting>
  ofMethod?: Partial<Record<Method, Partial<Setting>>>
}

const PUBLISHED_WIDTH = 3000
const RUNS: Readonly<Record<RecipeSize, number>> = { full: 10, quick: 1 }

const published = (depth: 32 | 64): NetworkSize => ({ kind: 'fully-connected', depth, width: PUBLISHED_WIDTH })
const residual = (blocks: number, channels: number[] = CHANNELS): NetworkSize => ({ kind: 'residual', blocks, channels })

const smallFullyConnected = (depth: 32 | 64, methods: readonly Method[]): FigureNetwork['small'] => ({
  network: SMALL_NETWORK(depth),
  stepSizes: Object.fromEntries(
    methods.flatMap((method) => (SMALL_STEP_SIZES[depth][method] === undefined ? [] : [[method, SMALL_STEP_SIZES[depth][method]]])),
  ),
  setting: SMALL_SETTING,
})

export const SMALL_RESIDUAL_SETTING: Setting = { counts: { train: 1500, test: 2000 }, epochs: 5, pooling: 2 }
const smallResidual = (
  blocks: number,
  stepSizes: Partial<Record<Method, number>>,
  setting = SMALL_RESIDUAL_SETTING,
): FigureNetwork['small'] => ({
  network: residual(blocks, SMALL_CHANNELS),
  stepSizes,
  setting,
})

const DECAY = { weightDecay: 1e-4 }

interface Figure {
  id: string
  title: string
  shows: string
  networks: FigureNetwork[]
  series: PanelSeries[]
  notes: string[]
  claim: ClaimStatement
  compare: (cells: readonly StudyCell[]) => { found: Compared[]; needed: number }
}

const NORMALISATIONS = ['NormReLU', 'batch normalisation', 'layer normalisation'] as const
const idOf = (figure: number): string => `conditioning-figure-${figure}`

const AT_THE_END = 'medians over the seeds, after the last epoch'

function statement(figure: number, title: string, formula: string, prediction: string, remark?: string): ClaimStatement {
  return trainingStatement({
    id: `F${figure}`,
    title,
    formula,
    source: `figure ${figure}`,
    premise: AT_THE_END,
    prediction,
    recipeIds: [idOf(figure)],
    ...(remark === undefined ? {} : { remark }),
  })
}

/** What the text calls similar. */
const SIMILAR = 0.03

/** A comparison made in every network that the cells have. */
function inEach(
  cells: readonly StudyCell[],
  compare: (network: string) => Compared[],
  each: number,
): { found: Compared[]; needed: number } {
  const networks = [...new Set(cells.map(({ axes }) => String(axes['network'])))]
  return { found: networks.flatMap(compare), needed: Math.max(1, each * networks.length) }
}

interface Fixup {
  /** after the id of the figure; empty for the figure itself */
  variant: '' | '-equal-epochs' | '-mixed'
  title: string
  shows: string
  setting: Partial<Setting>
  /** where Fixup differs from it */
  ofFixup?: Partial<Setting>
  note: string
}

const AS_ITS_AUTHORS: Partial<Setting> = { epochs: 200, shrinkAfter: [100, 150] }

const FIXUP_VARIANTS: readonly Fixup[] = [
  {
    variant: '',
    title: 'Figure 5: NormReLU and Fixup',
    shows: 'With moved and mirrored images NormReLU with a plain Gaussian start does as well as Fixup.',
    setting: {},
    ofFixup: AS_ITS_AUTHORS,
    note:
      'Fixup trains for 200 epochs with a tenth of the step size after 100 and 150, as its authors do; the paper says 300 epochs for all, which is a study of its own. ' +
      'Images are not mixed; with mixed ones there is another study.',
  },
  {
    variant: '-equal-epochs',
    title: 'Figure 5 at equal epochs',
    shows: 'NormReLU and Fixup, both for the 300 epochs of which the paper speaks.',
    setting: {},
    note: 'Both train for 300 epochs with a tenth of the step size after 100 and again after 200. The quick size is that of figure 5: there the epochs are equal anyway.',
  },
  {
    variant: '-mixed',
    title: 'Figure 5 with mixed images',
    shows: 'NormReLU and Fixup on images that are mixed in pairs, as the program of the authors of Fixup does.',
    setting: { mixed: true },
    ofFixup: AS_ITS_AUTHORS,
    note:
      'Every image of a batch is mixed with another one in a uniform share, and their classes alike (mixup with alpha = 1): the setting of the program of Fixup’s authors. ' +
      'The paper does not say whether it was on; it is for both methods here. Fixup trains for 200 epochs, NormReLU for 300.',
  },
]

const FIGURE_5: readonly Figure[] = FIXUP_VARIANTS.map(({ variant, title, shows, setting, ofFixup, note }) => ({
  id: `${idOf(5)}${variant}`,
  title,
  shows,
  networks: [
    {
      published: residual(18),
      stepSizes: { Fixup: 0.1, NormReLU: 0.005 },
      setting: { crop: 4, ...DECAY, ...setting },
      ...(ofFixup === undefined ? {} : { ofMethod: { Fixup: ofFixup } }),
      small: smallResidual(5, { Fixup: 0.1, NormReLU: 0.003 }, { ...SMALL_RESIDUAL_SETTING, epochs: 20, crop: 2, ...setting }),
    },
  ],
  series: ['testAccuracy', 'trainingAccuracy', 'dotProduct'],
  notes: [note, 'Scalars of Fixup have a tenth of the step size.'],
  claim: trainingStatement({
    id: `F5${variant}`,
    title: `NormReLU does as well as Fixup${variant === '' ? '' : variant === '-mixed' ? ', with mixed images' : ', at equal epochs'}`,
    formula: '|A_{\\text{NormReLU}}-A_{\\text{Fixup}}|\\le0.03',
    source: variant === '' ? 'figure 5' : 'figure 5, in another setting',
    premise: AT_THE_END,
    prediction: 'median test accuracies within 0.03',
    recipeIds: [`${idOf(5)}${variant}`],
  }),
  compare: (cells) => inEach(cells, (network) => withinOf(cells, network, ['NormReLU', 'Fixup'], SIMILAR), 1),
}))

const FIGURES: readonly Figure[] = [
  {
    id: idOf(1),
    title: 'Figure 1: accuracy and dot products',
    shows: 'Test accuracy rises while the average dot product of the features falls, with every way of making the networks trainable.',
    networks: [
      {
        published: published(32),
        stepSizes: { 'batch normalisation': 0.005, 'layer normalisation': 0.003, NormReLU: 0.0009 },
        small: smallFullyConnected(32, NORMALISATIONS),
      },
      {
        published: residual(5),
        stepSizes: { 'batch normalisation': 0.1, 'layer normalisation': 0.05, NormReLU: 0.001 },
        setting: DECAY,
        small: null,
      },
    ],
    series: ['testAccuracy', 'dotProduct', 'absoluteDotProduct'],
    notes: ['The step sizes of figures 1 and 3 differ for the same networks; each figure has its own.'],
    claim: statement(
      1,
      'Accuracy rises while dot products fall',
      '\\overline{\\langle u_i,u_j\\rangle}_{T}<\\overline{\\langle u_i,u_j\\rangle}_{1}',
      'the average dot product is lower after the last epoch than after the first, with a test accuracy above 0.2',
    ),
    compare: (cells) =>
      inEach(cells, (network) => NORMALISATIONS.flatMap((method) => falls(cells, method, network)), NORMALISATIONS.length),
  },
  {
    id: idOf(3),
    title: 'Figure 3: normalisation and NormReLU, fully connected',
    shows: 'In deep fully connected networks NormReLU optimises faster and generalises better than normalisation of batches or layers.',
    networks: ([32, 64] as const).map((depth) => ({
      published: published(depth),
      stepSizes: { 'batch normalisation': depth === 32 ? 0.01 : 0.007, 'layer normalisation': 0.001, NormReLU: 0.0009 },
      small: smallFullyConnected(depth, NORMALISATIONS),
    })),
    series: ['trainingAccuracy', 'testAccuracy'],
    notes: [
      'The caption of the figure speaks of 32 layers only; 64 are in the text.',
      'The text says that NormReLU needs step sizes of the order 1e-5; the appendix has 9e-4, which is used. After both reductions it is 9e-6.',
    ],
    claim: statement(
      3,
      'NormReLU learns more, of training and of test examples',
      'A_{\\text{NormReLU}}>A_{\\text{BN}},\\quad A_{\\text{NormReLU}}>A_{\\text{LN}}',
      'median training and test accuracies of NormReLU are the highest',
    ),
    compare: (cells) =>
      inEach(
        cells,
        (network) =>
          (['trainingAccuracy', 'testAccuracy'] as const).flatMap((quantity) =>
            NORMALISATIONS.slice(1).flatMap((other) => aheadBy(cells, network, ['NormReLU', other], Number.EPSILON, quantity)),
          ),
        4,
      ),
  },
  {
    id: idOf(4),
    title: 'Figure 4: normalisation and NormReLU, residual',
    shows: 'Residual networks reach similar accuracies with NormReLU in the place of batch normalisation.',
    networks: [
      {
        published: residual(5),
        stepSizes: { 'batch normalisation': 0.1, NormReLU: 0.009 },
        setting: DECAY,
        small: smallResidual(5, { 'batch normalisation': 0.1, NormReLU: 0.003 }),
      },
      { published: residual(18), stepSizes: { 'batch normalisation': 0.05, NormReLU: 0.005 }, setting: DECAY, small: null },
    ],
    series: ['trainingAccuracy', 'testAccuracy', 'dotProduct', 'featureRms'],
    notes: [
      'Without normalisation residual networks leave the scale at which NormReLU keeps lengths: adding branches lets them grow. The root mean square of the features shows it.',
    ],
    claim: statement(
      4,
      'NormReLU does as well as batch normalisation',
      '|A_{\\text{NormReLU}}-A_{\\text{BN}}|\\le0.03',
      'median test accuracies within 0.03',
    ),
    compare: (cells) => inEach(cells, (network) => withinOf(cells, network, ['NormReLU', 'batch normalisation'], SIMILAR), 1),
  },
  ...FIGURE_5,
  {
    id: idOf(7),
    title: 'Figure 7: NormReLU and SELU, fully connected',
    shows: 'Networks with NormReLU and with SELU, two activations of nearly the same shape, train alike.',
    networks: ([32, 64] as const).map((depth) => ({
      published: published(depth),
      stepSizes: { NormReLU: depth === 32 ? 0.001 : 0.0005, SELU: depth === 32 ? 0.001 : 0.0005 },
      small: smallFullyConnected(depth, ['NormReLU', 'SELU']),
    })),
    series: ['trainingAccuracy', 'testAccuracy'],
    notes: [],
    claim: statement(
      7,
      'NormReLU and SELU train alike',
      '|A_{\\text{NormReLU}}-A_{\\text{SELU}}|\\le0.03',
      'median test accuracies within 0.03',
    ),
    compare: (cells) => inEach(cells, (network) => withinOf(cells, network, ['NormReLU', 'SELU'], SIMILAR), 1),
  },
  {
    id: idOf(8),
    title: 'Figure 8: NormReLU and SELU, residual',
    shows: 'Residual networks without normalisation train at similar speed with NormReLU and with SELU.',
    networks: [
      { published: residual(5), stepSizes: { NormReLU: 0.01, SELU: 0.01 }, small: smallResidual(5, { NormReLU: 0.003, SELU: 0.003 }) },
      { published: residual(18), stepSizes: { NormReLU: 0.009, SELU: 0.009 }, small: null },
    ],
    series: ['trainingAccuracy', 'testAccuracy', 'dotProduct'],
    notes: [],
    claim: statement(
      8,
      'NormReLU and SELU train alike in residual networks',
      '|A_{\\text{NormReLU}}-A_{\\text{SELU}}|\\le0.03',
      'median test accuracies within 0.03',
      'The text says that NormReLU is slightly ahead; by how much is not printed.',
    ),
    compare: (cells) => inEach(cells, (network) => withinOf(cells, network, ['NormReLU', 'SELU'], SIMILAR), 1),
  },
]

function entriesOf(size: RecipeSize, { published: network, stepSizes, small, setting, ofMethod }: FigureNetwork): Entry[] {
  if (size === 'quick') {
    if (small === null) return []
    return methodsOf(small.stepSizes).map(([method, stepSize]) => ({ method, network: small.network, stepSize, setting: small.setting }))
  }
  return methodsOf(stepSizes).map(([method, stepSize]) => ({
    method,
    network,
    stepSize,
    setting: { ...PUBLISHED, ...setting, ...ofMethod?.[method] },
  }))
}

const methodsOf = (stepSizes: Partial<Record<Method, number>>): [Method, number][] => Object.entries(stepSizes) as [Method, number][]

const COMMON_NOTES = [
  'Full: as published, as far as it is stated: 300 epochs, a tenth of the step size after 100 and after 200, 10 runs. Not stated and chosen here: momentum 0.9, batches of 128, ' +
    'cross-entropy, weight decay 1e-4 with batch normalisation, layer normalisation and Fixup in residual networks and none elsewhere, images standardised by channel. Runs of this size take days; they go on where they were stopped.',
  'Quick: networks of width 128, or residual ones of a half of the channels on images of half the size, at step sizes that suit them.',
]

function recipeOf({ id, title, shows, networks, series, notes, claim, compare }: Figure): Recipe {
  return {
    id,
    title,
    shows,
    axes: [NETWORK_AXIS, METHOD_AXIS, STEP_SIZE_AXIS],
    sizeNames: { quick: 'minutes', full: 'paper' },
    inputs: [IMAGES],
    plan: (size, baseSeed, inputs): CellPlan[] => {
      const seeds = seedsFrom(baseSeed, RUNS[size])
      return networks.flatMap((network) => entriesOf(size, network).map((entry) => trainingCell(inputs, entry, seeds)))
    },
    present: (evidence) => {
      const cells = studyCells(evidence)
      const { found, needed } = compare(cells)
      return {
        tables: [trainingTable(evidence, 'After the last epoch; of diverged runs what was measured last.')],
        figures: trainingPanels(evidence, series),
        claims: [judged(claim, cells, found, needed)],
        notes: [...notes, ...COMMON_NOTES],
      }
    },
  }
}

export const TRAINING_FIGURE_RECIPES: readonly Recipe[] = FIGURES.map(recipeOf)
export const TRAINING_FIGURE_CLAIMS: readonly ClaimStatement[] = FIGURES.map(({ claim }) => claim)
