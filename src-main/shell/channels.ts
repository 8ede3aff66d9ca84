/** The only channels between page and main process. */
export const CHANNELS = {
  request: 'gramscope:request',
  shell: 'gramscope:shell',
  drop: 'gramscope:drop',
  events: 'gramscope:events',
} as const
export const APP_ORIGIN = 'app://gramscope'

/** Scheme and host. `URL.origin` is the text "null" for every custom scheme, which would make all of them equal. */
export function originOf(url: string): string {
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}
