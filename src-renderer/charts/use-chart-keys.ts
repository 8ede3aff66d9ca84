import type { ChartNavigation } from './chart-navigation'

export interface ZoomKeys {
  zoomed: () => boolean
  closer: () => void
  further: () => void
  showWhole: () => void
}

/** Keys over a plot; those it has no use for are left to the page. */
export function useChartKeys(navigation: () => ChartNavigation, zoom: ZoomKeys): (event: KeyboardEvent) => void {
  const zoomKeys: Readonly<Record<string, () => void>> = { '+': zoom.closer, '-': zoom.further, '0': zoom.showWhole }

  function actOf(key: string): ((event: KeyboardEvent) => void) | undefined {
    const { keys, pinned, unpin } = navigation()
    if (key !== 'Escape') return keys[key] ?? zoomKeys[key]
    if (pinned.value) return unpin
    return zoom.zoomed() ? zoom.showWhole : undefined
  }

  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const act = actOf(event.key)
    if (act === undefined) return
    event.preventDefault()
    event.stopPropagation()
    act(event)
  }
}
