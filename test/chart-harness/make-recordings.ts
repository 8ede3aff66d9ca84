import { writeFileSync } from 'node:fs'
import { record, type Recorded } from './recorded-run'

/** Computes the runs the harness shows, once: npx rolldown make-recordings.ts ... && node. */
function plain(recorded: Recorded) {
  return {
    ...recorded,
    series: [...recorded.series].map(([name, { steps, values }]) => ({ name, steps: [...steps], values: [...values].map((value) => (Number.isFinite(value) ? value : String(value))) })),
    spectra: recorded.spectra.map((spectrum) => ({ ...spectrum, values: [...spectrum.values] })),
  }
}
writeFileSync(process.argv[2] ?? 'recordings.json', JSON.stringify({ converged: plain(record(100, 100, 5)), diverged: plain(record(200, 100, 7, 0.0105)) }))
