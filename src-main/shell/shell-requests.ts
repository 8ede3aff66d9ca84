import { readFile, rename, stat, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { clipboard, dialog, shell, type BrowserWindow } from 'electron'
import { LabError, type ShellAnswers, type ShellRequestArgument, type ShellRequestName } from '../contract'
import type { LabClient } from '../lab/lab-client'
import { printPdf } from './print-pdf'

type Handlers = { [N in ShellRequestName]: (argument: ShellRequestArgument<N>) => Promise<ShellAnswers[N]> }

/** Dialogs and clipboard: what only the desktop can do. Paths come from dialogs, never from the page. */
export function shellRequests(window: () => BrowserWindow, lab: LabClient, home: string): Handlers {
  return {
    'shell.save': async ({ suggestedName, content }) => await save(window(), suggestedName, () => Promise.resolve(content)),
    'shell.savePdf': async ({ suggestedName, ...page }) => await save(window(), suggestedName, () => printPdf(page)),
    'shell.openFigure': async () => {
      const { canceled, filePaths } = await dialog.showOpenDialog(window(), {
        title: 'Open a figure',
        properties: ['openFile'],
        filters: [{ name: 'Figure', extensions: ['json'] }],
      })
      const path = filePaths[0]
      if (canceled || path === undefined) return null
      const { size } = await stat(path)
      if (size > MOST_FIGURE_BYTES)
        throw new LabError('invalid-file', `${path} has ${size} bytes, more than any figure. Nothing was opened.`)
      return { name: basename(path), text: await readFile(path, 'utf8') }
    },
    'shell.copy': async ({ text }) => {
      await clipboard.writeText(text)
      return { copied: true }
    },
    'shell.openSpec': async () => {
      const { canceled, filePaths } = await dialog.showOpenDialog(window(), {
        title: 'Open an experiment spec',
        properties: ['openFile'],
        filters: [{ name: 'Experiment spec', extensions: ['json'] }],
      })
      const path = filePaths[0]
      if (canceled || path === undefined) return null
      return { name: basename(path), spec: await lab.prepareSpec(parseJson(await readFile(path, 'utf8'), path), dirname(path)) }
    },
    'shell.openData': async ({ folder }) => {
      const { canceled, filePaths } = await dialog.showOpenDialog(window(), {
        title: folder ? 'Open a folder of data' : 'Open data',
        properties: folder ? ['openDirectory', 'multiSelections'] : ['openFile', 'multiSelections'],
      })
      return canceled || filePaths.length === 0 ? null : await lab.openData(filePaths)
    },
    'shell.openModel': async ({ sourceId, none }) => {
      if (none) return await lab.useModel(sourceId, null)
      const { canceled, filePaths } = await dialog.showOpenDialog(window(), {
        title: 'Open a model of images',
        properties: ['openFile'],
        filters: [{ name: 'ONNX model', extensions: ['onnx'] }],
      })
      return await lab.useModel(sourceId, canceled ? null : (filePaths[0] ?? null))
    },
    'shell.exportDataset': async ({ datasetId, role, format }) => {
      const { name } = await lab.request('datasets.get', { datasetId })
      const suggested = `${name}-${role}`.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
      const { canceled, filePath } = await dialog.showSaveDialog(window(), { defaultPath: `${suggested}.${format}` })
      return canceled || filePath === '' ? null : await lab.exportDataset(datasetId, role, format, filePath)
    },
    'shell.exportBundle': async ({ suggestedName, ...wish }) => {
      const { canceled, filePath } = await dialog.showSaveDialog(window(), {
        defaultPath: basename(suggestedName),
        filters: [{ name: 'Bundle of runs', extensions: ['gramscope'] }],
      })
      return canceled || filePath === '' ? null : await lab.exportBundle(wish, filePath)
    },
    'shell.importBundle': async () => {
      const { canceled, filePaths } = await dialog.showOpenDialog(window(), {
        title: 'Import a bundle of runs',
        properties: ['openFile'],
        filters: [{ name: 'Bundle of runs', extensions: ['gramscope'] }],
      })
      const path = filePaths[0]
      return canceled || path === undefined ? null : await lab.importBundle(path)
    },
    'shell.showHome': async () => ({ shown: (await shell.openPath(home)) === '' }),
  }
}

const MOST_FIGURE_BYTES = 200_000_000

async function save(
  window: BrowserWindow,
  suggestedName: string,
  content: () => Promise<string | Uint8Array>,
): Promise<{ path: string } | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: basename(suggestedName) })
  if (canceled || filePath === '') return null
  // a crash while writing leaves the old file, not half of the new one
  const temporary = `${filePath}.part`
  try {
    await writeFile(temporary, await content())
    await rename(temporary, filePath)
  } catch (error) {
    throw new LabError('not-allowed', `${filePath} could not be written: ${String(error)}. Another place can be chosen.`, [], {
      cause: error,
    })
  }
  return { path: filePath }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new LabError('invalid-file', `${path} is not JSON: ${String(error)}. Nothing was stored.`, [], { cause: error })
  }
}
