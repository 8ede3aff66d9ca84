/** Calls `act` at once, then at most once in `interval` milliseconds; the last call within an interval is made up for at its end. */
export function throttle(act: () => void, interval: number): { call: () => void; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | null = null
  let again = false
  function open(): void {
    timer = null
    if (!again) return
    again = false
    run()
  }
  function run(): void {
    timer = setTimeout(open, interval)
    act()
  }
  return {
    call() {
      if (timer === null) run()
      else again = true
    },
    cancel() {
      if (timer !== null) clearTimeout(timer)
      timer = null
      again = false
    },
  }
}
