import { LabError, type SampleCredits } from '../contract'
import { regressionData, type RegressionData } from './regression-data'
import airfoil from './samples/airfoil_self_noise.dat?raw'
import concrete from './samples/concrete.csv?raw'
import energy from './samples/energy.csv?raw'
import plant from './samples/power-plant.csv?raw'
import { standardisedRegression, type StandardisedRegression } from './standardise'
import { readTable, type NumericTable } from './table'

/** A regression table that comes with the lab. */
export interface SampleTable {
  id: string
  title: string
  /** in `samples/` */
  file: string
  /** of the file */
  sha256: string
  /** what each column means, with its unit, in their order */
  columns: { name: string; meaning: string }[]
  /** columns that may be predicted, the default first; never an input */
  targets: string[]
  credits: Omit<SampleCredits, 'title'>
}

const LICENCE = { licence: 'CC BY 4.0', licenceUrl: 'https://creativecommons.org/licenses/by/4.0/' }

const CONCRETE: SampleTable = {
  id: 'concrete',
  title: 'Concrete compressive strength',
  file: 'concrete.csv',
  sha256: '6c880c8ee969a53240c43f872e59287c98a8efe017e9a5388f5d5c946c3388ee',
  columns: [
    { name: 'Cement', meaning: 'cement, kg in a cubic metre of mixture' },
    { name: 'Blast-Furnace-Slag', meaning: 'blast furnace slag, kg in a cubic metre of mixture' },
    { name: 'Fly-Ash', meaning: 'fly ash, kg in a cubic metre of mixture' },
    { name: 'Water', meaning: 'water, kg in a cubic metre of mixture' },
    { name: 'Superplasticizer', meaning: 'superplasticiser, kg in a cubic metre of mixture' },
    { name: 'Coarse-Aggregate', meaning: 'coarse aggregate, kg in a cubic metre of mixture' },
    { name: 'Fine-Aggregate', meaning: 'fine aggregate, kg in a cubic metre of mixture' },
    { name: 'Age', meaning: 'age, days' },
    { name: 'Concrete-compressive-strength', meaning: 'compressive strength, MPa' },
  ],
  targets: ['Concrete-compressive-strength'],
  credits: {
    citation: 'Yeh, I. (1998). Concrete Compressive Strength [Dataset]. UCI Machine Learning Repository.',
    source: 'https://doi.org/10.24432/C5PK67',
    ...LICENCE,
  },
}

const ENERGY: SampleTable = {
  id: 'energy',
  title: 'Energy efficiency of buildings',
  file: 'energy.csv',
  sha256: 'be48168b2273474e291082520cf39beff956a1052b6fdbeca09439bfe4f2b78e',
  columns: [
    { name: 'X1', meaning: 'relative compactness' },
    { name: 'X2', meaning: 'surface area, square metres' },
    { name: 'X3', meaning: 'wall area, square metres' },
    { name: 'X4', meaning: 'roof area, square metres' },
    { name: 'X5', meaning: 'overall height, metres' },
    { name: 'X6', meaning: 'orientation, 2 to 5' },
    { name: 'X7', meaning: 'glazing area, share of the floor area' },
    { name: 'X8', meaning: 'distribution of the glazing area, 0 to 5' },
    { name: 'Y1', meaning: 'heating load, kWh per square metre' },
    { name: 'Y2', meaning: 'cooling load, kWh per square metre' },
  ],
  targets: ['Y1', 'Y2'],
  credits: {
    citation: 'Tsanas, A. and Xifara, A. (2012). Energy Efficiency [Dataset]. UCI Machine Learning Repository.',
    source: 'https://doi.org/10.24432/C51307',
    ...LICENCE,
  },
}

const AIRFOIL: SampleTable = {
  id: 'airfoil',
  title: 'Airfoil self-noise',
  file: 'airfoil_self_noise.dat',
  sha256: '2d7d83523e01c42969bed6fb21b18f08c1569f5f23352c741f615b05447b3560',
  columns: [
    { name: 'X0', meaning: 'frequency, Hz' },
    { name: 'X1', meaning: 'angle of attack, degrees' },
    { name: 'X2', meaning: 'chord length, metres' },
    { name: 'X3', meaning: 'free-stream velocity, metres per second' },
    { name: 'X4', meaning: 'suction side displacement thickness, metres' },
    { name: 'TARGET', meaning: 'scaled sound pressure level, dB' },
  ],
  targets: ['TARGET'],
  credits: {
    citation: 'Brooks, T., Pope, D. and Marcolini, M. (1989). Airfoil Self-Noise [Dataset]. UCI Machine Learning Repository.',
    source: 'https://doi.org/10.24432/C5VW2C',
    ...LICENCE,
  },
}

const PLANT: SampleTable = {
  id: 'plant',
  title: 'Combined cycle power plant',
  file: 'power-plant.csv',
  sha256: '5f49e17b52b8e9ebf7fb8e5c6dfd51a0d58703e2bcab36abf1661cd7edefd8e2',
  columns: [
    { name: 'AT', meaning: 'ambient temperature, degrees Celsius' },
    { name: 'V', meaning: 'exhaust vacuum, cm Hg' },
    { name: 'AP', meaning: 'ambient pressure, mbar' },
    { name: 'RH', meaning: 'relative humidity, per cent' },
    { name: 'PE', meaning: 'net electrical energy output, MW' },
  ],
  targets: ['PE'],
  credits: {
    citation: 'Tüfekci, P. and Kaya, H. (2014). Combined Cycle Power Plant [Dataset]. UCI Machine Learning Repository.',
    source: 'https://doi.org/10.24432/C5002N',
    ...LICENCE,
  },
}

/** The tables, with the text of their files. */
const ENTRIES = [
  { table: CONCRETE, text: concrete },
  { table: ENERGY, text: energy },
  { table: AIRFOIL, text: airfoil },
  { table: PLANT, text: plant },
]

export const SAMPLE_TABLES: readonly SampleTable[] = ENTRIES.map(({ table }) => table)

/** The content of a sample table, read from its file. @throws LabError `not-found` */
export function sampleTable(id: string): NumericTable {
  const { table, text } = entry(id)
  return readTable(new TextEncoder().encode(text), table.file)
}

/**
 * A sample table as a regression problem: one of its targets, every column that is no target as an input.
 * @param target name of the column; the default one if not given
 * @throws LabError `not-found` when there is no such table or no such target
 */
export function sampleData(id: string, target: string | undefined): RegressionData {
  const { table } = entry(id)
  const chosen = target ?? table.targets[0]!
  if (!table.targets.includes(chosen))
    throw new LabError('not-found', `The sample table "${id}" has no target "${chosen}"; it has ${table.targets.join(', ')}.`)
  return regressionData(sampleTable(id), { target: chosen, excluded: table.targets.filter((name) => name !== chosen) }, table.file)
}

/** {@link sampleData}, split and standardised by {@link standardisedRegression}. */
export function sampleRegression(id: string, target: string | undefined, seed: number): StandardisedRegression {
  return standardisedRegression(sampleData(id, target), seed)
}

function entry(id: string): (typeof ENTRIES)[number] {
  const found = ENTRIES.find(({ table }) => table.id === id)
  if (found === undefined)
    throw new LabError('not-found', `There is no sample table "${id}"; there are ${ENTRIES.map(({ table }) => table.id).join(', ')}.`)
  return found
}
