import { PAPER } from '../phase-cells'
import { jacobianBound, lambdaOf, notAboveOne, notBelowOne, RECIPES, type Claim } from './measures'

const JACOBIAN_NORM: Claim = {
  id: 'C14',
  title: 'Norm of the Jacobian, whatever the weights',
  formula: '\\|J(W_\\tau)\\|\\le\\sqrt k\\,B\\|v\\|_\\infty\\|X\\|',
  source: `${PAPER}, lemma 6.6`,
  premise: 'none: it holds for all weights',
  prediction: 'norm over bound is at most 1 at every step at which the kernel was measured',
  remark: null,
  recipeIds: RECIPES,
  concerns: ({ activation }) => Number.isFinite(activation.derivativeBound),
  premiseHolds: () => true,
  measure: (facts) => {
    const bound = jacobianBound(facts)
    const spectra = facts.spectra('hiddenKernel')
    if (bound === null || spectra.length === 0) return null
    return Math.max(...spectra.map(({ values }) => Math.sqrt(values.at(-1) ?? NaN))) / bound
  },
  symbol: 'max |J| / bound',
  holds: notAboveOne,
}

const SMALLEST_SINGULAR: Claim = {
  id: 'C15',
  title: 'The Jacobian of the start is well conditioned',
  formula: '\\sigma_{\\min}(J(W_0))\\ge\\|v\\|_2\\sqrt{\\lambda(X)/2}',
  source: `${PAPER}, lemma 6.7`,
  premise: '|v|_2 / |v|_inf >= sqrt(20 log n) B |X| / sqrt lambda(X)',
  prediction: 'left side over right side is at least 1, with probability 1 - 1/n',
  remark: 'In practice it holds from a few dozen neurons on, where the lemma asks for thousands.',
  recipeIds: RECIPES,
  concerns: ({ theorem }) => theorem !== null,
  premiseHolds: (facts) => {
    const [norm, largest, lambda] = [facts.value('outputWeightNorm'), facts.value('largestOutputWeight'), lambdaOf(facts)]
    if (facts.data === null || norm === null || largest === null || lambda === null) return false
    const bound = facts.theorem?.kind === 'smooth' ? facts.theorem.derivativeBound : 1
    return norm / largest >= (Math.sqrt(20 * Math.log(facts.n)) * bound * facts.data.spectralNorm) / Math.sqrt(lambda)
  },
  measure: (facts) => {
    const [least, norm, lambda] = [facts.value('hiddenLambdaMinStart'), facts.value('outputWeightNorm'), lambdaOf(facts)]
    if (least === null || norm === null || lambda === null || !(lambda > 0)) return null
    return Math.sqrt(Math.max(0, least)) / (norm * Math.sqrt(lambda / 2))
  },
  symbol: 'left / right',
  holds: notBelowOne,
}

const JACOBIAN_LIPSCHITZ: Claim = {
  id: 'C16',
  title: 'The Jacobian is Lipschitz',
  formula: "\\|J(W_T)-J(W_0)\\|\\le M\\|v\\|_\\infty\\|X\\|\\,\\|W_T-W_0\\|_F,\\ M=\\sup|\\phi''|",
  source: `${PAPER}, lemma 6.8`,
  premise: 'none: it holds for all weights',
  prediction: 'left side over right side is at most 1 at the end',
  remark: 'The paper takes M = B = 1 for softplus; its second derivative is at most 1/4, which is used.',
  recipeIds: RECIPES,
  concerns: ({ theorem, activation }) => theorem?.kind === 'smooth' && activation.secondDerivativeBound > 0,
  premiseHolds: () => true,
  measure: (facts) => {
    const [change, distance] = [facts.value('jacobianChange'), facts.value('hiddenWeightDistance')]
    const largest = facts.value('largestOutputWeight')
    if (facts.data === null || change === null || distance === null || largest === null || !(distance > 0)) return null
    return change / (facts.activation.secondDerivativeBound * largest * facts.data.spectralNorm * distance)
  },
  symbol: 'left / right',
  holds: notAboveOne,
}

const INITIAL_MISFIT: Claim = {
  id: 'C19',
  title: 'The initial error is of the size of the labels',
  formula: '\\|r_0\\|\\le\\|y\\|(1+(1+\\delta)B)',
  source: `${PAPER}, lemma 6.12`,
  premise: 'delta = 1',
  prediction: '|r_0| / |y| is at most 1 + 2B, with probability 1 - exp(-n / (2 |X|^2))',
  remark: 'The mean of |r_0|^2 is exactly |y|^2 (1 + Var phi(g) 2 floor(k/2) / k). Theorem 2.1 prints a probability without the factor n.',
  recipeIds: RECIPES,
  concerns: ({ theorem }) => theorem !== null,
  premiseHolds: () => true,
  measure: (facts) => facts.value('initialRelativeResidual'),
  symbol: '|r_0| / |y|',
  holds: (value, { theorem }) => value <= 1 + 2 * (theorem?.kind === 'smooth' ? theorem.derivativeBound : 1),
}

/** Lemmas 6.6 to 6.8 and 6.12. */
export const START_CLAIMS: readonly Claim[] = [JACOBIAN_NORM, SMALLEST_SINGULAR, JACOBIAN_LIPSCHITZ, INITIAL_MISFIT]
