import { dirname, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the built program's parts lie: `<root>/out/main` holds the entries, bundled code may be one folder deeper. */
export function buildLayout(entryUrl: string): {
  appRoot: string
  workerFile: string
  labThreadFile: string
  preloadFile: string
  rendererFolder: string
} {
  const here = dirname(fileURLToPath(entryUrl))
  const marker = `${sep}out${sep}main`
  const end = here.lastIndexOf(marker)
  const main = end === -1 ? here : here.slice(0, end + marker.length)
  return {
    appRoot: resolve(main, '..', '..'),
    workerFile: join(main, 'compute-worker.js'),
    labThreadFile: join(main, 'lab-thread.js'),
    preloadFile: join(main, '..', 'preload', 'preload.cjs'),
    rendererFolder: join(main, '..', 'renderer'),
  }
}
