/**
 * Error function and normal distribution function by the rational approximations of fdlibm's s_erf.c (Sun Microsystems, 1993), within
 * about one unit in the last place. Coefficients in ascending powers.
 */

const NEAR_ZERO_NUMERATOR = [
  1.28379167095512558561e-1, -3.2504210724700149937e-1, -2.84817495755985104766e-2, -5.77027029648944159157e-3, -2.37630166566501626084e-5,
] as const
const NEAR_ZERO_DENOMINATOR = [
  1, 3.97917223959155352819e-1, 6.50222499887672944485e-2, 5.08130628187576562776e-3, 1.32494738004321644526e-4, -3.9602282787753681232e-6,
] as const
const NEAR_ONE = 8.45062911510467529297e-1
const NEAR_ONE_NUMERATOR = [
  -2.36211856075265944077e-3, 4.14856118683748331666e-1, -3.72207876035701323847e-1, 3.18346619901161753674e-1, -1.10894694282396677476e-1,
  3.54783043256182359371e-2, -2.166375594868790843e-3,
] as const
const NEAR_ONE_DENOMINATOR = [
  1, 1.06420880400844228286e-1, 5.40397917702171048937e-1, 7.18286544141962662868e-2, 1.26171219808761642112e-1, 1.36370839120290507362e-2,
  1.1984499846799107417e-2,
] as const
const MIDDLE_NUMERATOR = [
  -9.86494403484714822705e-3, -6.93858572707181764372e-1, -1.05586262253232909814e1, -6.23753324503260060396e1, -1.62396669462573470355e2,
  -1.84605092906711035994e2, -8.12874355063065934246e1, -9.81432934416914548592,
] as const
const MIDDLE_DENOMINATOR = [
  1, 1.96512716674392571292e1, 1.376577541435190426e2, 4.34565877475229228821e2, 6.45387271733267880336e2, 4.29008140027567833386e2,
  1.08635005541779435134e2, 6.57024977031928170135, -6.04244152148580987438e-2,
] as const
const TAIL_NUMERATOR = [
  -9.86494292470009928597e-3, -7.99283237680523006574e-1, -1.77579549177547519889e1, -1.60636384855821916062e2, -6.37566443368389627722e2,
  -1.02509513161107724954e3, -4.83519191608651397019e2,
] as const
const TAIL_DENOMINATOR = [
  1, 3.03380607434824582924e1, 3.25792512996573918826e2, 1.53672958608443695994e3, 3.19985821950859553908e3, 2.55305040643316442583e3,
  4.74528541206955367215e2, -2.24409524465858183362e1,
] as const

const BRANCH_TAIL = 1 / 0.35

function horner(coefficients: readonly number[], x: number): number {
  let value = 0
  for (let k = coefficients.length - 1; k >= 0; k--) value = value * x + coefficients[k]!
  return value
}

/** (erf(x) - x) / x for |x| < 0.84375 */
function nearZero(x: number): number {
  const z = x * x
  return horner(NEAR_ZERO_NUMERATOR, z) / horner(NEAR_ZERO_DENOMINATOR, z)
}

/** erf(x) - {@link NEAR_ONE} for 0.84375 <= x < 1.25 */
function nearOne(x: number): number {
  const s = x - 1
  return horner(NEAR_ONE_NUMERATOR, s) / horner(NEAR_ONE_DENOMINATOR, s)
}

/** erfc(x) for x >= 1.25; exp(-x^2) is taken in two factors whose arguments are exact */
function tail(x: number): number {
  const s = 1 / (x * x)
  const ratio =
    x < BRANCH_TAIL ? horner(MIDDLE_NUMERATOR, s) / horner(MIDDLE_DENOMINATOR, s) : horner(TAIL_NUMERATOR, s) / horner(TAIL_DENOMINATOR, s)
  const high = Math.fround(x)
  return (Math.exp(-high * high - 0.5625) * Math.exp((high - x) * (high + x) + ratio)) / x
}

/** erf(x) = 2/sqrt(pi) int_0^x exp(-t^2) dt */
export function errorFunction(x: number): number {
  const magnitude = Math.abs(x)
  if (magnitude < 0.84375) return x + x * nearZero(x)
  if (Number.isNaN(x)) return NaN
  const value = magnitude < 1.25 ? NEAR_ONE + nearOne(magnitude) : magnitude < 6 ? 1 - tail(magnitude) : 1
  return x < 0 ? -value : value
}

/** erfc(x) = 1 - erf(x), to full relative accuracy for large x */
export function complementaryErrorFunction(x: number): number {
  if (Number.isNaN(x)) return NaN
  if (x < 0.25) return x < -6 ? 2 : 1 - errorFunction(x)
  if (x < 0.84375) return 0.5 - (x - 0.5 + x * nearZero(x))
  if (x < 1.25) return 1 - NEAR_ONE - nearOne(x)
  return x < 28 ? tail(x) : 0
}

/** P(z <= x) for z standard normal, to full relative accuracy in the lower tail */
export function normalCdf(x: number): number {
  return complementaryErrorFunction(-x * Math.SQRT1_2) / 2
}

const DENSITY_AT_ZERO = 0.3989422804014327

/** exp(-x^2 / 2) / sqrt(2 pi) */
export function normalDensity(x: number): number {
  return DENSITY_AT_ZERO * Math.exp((-x * x) / 2)
}
