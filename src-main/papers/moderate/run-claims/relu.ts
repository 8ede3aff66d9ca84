import { reluContraction } from '../../../science/kernels/moderate-overparameterisation'
import { PAPER } from '../phase-cells'
import {
  ANY_WIDTH,
  coefficientOf,
  isRelu,
  lambdaOf,
  notAboveOne,
  notBelowOne,
  potential,
  productsOf,
  slackOfRate,
  STEP,
  stepAllowed,
  type Claim,
} from './measures'

function reluRate(over: 'lambda' | 'products'): Claim {
  return {
    id: over === 'lambda' ? 'C4' : 'C4-products',
    title: `ReLU: geometric rate${over === 'products' ? ', from products of coordinates' : ''}`,
    formula:
      over === 'lambda'
        ? '\\|r_\\tau\\|\\le\\Big(1-\\frac{\\bar\\eta\\,\\lambda(X)}{24\\|X\\|^2}\\Big)^{\\tau}\\|r_0\\|'
        : '\\|r_\\tau\\|\\le\\Big(1-\\frac{\\bar\\eta\\,\\sigma_{\\min}^2(X*X)}{48\\pi\\|X\\|^2}\\Big)^{\\tau}\\|r_0\\|',
    source: `${PAPER}, theorem ${over === 'lambda' ? '6.3' : '2.3'}`,
    premise: STEP,
    prediction: 'bound over error is at least 1 at every recorded step',
    remark: `Corollary 2.4 takes a step three times larger than theorem 2.3 allows. ${ANY_WIDTH}`,
    recipeIds: ['moderate-trajectories'],
    concerns: isRelu,
    premiseHolds: stepAllowed,
    measure: (facts) => {
      // mu^2 = 1 / (2 pi) makes the one with products 1 / (48 pi)
      const least = over === 'lambda' ? lambdaOf(facts) : productsOf(facts)
      if (facts.data === null || least === null || facts.stepFraction === null) return null
      return slackOfRate(facts, reluContraction(facts.data, least, facts.stepFraction))
    },
    symbol: 'min bound / |r|',
    holds: notBelowOne,
  }
}

const RELU_RADIUS: Claim = {
  id: 'C5-stated',
  title: 'ReLU: error and distance together, Frobenius norm',
  formula: '\\frac{\\sqrt{\\lambda}}{6\\sqrt2}\\frac{\\|y\\|}{\\sqrt n}\\|W_\\tau-W_0\\|_F+\\|r_\\tau\\|\\le\\|r_0\\|',
  source: `${PAPER}, theorem 6.3`,
  premise: STEP,
  prediction: 'left side over right side is at most 1 at every step at which the distance was measured',
  remark: `The proof has the spectral norm, which is the smaller one: see the next claim. ${ANY_WIDTH}`,
  recipeIds: ['moderate-trajectories'],
  concerns: isRelu,
  premiseHolds: stepAllowed,
  measure: (facts) => {
    const coefficient = coefficientOf(facts, lambdaOf(facts), 'relu')
    return coefficient === null ? null : potential(facts, coefficient)
  },
  symbol: 'max left / right',
  holds: notAboveOne,
}

const RELU_SPECTRAL_RADIUS: Claim = {
  id: 'C5-proof',
  title: 'ReLU: error and distance together, spectral norm',
  formula: '\\frac{\\sqrt{\\lambda}}{6\\sqrt2}\\frac{\\|y\\|}{\\sqrt n}\\|W_T-W_0\\|_2+\\|r_T\\|\\le\\|r_0\\|',
  source: `${PAPER}, theorem 6.3, from theorem 6.13`,
  premise: STEP,
  prediction: 'left side over right side is at most 1 at the end',
  remark: ANY_WIDTH,
  recipeIds: ['moderate-trajectories'],
  concerns: isRelu,
  premiseHolds: stepAllowed,
  measure: (facts) => {
    const coefficient = coefficientOf(facts, lambdaOf(facts), 'relu')
    const distance = facts.value('hiddenWeightSpectralDistance')
    const [end, start] = [facts.value('finalResidualNorm'), facts.value('initialResidualNorm')]
    return coefficient === null || distance === null || end === null || start === null ? null : (coefficient * distance + end) / start
  },
  symbol: 'left / right',
  holds: notAboveOne,
}

/** Theorems 2.3 and 6.3. */
export const RELU_CLAIMS: readonly Claim[] = [reluRate('lambda'), reluRate('products'), RELU_RADIUS, RELU_SPECTRAL_RADIUS]
