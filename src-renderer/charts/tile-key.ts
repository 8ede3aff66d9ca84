import { endedShare, type ChartTiles } from './chart-tiles'

/** What a tile can look like besides its colour. */
export interface TileKeyEntry {
  id: string
  label: string
  look: 'empty' | 'partial' | 'inferred' | { mark: string }
}

/** Names of the looks that occur. */
export function tileKey(tiles: ChartTiles): TileKeyEntry[] {
  const entries: TileKeyEntry[] = []
  if (tiles.value.some((value) => Number.isNaN(value))) entries.push({ id: 'empty', label: 'nothing measured yet', look: 'empty' })
  if (tiles.value.some((value, i) => !Number.isNaN(value) && endedShare(tiles, i) < 1))
    entries.push({ id: 'partial', label: 'some runs have not ended', look: 'partial' })
  if (tiles.inferred.includes(true)) entries.push({ id: 'inferred', label: 'inferred, not run', look: 'inferred' })
  for (const mark of new Set(tiles.mark))
    if (mark !== null) entries.push({ id: `mark ${mark}`, label: tiles.markNames[mark] ?? `marked ${mark}`, look: { mark } })
  return entries
}
