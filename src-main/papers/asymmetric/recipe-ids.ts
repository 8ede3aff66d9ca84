/** Recipes by what their runs can tell; the one to begin with first. */

export const SIMULATED_IDS: readonly string[] = ['asymmetric-simulated-stated', 'asymmetric-simulated-program']

export const TABLE_IDS = ['concrete', 'energy', 'airfoil', 'plant'] as const
export type Table = (typeof TABLE_IDS)[number]
/** As the text of the paper states it, or as in the program its authors published. */
export type Variant = 'stated' | 'program'

export function regressionId(table: Table, variant: Variant): string {
  return variant === 'program' ? `asymmetric-${table}` : `asymmetric-${table}-stated`
}

export const REGRESSION_IDS: readonly string[] = [
  ...TABLE_IDS.map((table) => regressionId(table, 'program')),
  ...TABLE_IDS.map((table) => regressionId(table, 'stated')),
]

export const digitsId = (variant: Variant): string => `asymmetric-digits-${variant}`
export const DIGITS_IDS: readonly string[] = [digitsId('program'), digitsId('stated')]

export type ClassCount = 10 | 100
export const featuresId = (classes: ClassCount, variant: Variant): string => `asymmetric-features-${classes}-${variant}`
export const FEATURES_IDS: readonly string[] = [
  featuresId(10, 'program'),
  featuresId(10, 'stated'),
  featuresId(100, 'stated'),
  featuresId(100, 'program'),
]

export const SCAN_ID = 'asymmetric-features-gamma'
