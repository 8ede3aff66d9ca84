import type { NumbersComparison, Reproduction } from '../contract'
import { textTable } from './console'

const same = ({ onlyOriginal, onlyRepeated, different }: NumbersComparison): boolean => onlyOriginal + onlyRepeated + different === 0

/** What a reproduction has shown, for reading. */
export function reproductionText(found: Reproduction): string {
  const { original, repeated, identical, firstStep, environment, remarks } = found
  const parts = [found.series, found.spectra, found.summary, found.artifacts].flat().filter((each) => !same(each))
  const verdict = identical
    ? `Bit-identical: ${found.numbers} numbers in ${found.series.length} series, ${found.spectra.length} spectra, ${found.summary.length} summary values and ${found.artifacts.length} arrays.`
    : `Different: at most ${found.largestUlp} ULP${firstStep === null ? '' : `, first at step ${firstStep.step} in ${firstStep.names.join(', ')}`}.`
  return [
    `Run ${original.id} (attempt ${original.attempt}) computed again as run ${repeated.id} (attempt ${repeated.attempt})`,
    verdict,
    ...(found.sameEnd
      ? []
      : [`It ended differently: ${original.stopReason} at step ${original.step}, then ${repeated.stopReason} at step ${repeated.step}.`]),
    ...(parts.length === 0
      ? []
      : [
          '',
          textTable(
            ['what', 'numbers', 'different', 'only in one', 'largest ULP', 'at', 'first at'],
            parts.map((each) => [
              each.name,
              String(each.common),
              String(each.different),
              String(each.onlyOriginal + each.onlyRepeated),
              String(each.largestUlp),
              String(each.largest?.at ?? ''),
              String(each.first?.at ?? ''),
            ]),
            ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
          ),
        ]),
    '',
    environment.length === 0
      ? 'Computed by the same program with the same arithmetic on the same machine.'
      : textTable(
          ['environment', `run ${original.id}`, `run ${repeated.id}`],
          environment.map((each) => [each.name, String(each.original), String(each.repeated)]),
          [],
        ),
    ...remarks,
  ].join('\n')
}
