import { csvText } from '../../../src-main/contract'
import { descending, type DrawnSpectrum } from './drawn-spectrum'

/** All eigenvalues, the largest of each spectrum first. */
export function eigenvalueCsv(drawn: readonly DrawnSpectrum[]): string {
  const rows = drawn.flatMap(({ label, spectrum }) => {
    const values = descending(spectrum)
    const largest = Math.ceil(values.length / 2)
    return [...values].map((value, i) => {
      const place = spectrum.complete || i < largest ? i + 1 : spectrum.order - values.length + i + 1
      return [label, place, value, spectrum.health.noiseFloor, value > spectrum.health.noiseFloor ? 'yes' : 'no']
    })
  })
  const comments = drawn.map(({ label, spectrum }) => `${label}: order ${spectrum.order}, ${spectrum.health.method}`)
  return csvText(['spectrum', 'place', 'eigenvalue', 'noise floor', 'resolved'], rows, comments)
}
