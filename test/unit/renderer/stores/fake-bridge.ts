import { LabError, type LabEvent } from '../../../../src-main/contract'

export type Handler = (name: string, argument: unknown) => unknown

/** Stands in for the preload script: answers with what `handler` returns, refuses with what it throws. */
export function installBridge(handler: Handler) {
  const listeners = new Set<(events: LabEvent[]) => void>()
  const calls: { name: string; argument: unknown }[] = []
  const reply = (name: string, argument: unknown): Promise<unknown> => {
    calls.push({ name, argument })
    try {
      return Promise.resolve(handler(name, argument)).then((value) => ({ ok: true, value }))
    } catch (error) {
      return Promise.resolve({ ok: false, error: LabError.from(error).toShape() })
    }
  }
  const bridge = {
    request: reply,
    shell: reply,
    subscribe(listener: (events: LabEvent[]) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  Reflect.defineProperty(window, 'gramscope', { value: bridge, configurable: true })
  return {
    calls,
    listeners,
    tell(...events: LabEvent[]) {
      for (const listener of listeners) listener(events)
    },
  }
}
