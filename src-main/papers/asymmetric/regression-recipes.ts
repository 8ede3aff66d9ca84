import type { RecipeSize } from '../../contract'
import type { TwoLayerSpec } from '../../experiments/two-layer/spec'
import type { Recipe, StudyEvidence } from '../paper'
import { orderClaims, runsBySetting } from './claims'
import { networkClaims } from './network-claims'
import { networkPanels } from './network-panels'
import { PART_AXIS, planNetworks, type TransferPlan } from './parts'
import { NETWORK_READINGS } from './published'
import { regressionId, TABLE_IDS, type Table, type Variant } from './recipe-ids'
import { asymmetricSpec, repetitionSeeds, SETTING_AXIS, SETTING_NOTE, type ConventionValues, type ScaleSetting } from './settings'

const TABLES = {
  concrete: { name: 'concrete strength', stated: 'Figure 6', program: 'Figure 13' },
  energy: { name: 'energy efficiency', stated: 'Figure 7', program: 'Figure 14' },
  airfoil: { name: 'airfoil noise', stated: 'Figure 8', program: 'Figure 15' },
  plant: { name: 'power plant output', stated: 'Figure 9', program: 'Figure 16' },
} as const satisfies Record<Table, object>

const FULL_WIDTH = 2000
const SIZES: Readonly<
  Record<RecipeSize, { hiddenWidth: number; steps: number; recordedEvery: number; runs: number; features: number[]; externalSteps: number }>
> = {
  full: {
    hiddenWidth: FULL_WIDTH,
    steps: 100_000,
    recordedEvery: 1000,
    runs: 5,
    features: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
    externalSteps: 5000,
  },
  quick: { hiddenWidth: 500, steps: 2000, recordedEvery: 100, runs: 1, features: [10, 50, 100], externalSteps: 240 },
}

/** The paper's kernels are of the first fifty training points. */
const KERNEL_POINTS = 50

const VALUES: Readonly<Record<Variant, Pick<ConventionValues, 'activation' | 'loss' | 'weightVariance'>>> = {
  stated: { activation: 'swish', loss: 'mean', weightVariance: 1 },
  program: { activation: 'relu', loss: 'mean', weightVariance: 2 },
}

/** The external network of the published program, and the one that the text of the paper states. */
function transfers(features: number[], steps: number, variant: Variant): Partial<Record<'transfer' | 'transfer as stated', TransferPlan>> {
  const plan = (hiddenWidths: number[], stepSize: number): TransferPlan => ({
    data: { kind: 'validation-halves' },
    featureCounts: features,
    external: { hiddenWidths, stepSize, steps },
  })
  return { transfer: plan([64, 64], 0.1), ...(variant === 'stated' ? { 'transfer as stated': plan([64], 1) } : {}) }
}

function planTable(table: Table, variant: Variant, size: RecipeSize, baseSeed: number) {
  const { runs, features, externalSteps, ...sizes } = SIZES[size]
  const network = (setting: ScaleSetting): TwoLayerSpec => {
    const data = { kind: 'sample-table', table } as const
    const spec = asymmetricSpec({ data, dataSeed: baseSeed, setting, values: VALUES[variant], kernelPoints: KERNEL_POINTS, ...sizes })
    return { ...spec, measurements: { ...spec.measurements, finalWeights: true } }
  }
  return planNetworks(network, repetitionSeeds(baseSeed, runs), transfers(features, externalSteps, variant))
}

const DATA_NOTE =
  'Rows are shuffled once and split 40 : 40 : 20; columns and target are standardised with the mean and the population deviation of the ' +
  'training rows. The kernel is that of the first 50 training points. Features are transferred to the validation rows: the external network is trained on ' +
  'the first half of them and tested on the second.'
