import { expect, it } from 'vitest'
import { formatBytes } from '../../../../src-renderer/components/format-bytes'

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.00 kB'],
  [12_412, '12.4 kB'],
  [999_600, '1.00 MB'],
  [1_200_000_000, '1.20 GB'],
])('%d bytes is %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))
