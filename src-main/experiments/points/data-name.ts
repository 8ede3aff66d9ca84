import type { PointData } from '../../contract'

/** Short name of data for titles and axes. */
export function dataName(data: PointData): string {
  switch (data.kind) {
    case 'circle':
      return `${data.geometry.replaceAll('-', ' ')} circle`
    case 'sample-table':
      return data.table
    case 'sine-regression':
      return 'sine regression'
    case 'synthetic-images':
      return 'synthetic images'
    case 'file':
    case 'stored':
      return 'given'
    default:
      return data.kind
  }
}
