import { computed, type ComputedRef } from 'vue'
import { plotArea } from './chart-layout'
import type { LinkedPlace } from './chart-link'
import type { ChartModel } from './chart-model'
import type { NavigatedChart } from './chart-navigation'
import { tileAt, type ChartTiles } from './chart-tiles'
import { readout, type ReadoutRow } from './readings'
import { boxOf, tileEdges, type Box } from './tile-boxes'

/** What is read off a tile. */
export interface TileReading {
  index: number
  x: number
  y: number
  /** null: nothing measured yet */
  value: number | null
  text: string
  /** what the curves over the tile say at its x */
  rows: ReadoutRow[]
}

export interface UsedTileReading {
  reading: ComputedRef<TileReading | null>
  pinned: ComputedRef<boolean>
  /** around the tile that is read, in pixels of the plot */
  frame: ComputedRef<Box | null>
}

/** The tile at the hovered or pinned place that linked charts share. */
export function useTileReading({
  model,
  layout,
  link,
  axisKey,
}: Pick<NavigatedChart, 'model' | 'layout' | 'link' | 'axisKey'>): UsedTileReading {
  const tileOf = (place: LinkedPlace | null): number | null => {
    const { tiles } = model.value
    if (tiles === null || layout.value === null || place?.key !== axisKey() || place.y === undefined) return null
    return tileAt(tiles, layout.value.axes, place.x, place.y)
  }
  const pinned = computed(() => tileOf(link().pinned.value))
  const read = computed(() => pinned.value ?? tileOf(link().hovered.value))
  return {
    reading: computed(() => {
      const { tiles } = model.value
      return tiles === null || read.value === null ? null : readingOf(model.value, tiles, read.value)
    }),
    pinned: computed(() => pinned.value !== null),
    frame: computed(() => {
      const { tiles } = model.value
      if (tiles === null || layout.value === null || read.value === null) return null
      return boxOf(tileEdges(tiles, layout.value.axes, plotArea(layout.value)), tiles, read.value)
    }),
  }
}

export function readingOf(model: ChartModel, tiles: ChartTiles, index: number): TileReading {
  const x = tiles.x[index]!
  const value = tiles.value[index]!
  return {
    index,
    x,
    y: tiles.y[index]!,
    value: Number.isNaN(value) ? null : value,
    text: tiles.text[index]!,
    rows: readout(model, model.curves, x).filter((row) => row.value !== null && !Number.isNaN(row.value)),
  }
}
