import { describe, expect, it } from 'vitest'
import type { ActivationSpec } from '../../../../src-main/contract'
import { activationOf } from '../../../../src-main/science/activations'
import { activationConstants, activationHermite } from '../../../../src-main/science/gaussian'

/** E phi, E phi^2, E phi', E phi'^2, Var phi' of arXiv 1908.05660's activations, to 10 digits (mpmath); null where not tabulated. */
const MOMENTS: readonly [ActivationSpec, (number | null)[]][] = [
  [{ kind: 'relu' }, [0.3989422804, 0.5, 0.5, 0.5, 0.25]],
  [{ kind: 'leaky-relu', negativeSlope: 0.01 }, [0.39495286, 0.50005, 0.505, 0.50005, 0.245025]],
  [{ kind: 'elu' }, [0.1605205671, 0.6449454175, 0.7615782919, 0.6681020012, 0.0881005066]],
  [{ kind: 'elu-as-printed' }, [0.66052057, 0.7941968387, 0.1242143033, 0.836822284, 0.8213930908]],
  [{ kind: 'selu' }, [0, 1, 0.9852311162, 1.0715749925, 0.1008946402]],
  [{ kind: 'penalised-tanh', negativeSlope: 0.25 }, [0.20849224, 0.209468948, 0.3785659435, 0.2467140419, 0.1034018683]],
  [{ kind: 'tanh' }, [0, 0.3942944904, 0.6057055096, 0.4644029024, 0.0975237381]],
  [{ kind: 'sigmoid' }, [0.5, 0.2933790359, 0.2066209641, 0.0448362414, 0.0021440185]],
  [{ kind: 'swish' }, [0.20662096, 0.3557755198, 0.5, 0.3794823516, 0.1294823516]],
  [{ kind: 'polynomial', coefficients: [0, 1] }, [0, 1, 1, 1, 0]],
  [{ kind: 'polynomial', coefficients: [0, 0, 1] }, [1, 3, 0, 4, 4]],
  [{ kind: 'polynomial', coefficients: [0, 0, 0, 1] }, [0, 15, 3, 27, 18]],
  [{ kind: 'erf' }, [0, 0.4645590544, 0.6514700159, 0.5694100347, 0.1449968532]],
  [{ kind: 'relu-power', power: 2 }, [null, 0.375, 0.3989422804, 0.5, 0.3408450569]],
]

describe.each(MOMENTS)('moments of %o', (spec, expected) => {
  it('have the tabulated values', () => {
    const { mean, meanSquare, derivativeMean, derivativeMeanSquare, derivativeVariance } = activationConstants(activationOf(spec))
    ;[mean, meanSquare, derivativeMean, derivativeMeanSquare, derivativeVariance].forEach((value, index) => {
      const given = expected[index] ?? null
      // the means are tabulated to 8 digits
      if (given !== null) expect(Math.abs(value - given), `number ${index}`).toBeLessThan(index === 0 ? 5.5e-9 : 1e-10)
    })
  })
})

/** Table of arXiv 1902.04674's specification, 12 digits: E phi, E phi^2, Var phi, E phi'^2, mu_0, mu_1, mu_2, mu_3, mu_5 of phi', gamma_phi */
const HERMITE: readonly [ActivationSpec, number[]][] = [
  [
    { kind: 'softplus' },
    [0.806059183347, 0.921245908859, 0.271514501801, 0.293379035858, 0.5, 0.206620964142, 0, -0.025473257907, 0.0058770606, 0.14610308488],
  ],
  [{ kind: 'relu' }, [0.398942280401, 0.5, 0.340845056908, 0.5, 0.5, 0.398942280401, 0, -0.162867503968, 0.109254843059, 0.282094791774]],
  [{ kind: 'tanh' }, [0, 0.394294490398, 0.394294490398, 0.464402902448, 0.605705509602, 0, -0.257100756176, 0, 0, 0]],
  [{ kind: 'erf' }, [0, 0.464559054398, 0.464559054398, 0.569410034734, 0.651470015871, 0, -0.307105910641, 0, 0, 0]],
  [{ kind: 'sine' }, [0, 0.432332358382, 0.432332358382, 0.567667641618, 0.606530659713, 0, -0.42888194248, 0, 0, 0]],
  [
    { kind: 'gelu' },
    [
      0.282094791774, 0.42522148257, 0.345644011024, 0.455850865649, 0.5, 0.423142187661, 0, -0.143955895613, 0.067597985354,
      0.299206710301,
    ],
  ],
  [
    { kind: 'swish' },
    [0.206620964142, 0.355775519817, 0.313083296994, 0.379482351633, 0.5, 0.350845444325, 0, -0.07561001761, 0.024072351925, 0.24808519283],
  ],
  [{ kind: 'polynomial', coefficients: [0, 0, 0.5] }, [0.5, 0.75, 0.5, 1, 0, 1, 0, 0, 0, 0.707106781187]],
]

