/** What was computed, as long as there is room; the longest unused goes first. */
export class Remembered {
  private readonly kept = new Map<string, { value: unknown; numbers: number }>()
  private numbers = 0

  /** @param most numbers (of eight bytes) that are kept */
  constructor(private readonly most: number) {}

  /** @param room numbers that may be kept for now, until {@link trim} */
  remember<T>(key: string, compute: () => { value: T; numbers: number }, room = this.most): T {
    const found = this.kept.get(key)
    if (found !== undefined) {
      this.kept.delete(key)
      this.kept.set(key, found)
      return found.value as T
    }
    const made = compute()
    this.kept.set(key, made)
    this.numbers += made.numbers
    this.trim(room, key)
    return made.value
  }

  /** @param spared stays, however large it is */
  trim(room = this.most, spared?: string): void {
    for (const [oldest, { numbers }] of this.kept) {
      if (this.numbers <= room || oldest === spared) break
      this.kept.delete(oldest)
      this.numbers -= numbers
    }
  }
}
