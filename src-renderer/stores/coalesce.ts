/**
 * Calls `act` soon after the returned function is called, at most once in `interval` milliseconds and never twice at the same time,
 * however often it is asked. What it throws goes to `failed`.
 */
export function coalesce(act: () => Promise<void>, interval: number, failed: (error: unknown) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null
  let working = false
  let askedAgain = false
  let lastStart = -Infinity

  async function work(): Promise<void> {
    timer = null
    working = true
    askedAgain = false
    lastStart = performance.now()
    try {
      await act()
    } catch (error) {
      failed(error)
    }
    working = false
    if (askedAgain) ask()
  }

  function ask(): void {
    if (working) askedAgain = true
    else timer ??= setTimeout(() => void work(), Math.max(0, lastStart + interval - performance.now()))
  }

  return ask
}
