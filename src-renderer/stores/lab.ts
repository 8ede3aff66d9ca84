import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import {
  DEFAULT_SETTINGS,
  LabError,
  type Answers,
  type AppInfo,
  type ExperimentInfo,
  type LabEvent,
  type QueueView,
  type Reply,
  type RequestArgument,
  type RequestName,
  type Settings,
  type ShellAnswers,
  type ShellRequestArgument,
  type ShellRequestName,
} from '../../src-main/contract'
import { coalesce } from './coalesce'
import { useNotices } from './notices'

function unwrap<T>(reply: Reply<T>): T {
  if (reply.ok) return reply.value
  throw LabError.fromShape(reply.error)
}

/** Asks the laboratory. @throws LabError with the code and message the main process gave */
export async function request<N extends RequestName>(name: N, argument: RequestArgument<N>): Promise<Answers[N]> {
  return unwrap(await window.gramscope.request(name, argument))
}

/** Asks the desktop shell (dialogs, clipboard). @throws LabError */
export async function shell<N extends ShellRequestName>(name: N, argument: ShellRequestArgument<N>): Promise<ShellAnswers[N]> {
  return unwrap(await window.gramscope.shell(name, argument))
}

type EventOf<K extends LabEvent['kind']> = Extract<LabEvent, { kind: K }>
type Listener = (event: LabEvent) => void

const listeners = new Set<Listener>()
let unsubscribe: (() => void) | null = null

/** Calls `listener` for every event until the returned function is called. The bridge is subscribed to once, however many listeners there are. */
export function listenToLab(listener: Listener): () => void {
  listeners.add(listener)
  unsubscribe ??= window.gramscope.subscribe((events) => {
    for (const event of events) for (const each of [...listeners]) each(event)
  })
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) {
      unsubscribe?.()
      unsubscribe = null
    }
  }
}

/** Calls `handler` for events of one kind for as long as the calling component (or effect scope) lives. */
export function useLabEvents<K extends LabEvent['kind']>(kind: K, handler: (event: EventOf<K>) => void): void {
  const isWanted = (event: LabEvent): event is EventOf<K> => event.kind === kind
  onScopeDispose(
    listenToLab((event) => {
      if (isWanted(event)) handler(event)
    }),
  )
}

const QUEUE_INTERVAL = 200

const EMPTY_QUEUE: QueueView = {
  held: false,
  running: [],
  queued: 0,
  paused: 0,
  interrupted: 0,
  concurrency: 1,
  coresInUse: 0,
  secondsLeft: null,
  order: [],
}

/** What every page needs to know of the laboratory: the application, the queue, the settings and the experiments it can do. */
export const useLab = defineStore('lab', () => {
  const info = shallowRef<AppInfo | null>(null)
  const queue = shallowRef<QueueView>(EMPTY_QUEUE)
  const settings = shallowRef<Settings>(DEFAULT_SETTINGS)
  const experiments = shallowRef<ExperimentInfo[]>([])
  const startError = shallowRef<LabError | null>(null)
  const ready = ref(false)

  const busy = computed(() => queue.value.running.length > 0)

  let stopListening: (() => void) | null = null
  const tellQueue = coalesce(refreshQueue, QUEUE_INTERVAL, reportError)
  const tellSettings = coalesce(refreshSettings, QUEUE_INTERVAL, reportError)

  function reportError(error: unknown): void {
    useNotices().reportError(error)
  }

  /** Reads everything once and follows the events from then on. May be called again after it failed. */
  async function start(): Promise<void> {
    startError.value = null
    stopListening ??= listenToLab((event) => {
      if (event.kind === 'queue-changed') tellQueue()
      if (event.kind === 'settings-changed') tellSettings()
    })
    try {
      const [settingsNow, infoNow, queueNow, experimentsNow] = await Promise.all([
        request('settings.get', {}),
        request('app.info', {}),
        request('queue.get', {}),
        request('experiments.list', {}),
      ])
      settings.value = settingsNow
      info.value = infoNow
      queue.value = queueNow
      experiments.value = experimentsNow
      ready.value = true
    } catch (error) {
      startError.value = LabError.from(error)
    }
  }

  async function refreshQueue(): Promise<void> {
    queue.value = await request('queue.get', {})
  }

  async function refreshSettings(): Promise<void> {
    settings.value = await request('settings.get', {})
  }

  /** Saves at once; shows the new value before the answer so that a control never lags behind the hand. */
  async function changeSettings(change: Partial<Settings>): Promise<void> {
    const before = settings.value
    settings.value = { ...before, ...change }
    try {
      settings.value = await request('settings.set', change)
    } catch (error) {
      settings.value = before
      throw error
    }
  }

  /** Remembers the size of a pane. */
  async function rememberLayout(name: string, size: number): Promise<void> {
    await changeSettings({ layout: { ...settings.value.layout, [name]: size } })
  }

  async function holdQueue(): Promise<void> {
    queue.value = await request('queue.hold', {})
  }

  async function releaseQueue(): Promise<void> {
    queue.value = await request('queue.release', {})
  }

  async function calibrate(): Promise<void> {
    info.value = await request('calibration.run', {})
  }

  return {
    info,
    queue,
    settings,
    experiments,
    startError,
    ready,
    busy,
    start,
    refreshQueue,
    changeSettings,
    rememberLayout,
    holdQueue,
    releaseQueue,
    calibrate,
  }
})