const PRUNING_NOTE = 'The paper does not show pruned regression networks; the published program computes them.'
const VARIANT_NOTES: Readonly<Record<Variant, string[]>> = {
  stated: [
    'Swish, weights N(0, 1), mean of the squared errors, step size 1: with the half-sum and step size 1 gradient descent diverges on these data.',
    'Transfer with two hidden layers of 64 and step size 0.1 as in the published program, and with one and step size 1 as the text states it, which ' +
      'diverges on some of the tables.',
  ],
  program: [
    'ReLU, mean of the squared errors, weights N(0, 2), step size 1: with the half-sum and step size 1 gradient descent diverges on these data.',
    'Transfer with two hidden layers of 64 and step size 0.1. Values read off the published figures stand beside runs of full width; the published ' +
      'changes of the kernel are square roots, and are drawn squared.',
  ],
}

function regression(table: Table, variant: Variant): Recipe {
  const { name } = TABLES[table]
  const activation = variant === 'program' ? 'ReLU' : 'swish'
  return {
    id: regressionId(table, variant),
    title: `${TABLES[table][variant]}: ${name}, ${activation}`,
    shows: `The same on measured data, ${name} (UCI): risks, movement, change and smallest eigenvalue of the kernel, pruned networks, features for another network.`,
    axes: [SETTING_AXIS, PART_AXIS],
    plan: (size, baseSeed) => planTable(table, variant, size, baseSeed),
    present: (evidence) => ({
      tables: [],
      figures: networkPanels(evidence, variant === 'program' ? NETWORK_READINGS[table] : [], FULL_WIDTH),
      claims: [...orderClaims(runsBySetting(evidence)), ...networkClaims(evidence, true)],
      notes: [...VARIANT_NOTES[variant], DATA_NOTE, PRUNING_NOTE, SETTING_NOTE],
    }),
  }
}

/** What Figure 3 shows of each table: one panel of its figure. */
const EXCERPT: Readonly<Record<Table, string>> = {
  concrete: 'training-risk',
  energy: 'weight-movement',
  airfoil: 'kernel-change',
  plant: 'transfer-testRisk',
}

const FIGURE_3: Recipe = {
  id: 'asymmetric-regression-excerpt',
  title: 'Figure 3: regression, swish',
  shows: 'A panel of each of Figures 6 to 9: training risk, movement of weights, change of the kernel, test risk after transfer.',
  axes: [{ id: 'table', label: 'Data', symbol: '' }, SETTING_AXIS, PART_AXIS],
  plan: (size, baseSeed) =>
    TABLE_IDS.flatMap((table) =>
      planTable(table, 'stated', size, baseSeed)
        .filter(({ axes }) => axes['part'] === 'training' || (table === 'plant' && axes['part'] === 'transfer'))
        .map((cell) => ({ ...cell, axes: { table, ...cell.axes } })),
    ),
  present: (evidence) => ({
    tables: [],
    figures: TABLE_IDS.flatMap((table) =>
      networkPanels(ofTable(evidence, table), [], FULL_WIDTH)
        .filter(({ id }) => id === EXCERPT[table])
        .map((figure) => ({ ...figure, id: `${table}-${figure.id}`, title: `${figure.title}: ${TABLES[table].name}` })),
    ),
    claims: [],
    notes: [...VARIANT_NOTES.stated.slice(0, 1), DATA_NOTE, SETTING_NOTE, 'Its runs are those of Figures 6 to 9.'],
  }),
}

function ofTable(evidence: StudyEvidence, table: Table): StudyEvidence {
  const cells = evidence.cells.filter(({ axes }) => axes['table'] === table)
  const hashes = new Set(cells.map(({ hash }) => hash))
  return { ...evidence, cells, runs: evidence.runs.filter(({ cellHash }) => hashes.has(cellHash)) }
}

export const REGRESSION_RECIPES: readonly Recipe[] = [
  FIGURE_3,
  ...TABLE_IDS.map((table) => regression(table, 'stated')),
  ...TABLE_IDS.map((table) => regression(table, 'program')),
]
