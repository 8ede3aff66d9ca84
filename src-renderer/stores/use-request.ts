import { onScopeDispose, shallowReactive, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { LabError, type Answers, type LabEvent, type RequestArgument, type RequestName } from '../../src-main/contract'
import { listenToLab, request } from './lab'

export interface UseRequestOptions {
  /** true when the event makes the last answer stale */
  invalidatedBy?: (event: LabEvent) => boolean
  /** at most one request in this many milliseconds when events arrive faster */
  interval?: number
}

/** Answers that events make stale take at most this share of the time, so that a large study does not keep the lab from computing. */
const SHARE = 0.2

/** Reactive as a whole: read `used.value` in a computed or template, do not take it apart. */
export interface UsedRequest<N extends RequestName> {
  /** last answer, kept while a newer one is fetched; null before the first. Replaced as a whole, never deeply reactive */
  readonly value: Answers[N] | null
  readonly error: LabError | null
  /** true while the first answer for the present argument is awaited */
  readonly pending: boolean
  readonly refresh: () => void
}

interface RequestState<N extends RequestName> {
  value: Answers[N] | null
  error: LabError | null
  pending: boolean
  refresh: () => void
}

/**
 * Keeps the answer of one request fresh: asks again when the argument changes (at once) and when an event invalidates it (coalesced, and
 * only while the window is visible). `null` as argument asks nothing. Answers that were overtaken are dropped.
 */
export function useRequest<N extends RequestName>(
  name: N,
  argument: MaybeRefOrGetter<RequestArgument<N> | null>,
  options: UseRequestOptions = {},
): UsedRequest<N> {
  const interval = options.interval ?? 250
  const state = shallowReactive<RequestState<N>>({ value: null, error: null, pending: false, refresh: () => tryAgain() })
  let generation = 0
  let inFlight = false
  let stale = false
  let lastStart = -Infinity
  let lastDuration = 0
  let timer: ReturnType<typeof setTimeout> | null = null

  async function fetchNow(): Promise<void> {
    const wanted = toValue(argument)
    if (timer !== null) clearTimeout(timer)
    timer = null
    stale = false
    const mine = ++generation
    inFlight = wanted !== null
    if (wanted === null) return
    lastStart = performance.now()
    try {
      const answer = await request(name, wanted)
      if (mine !== generation) return
      state.value = answer
      state.error = null
    } catch (caught) {
      if (mine !== generation) return
      state.error = LabError.from(caught)
    }
    inFlight = false
    lastDuration = performance.now() - lastStart
    state.pending = false
    if (stale) refreshSoon()
  }

  function tryAgain(): void {
    if (state.error !== null) {
      state.error = null
      state.pending = toValue(argument) !== null
    }
    void fetchNow()
  }

  function refreshSoon(): void {
    stale = true
    if (inFlight || timer !== null || document.hidden) return
    timer = setTimeout(() => void fetchNow(), Math.max(0, lastStart + Math.max(interval, lastDuration / SHARE) - performance.now()))
  }

  function onVisible(): void {
    if (!document.hidden && stale) refreshSoon()
  }

  watch(
    () => JSON.stringify(toValue(argument)),
    (wanted) => {
      state.pending = wanted !== 'null'
      void fetchNow()
    },
    { immediate: true },
  )

  document.addEventListener('visibilitychange', onVisible)
  const invalidatedBy = options.invalidatedBy
  const stop = invalidatedBy
    ? listenToLab((event) => {
        if (invalidatedBy(event)) refreshSoon()
      })
    : null
  onScopeDispose(() => {
    generation++
    if (timer !== null) clearTimeout(timer)
    document.removeEventListener('visibilitychange', onVisible)
    stop?.()
  })

  return state
}