describe.each(HERMITE)('Hermite constants of %o', (spec, expected) => {
  it('have the tabulated values', () => {
    const activation = activationOf(spec)
    const { mean, meanSquare, variance, derivativeMeanSquare, mu1, gamma2, derivativeMean } = activationConstants(activation)
    const { coefficients } = activationHermite(activation, 'derivative', 6)
    const [c0, c1, c2, c3, , c5] = coefficients
    ;[mean, meanSquare, variance, derivativeMeanSquare, c0!, c1!, c2!, c3!, c5!, gamma2].forEach((value, index) => {
      expect(Math.abs(value - expected[index]!), `number ${index}`).toBeLessThan(6e-13)
    })
    expect(mu1).toBeCloseTo(c1!, 14)
    expect(derivativeMean).toBeCloseTo(c0!, 14)
    expect(gamma2).toBeCloseTo(c1! / Math.SQRT2, 14)
  })
})

describe('further constants', () => {
  it.each<[ActivationSpec, number]>([
    [{ kind: 'tanh' }, 1.5925374],
    [{ kind: 'relu' }, Math.SQRT2],
    [{ kind: 'swish' }, 1.6765325],
    [{ kind: 'elu' }, 1.2451983],
  ])('normalisation of %o', (spec, expected) => {
    expect(activationConstants(activationOf(spec)).normalisation).toBeCloseTo(expected, 7)
  })

  it('SELU has mean 0 and second moment 1, and so has every NormReLU', () => {
    const { mean, meanSquare } = activationConstants(activationOf({ kind: 'selu' }))
    expect(mean).toBeCloseTo(0, 14)
    expect(meanSquare).toBeCloseTo(1, 14)
    for (const kink of [-3, -1.5975, 0, 1, 4]) {
      const constants = activationConstants(activationOf({ kind: 'normrelu', kink }))
      expect(constants.mean).toBeCloseTo(0, 10)
      expect(constants.meanSquare).toBeCloseTo(1, 10)
    }
  })

  it('NormReLU with kink -1.5975: mu = 1 - a_1^2 and slope of the dual at 1', () => {
    const { derivativeMean, derivativeMeanSquare } = activationConstants(activationOf({ kind: 'normrelu', kink: -1.5975 }))
    expect(1 - derivativeMean * derivativeMean).toBeCloseTo(0.0155988727, 10)
    expect(derivativeMeanSquare).toBeCloseTo(1.0417793644, 10)
  })

  // mean, deviation, mu, slope of the normalised dual at 1 (arXiv 2002.01523's specification, section 1.2)
  it.each<[ActivationSpec, number, number, number, number]>([
    [{ kind: 'relu' }, 0.3989422804, 0.5838193701, 0.2665289, 1.46694221],
    [{ kind: 'leaky-relu', negativeSlope: 0.2 }, 0.3191538243, 0.6466381031, 0.13904606, 1.24360013],
    [{ kind: 'absolute' }, 0.7978845608, 0.602810275, 1, 2.75193839],
    [{ kind: 'tanh' }, 0, 0.6279287303, 0.06953008, 1.17780723],
    [{ kind: 'erf' }, 0, 0.6815856912, 0.08641716, 1.2257],
    [{ kind: 'sigmoid' }, 0.5, 0.2082763449, 0.01583283, 1.03359239],
    [{ kind: 'softplus' }, 0.8060591833, 0.5210705344, 0.07923887, 1.08052805],
    [{ kind: 'selu' }, 0, 1, 0.02931965, 1.07157499],
    [{ kind: 'gelu' }, 0.2820947918, 0.5879149692, 0.27671248, 1.31884497],
    [{ kind: 'swish' }, 0.2066209641, 0.5595384678, 0.20149046, 1.21208111],
    [{ kind: 'sine' }, 0, 0.657519854, 0.14908187, 1.31303529],
    [{ kind: 'expression', expression: 'exp(x)' }, 1.6487212707, 2.1611974159, 0.41802329, 1.58197671],
    [{ kind: 'expression', expression: 'cos(x)' }, 0.6065306597, 0.4469767337, 1, 2.16395341],
    [{ kind: 'expression', expression: 'x / (1 + abs(x))' }, 0, 0.4278013806, 0.06910535, 1.24401037],
  ])('normalised %o', (spec, mean, deviation, mu, slope) => {
    const constants = activationConstants(activationOf(spec))
    expect(Math.abs(constants.mean - mean)).toBeLessThan(6e-11)
    expect(Math.abs(Math.sqrt(constants.variance) - deviation)).toBeLessThan(6e-11)
    expect(Math.abs(1 - constants.derivativeMean ** 2 / constants.variance - mu)).toBeLessThan(6e-9)
    expect(Math.abs(constants.derivativeMeanSquare / constants.variance - slope)).toBeLessThan(6e-9)
  })
})
