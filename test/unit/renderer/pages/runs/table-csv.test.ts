import { expect, it } from 'vitest'
import { allColumns, shownColumns } from '../../../../../src-renderer/pages/runs/run-columns'
import { runsCsv } from '../../../../../src-renderer/pages/runs/table-csv'
import { EXPERIMENT, tableRow } from './rows'

it('writes the shown columns with exact values', () => {
  const columns = shownColumns(allColumns([EXPERIMENT], ['spec.labels.kind']), ['id', 'kappaH', 'spec.labels.kind', 'createdAt', 'note'])
  const rows = [
    tableRow({ id: 2, cells: [1 / 3, 'local'], createdAt: Date.UTC(2025, 10, 22, 1, 2, 3, 4), note: 'a, b' }),
    tableRow({ id: 1, cells: [NaN, null], createdAt: 0 }),
  ]
  expect(runsCsv(columns, rows, ['kappaH', 'spec.labels.kind'])).toBe(
    'id,kappaH,spec.labels.kind,createdAt,note\r\n2,0.3333333333333333,local,2025-11-22T01:02:03.004Z,"a, b"\r\n1,NaN,,1970-01-01T00:00:00.000Z,\r\n',
  )
})
