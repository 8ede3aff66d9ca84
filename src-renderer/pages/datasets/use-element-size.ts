import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

/** Width of what an element has room for, kept up to date. */
export function useElementSize(element: Readonly<Ref<HTMLElement | null>>): { width: Ref<number> } {
  const width = ref(800)
  const observer = new ResizeObserver(([entry]) => {
    if (entry !== undefined) width.value = entry.contentRect.width
  })
  watch(element, (now, before) => {
    if (before) observer.unobserve(before)
    if (now) observer.observe(now)
  })
  onBeforeUnmount(() => observer.disconnect())
  return { width }
}
