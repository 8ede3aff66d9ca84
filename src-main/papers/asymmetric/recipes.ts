import type { RecipeSize } from '../../contract'
import type { Recipe } from '../paper'
import { nearZeroClaim, orderClaims, readingsClaim, runsBySetting } from './claims'
import { squareSumFigure, trainingPanels } from './panels'
import { theoremClaims } from './theorem-claims'
import { asymmetricSpec, CONVENTIONS, planSettings, repetitionSeeds, SETTING_AXIS, SETTING_NOTE, type Convention } from './settings'

const SIMULATED: Readonly<Record<RecipeSize, { hiddenWidth: number; steps: number; recordedEvery: number; runs: number }>> = {
  full: { hiddenWidth: 2000, steps: 50_000, recordedEvery: 1000, runs: 5 },
  quick: { hiddenWidth: 500, steps: 5000, recordedEvery: 250, runs: 2 },
}

const CONVENTION_NAMES: Readonly<Record<Convention, { suffix: string; title: string; note: string }>> = {
  stated: {
    suffix: 'stated',
    title: 'Figure 2, as stated',
    note: 'As the text of the paper states it: swish, half-sum of the squared errors, noise N(0, 1), weights N(0, 1), step size 1.',
  },
  'published-program': {
    suffix: 'program',
    title: 'Figure 2, as in the published program',
    note:
      'As in the program the authors published, whose figures it reproduces: ReLU, mean of the squared errors, noise of standard deviation ' +
      '0.1, weights N(0, 2), step size 1.',
  },
}

function simulated(convention: Convention): Recipe {
  const names = CONVENTION_NAMES[convention]
  const values = CONVENTIONS[convention]
  return {
    id: `asymmetric-simulated-${names.suffix}`,
    title: names.title,
    shows:
      'Training risk, movement of weights, change and smallest eigenvalue of the tangent kernel from symmetric to very asymmetric node scales.',
    axes: [SETTING_AXIS],
    plan: (size, baseSeed) => {
      const { runs, ...sizes } = SIMULATED[size]
      const data = { kind: 'sine-regression', inputDimension: 50, sampleCount: 100, testCount: 100, noise: values.noise } as const
      return planSettings(
        (setting) => asymmetricSpec({ data, dataSeed: baseSeed, setting, values, limitKernel: true, ...sizes }),
        repetitionSeeds(baseSeed, runs),
      )
    },
    present: (evidence) => {
      const settings = runsBySetting(evidence)
      return {
        tables: [],
        figures: [...trainingPanels(evidence), squareSumFigure()],
        claims: [
          ...orderClaims(settings),
          nearZeroClaim(settings),
          ...(convention === 'published-program' ? [readingsClaim(settings)] : []),
          ...theoremClaims(evidence.runs),
        ],
        notes: [names.note, SETTING_NOTE, 'All runs share one data set; weights and signs are drawn anew for every run.'],
      }
    },
  }
}

const TABLES = {
  concrete: 'concrete strength',
  energy: 'energy efficiency',
  airfoil: 'airfoil noise',
  plant: 'power plant output',
} as const

const REGRESSION: Readonly<Record<RecipeSize, { hiddenWidth: number; steps: number; recordedEvery: number; runs: number }>> = {
  full: { hiddenWidth: 2000, steps: 100_000, recordedEvery: 1000, runs: 5 },
  quick: { hiddenWidth: 500, steps: 2000, recordedEvery: 100, runs: 1 },
}
/** The paper's kernels are of the first fifty training points. */
const KERNEL_POINTS = 50

function regression(table: keyof typeof TABLES, figures: string): Recipe {
  const values = { activation: 'relu', loss: 'mean', weightVariance: 2 } as const
  return {
    id: `asymmetric-${table}`,
    title: `${figures}: ${TABLES[table]}`,
    shows: `The same on measured data, ${TABLES[table]} (UCI): training and test risk, movement, change and smallest eigenvalue of the kernel.`,
    axes: [SETTING_AXIS],
    plan: (size, baseSeed) => {
      const { runs, ...sizes } = REGRESSION[size]
      const data = { kind: 'sample-table', table } as const
      return planSettings(
        (setting) => asymmetricSpec({ data, dataSeed: baseSeed, setting, values, kernelPoints: KERNEL_POINTS, ...sizes }),
        repetitionSeeds(baseSeed, runs),
      )
    },
    present: (evidence) => ({
      tables: [],
      figures: trainingPanels(evidence),
      claims: orderClaims(runsBySetting(evidence)),
      notes: [
        'ReLU, mean of the squared errors, weights N(0, 2), step size 1: with the half-sum and step size 1 gradient descent diverges on these data.',
        'Rows are shuffled once and split 40 : 40 : 20; columns and target are standardised with the mean and the population deviation of the ' +
          'training rows. The kernel is that of the first 50 training points.',
        SETTING_NOTE,
      ],
    }),
  }
}

export const ASYMMETRIC_RECIPES: Recipe[] = [
  simulated('stated'),
  simulated('published-program'),
  regression('concrete', 'Figures 6 and 13'),
  regression('energy', 'Figures 7 and 14'),
  regression('airfoil', 'Figures 8 and 15'),
  regression('plant', 'Figures 9 and 16'),
]
