import type { RecipeSize } from '../../contract'
import type { Recipe } from '../paper'
import { nearZeroClaim, orderClaims, readingsClaim, runsBySetting } from './claims'
import { DIGITS_RECIPES } from './digits-recipes'
import { FEATURE_RECIPES } from './feature-recipes'
import { squareSumFigure, trainingPanels } from './panels'
import { REGRESSION_RECIPES } from './regression-recipes'
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

export const ASYMMETRIC_RECIPES: Recipe[] = [
  simulated('stated'),
  simulated('published-program'),
  ...REGRESSION_RECIPES,
  ...DIGITS_RECIPES,
  ...FEATURE_RECIPES,
]
