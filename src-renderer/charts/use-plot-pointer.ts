import { shallowRef, type ShallowRef } from 'vue'
import { useNextFrame } from './use-frame'
import type { DragBox } from './zoom'

export interface PlotPointerHandlers {
  /** pixels of the plot; null when the pointer has left */
  hover: (at: { x: number; y: number } | null) => void
  click: (at: { x: number; y: number }) => void
  drag: (box: DragBox) => void
  reset: () => void
  /** Ctrl and wheel: closer for a negative amount */
  wheel: (at: { x: number; y: number }, amount: number) => void
}

export interface PlotPointer {
  /** while the pointer is dragged */
  box: Readonly<ShallowRef<DragBox | null>>
  down: (event: PointerEvent) => void
  move: (event: PointerEvent) => void
  up: (event: PointerEvent) => void
  leave: () => void
  cancel: () => void
  wheel: (event: WheelEvent) => void
  doubleClick: () => void
}

/** A press that moves less is a click. */
const STILL = 4

/** Pointer, wheel and clicks over a plot. Without Ctrl the wheel belongs to the page. */
export function usePlotPointer(handlers: PlotPointerHandlers): PlotPointer {
  const box = shallowRef<DragBox | null>(null)
  let pressed: { x: number; y: number } | null = null
  let hovered: { x: number; y: number } | null = null
  const tellHover = useNextFrame(() => handlers.hover(hovered))

  function place(event: PointerEvent | WheelEvent): { x: number; y: number } {
    const target = event.currentTarget
    if (!(target instanceof HTMLElement)) return { x: 0, y: 0 }
    const bounds = target.getBoundingClientRect()
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top }
  }

  function down(event: PointerEvent): void {
    if (event.button !== 0 || !(event.currentTarget instanceof HTMLElement)) return
    pressed = place(event)
    event.currentTarget.setPointerCapture(event.pointerId)
  }

  function move(event: PointerEvent): void {
    const at = place(event)
    hovered = at
    if (pressed !== null && (box.value !== null || Math.hypot(at.x - pressed.x, at.y - pressed.y) > STILL)) {
      box.value = { x0: pressed.x, y0: pressed.y, x1: at.x, y1: at.y }
      hovered = null
    }
    tellHover()
  }

  function up(event: PointerEvent): void {
    if (pressed === null) return
    const at = place(event)
    const finished = box.value
    cancel()
    if (finished !== null) handlers.drag(finished)
    else handlers.click(at)
  }

  function cancel(): void {
    pressed = null
    box.value = null
  }

  function leave(): void {
    hovered = null
    tellHover()
  }

  function wheel(event: WheelEvent): void {
    if (!event.ctrlKey) return
    event.preventDefault()
    handlers.wheel(place(event), event.deltaY)
  }

  return { box, down, move, up, leave, cancel, wheel, doubleClick: () => handlers.reset() }
}
