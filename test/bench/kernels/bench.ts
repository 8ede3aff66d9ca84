import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { loadArithmetic, openArithmetic } from '../../../src-main/science/arithmetic/load'
import { allCores, type BenchRow } from './measure'
import { benchDeep } from './deep'
import { measurePeak } from './machine-peak'
import { benchSpectra } from './spectra'
import { benchTrainingStep } from './training-step'
import { benchTwoLayer } from './two-layer'

function print(rows: readonly BenchRow[]): void {
  console.table(
    rows.map(({ what, size, threads, milliseconds, gflops, shareOfPeak, gigabytesPerSecond, peer }) => ({
      what,
      size,
      threads,
      ms: Number(milliseconds.toPrecision(4)),
      'GFLOP/s': gflops === null ? '' : Number(gflops.toFixed(1)),
      'share of peak': shareOfPeak === null ? '' : `${(100 * shareOfPeak).toFixed(0)} %`,
      'GB/s': gigabytesPerSecond === undefined ? '' : Number(gigabytesPerSecond.toFixed(1)),
      'times as fast as': peer === undefined ? '' : `${peer.times.toPrecision(3)} ${peer.name}`,
    })),
  )
}

const SECTIONS = { 'two-layer': benchTwoLayer, deep: benchDeep, 'training-step': benchTrainingStep, spectra: benchSpectra }
const isSection = (name: string): name is keyof typeof SECTIONS => Object.hasOwn(SECTIONS, name)

/** Measures the sections (all when none is named), prints a table of each as it ends and writes bench-results/<time>.json. */
export async function bench(names: readonly string[]): Promise<void> {
  const wanted = names.length === 0 ? Object.keys(SECTIONS) : names
  if (!wanted.every(isSection)) throw new Error(`Sections are ${Object.keys(SECTIONS).join(', ')}; not ${wanted.join(', ')}.`)
  const { decision, arithmetic, reason } = loadArithmetic()
  if (decision.addonPath === null) throw new Error(`There is nothing to measure: ${reason}`)
  const busy = loadavg()[0]! > 0.3 * allCores
  if (busy)
    console.warn(`The machine is busy (load ${loadavg()[0]!.toFixed(1)} on ${allCores} cores): these times are longer than they need be.`)
  console.log(`${arithmetic.description}; ${cpus()[0]?.model ?? 'unknown processor'}, ${allCores} cores`)
  const open = (threads: number): ReturnType<typeof openArithmetic> => openArithmetic(decision, { threads })

  const { peak, rows } = await measurePeak(decision.addonPath)
  print(rows)
  for (const name of wanted) {
    const measured = await SECTIONS[name](open, peak)
    print(measured)
    rows.push(...measured)
  }

  const folder = 'bench-results'
  mkdirSync(folder, { recursive: true })
  const time = new Date()
  const file = join(folder, `${time.toISOString().replaceAll(':', '-')}.json`)
  const machine = { processor: cpus()[0]?.model ?? '', cores: allCores, load: loadavg(), busy, arithmetic: arithmetic.description }
  writeFileSync(file, JSON.stringify({ time: time.toISOString(), machine, rows }, null, 2))
  console.log(`Written to ${file}`)
}
