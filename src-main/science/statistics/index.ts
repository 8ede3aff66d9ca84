export { describe } from './describe'
export { fitPowerLaw, type PowerLaw } from './power-law'
export { binomialLowerTail } from './binomial'
