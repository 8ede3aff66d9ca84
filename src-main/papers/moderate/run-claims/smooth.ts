import { smoothContraction, type BoundVersion } from '../../../science/kernels/moderate-overparameterisation'
import { PAPER } from '../phase-cells'
import {
  ANY_WIDTH,
  coefficientOf,
  isSmooth,
  lambdaOf,
  notAboveOne,
  notBelowOne,
  positive,
  potential,
  productsOf,
  RECIPES,
  slackOfRate,
  STEP,
  stepAllowed,
  type Claim,
} from './measures'

function smoothRate(version: BoundVersion, over: 'lambda' | 'products'): Claim {
  const lambda = over === 'lambda' ? lambdaOf : productsOf
  const symbol = over === 'lambda' ? '\\lambda(X)' : '\\mu_\\phi^2\\sigma_{\\min}^2(X*X)'
  const factor = `1-\\frac{\\bar\\eta\\,${symbol}}{32B^2\\|X\\|^2}`
  return {
    id: `C1${over === 'products' ? '-products' : ''}-${version}`,
    title: `Smooth activations: geometric rate, ${version === 'stated' ? 'as stated' : 'as proved'}${over === 'products' ? ', from products of coordinates' : ''}`,
    formula:
      version === 'stated'
        ? `\\|r_\\tau\\|\\le\\Big(${factor}\\Big)^{\\tau}\\|r_0\\|`
        : `\\|r_\\tau\\|\\le\\Big(${factor}\\Big)^{\\tau/2}\\|r_0\\|`,
    source: `${PAPER}, theorem ${over === 'lambda' ? '6.2' : '2.1'}${version === 'proof' ? ', from theorem 6.10' : ''}`,
    premise: STEP,
    prediction: 'bound over error is at least 1 at every recorded step',
    remark:
      version === 'stated'
        ? `The proof gives this factor for the square of the error, so that the statement claims twice the rate that is proved. ${ANY_WIDTH}`
        : ANY_WIDTH,
    recipeIds: RECIPES,
    concerns: isSmooth,
    premiseHolds: (facts) => stepAllowed(facts) && positive(lambda(facts)),
    measure: (facts) => {
      const least = lambda(facts)
      if (facts.theorem?.kind !== 'smooth' || facts.data === null || least === null || facts.stepFraction === null) return null
      return slackOfRate(facts, smoothContraction(facts.data, least, facts.theorem.derivativeBound, facts.stepFraction, version))
    },
    symbol: 'min bound / |r|',
    holds: notBelowOne,
  }
}

function smoothRadius(version: BoundVersion): Claim {
  const root = version === 'stated' ? '32' : '128'
  return {
    id: `C2-${version}`,
    title: `Smooth activations: error and distance together, ${version === 'stated' ? 'as stated' : 'as proved'}`,
    formula: `\\frac{\\sqrt{\\lambda}}{\\sqrt{${root}}}\\frac{\\|y\\|}{\\sqrt n}\\|W_\\tau-W_0\\|_F+\\|r_\\tau\\|\\le\\|r_0\\|`,
    source: `${PAPER}, theorem 6.2${version === 'proof' ? ', from theorem 6.10' : ''}`,
    premise: STEP,
    prediction: 'left side over right side is at most 1 at every step at which the distance was measured',
    remark: version === 'stated' ? `The proof has sqrt 128 in the place of sqrt 32. ${ANY_WIDTH}` : ANY_WIDTH,
    recipeIds: RECIPES,
    concerns: isSmooth,
    premiseHolds: stepAllowed,
    measure: (facts) => {
      const coefficient = coefficientOf(facts, lambdaOf(facts), version)
      return coefficient === null ? null : potential(facts, coefficient)
    },
    symbol: 'max left / right',
    holds: notAboveOne,
  }
}

function smoothPath(version: BoundVersion): Claim {
  const root = version === 'stated' ? '32' : '128'
  return {
    id: `C3-${version}`,
    title: `Smooth activations: a short path, ${version === 'stated' ? 'as stated' : 'as proved'}`,
    formula: `\\sum_\\tau\\|W_{\\tau+1}-W_\\tau\\|_F\\le\\sqrt{${root}}\\frac{\\sqrt n}{\\|y\\|}\\frac{\\|r_0\\|}{\\sqrt{\\lambda}}`,
    source: `${PAPER}, theorem 6.2${version === 'proof' ? ', from theorem 6.10' : ''}`,
    premise: STEP,
    prediction: 'length of the path over its bound is at most 1',
    remark: version === 'stated' ? `The proof has sqrt 128 in the place of sqrt 32. ${ANY_WIDTH}` : ANY_WIDTH,
    recipeIds: RECIPES,
    concerns: isSmooth,
    premiseHolds: stepAllowed,
    measure: (facts) => {
      const coefficient = coefficientOf(facts, lambdaOf(facts), version)
      const [path, start] = [facts.value('pathLength'), facts.value('initialResidualNorm')]
      return coefficient === null || path === null || start === null ? null : (coefficient * path) / start
    },
    symbol: 'path / bound',
    holds: notAboveOne,
  }
}

/** Theorems 2.1 and 6.2, each as stated and as proved. */
export const SMOOTH_CLAIMS: readonly Claim[] = [
  smoothRate('stated', 'lambda'),
  smoothRate('proof', 'lambda'),
  smoothRate('stated', 'products'),
  smoothRadius('stated'),
  smoothRadius('proof'),
  smoothPath('stated'),
  smoothPath('proof'),
]
