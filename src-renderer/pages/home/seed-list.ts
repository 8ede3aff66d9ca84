import { MAX_SEED } from '../../../src-main/contract'

const MOST_SEEDS = 10_000

export type SeedList = { seeds: number[]; problem: null } | { seeds: null; problem: string }

const refuse = (problem: string): SeedList => ({ seeds: null, problem })

/** Seeds as a person writes them: "0-9, 12" (ranges include both ends). Repeated seeds count once; the order is kept. */
export function parseSeeds(text: string): SeedList {
  const seeds = new Set<number>()
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '') continue
    const match = /^(\d+)(?:\s*[-–]\s*(\d+))?$/.exec(part)
    if (!match) return refuse(`“${part}” is neither a seed nor a range such as 0-9.`)
    const first = Number(match[1])
    const last = match[2] === undefined ? first : Number(match[2])
    if (first > MAX_SEED || last > MAX_SEED) return refuse(`A seed is at most ${MAX_SEED}.`)
    if (last < first) return refuse(`The range “${part}” ends before it begins.`)
    if (seeds.size + last - first + 1 > MOST_SEEDS) return refuse(`At most ${MOST_SEEDS} seeds can be queued at once.`)
    for (let seed = first; seed <= last; seed++) seeds.add(seed)
  }
  return seeds.size === 0 ? refuse('No seed is given.') : { seeds: [...seeds], problem: null }
}
