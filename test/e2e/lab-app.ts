import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron as electron, test as base, type ElectronApplication, type Page } from '@playwright/test'

export interface OpenLab {
  app: ElectronApplication
  page: Page
  /** what the page wrote to its console as an error; a test fails on any */
  problems: string[]
}

interface Fixtures {
  /** an empty home folder, removed afterwards */
  home: string
  /** opens the built program on the home folder; several times in turn for tests of closing and reopening */
  openLab: (environment?: Record<string, string>) => Promise<OpenLab>
}

export const test = base.extend<Fixtures>({
  home: async ({}, use) => {
    const home = mkdtempSync(join(tmpdir(), 'gramscope-e2e-'))
    await use(home)
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  },
  openLab: async ({ home }, use) => {
    const opened = new Set<ElectronApplication>()
    await use(async (environment = {}) => {
      const app = await electron.launch({
        args: ['--disable-gpu', resolve('.')],
        env: { ...inherited(), GRAMSCOPE_HOME: home, ...environment },
      })
      opened.add(app)
      app.on('close', () => opened.delete(app))
      const page = await app.firstWindow()
      const problems: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text())
      })
      page.on('pageerror', (error) => problems.push(error.message))
      return { app, page, problems }
    })
    for (const app of opened) await app.close()
  },
})

function inherited(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

export { expect } from '@playwright/test'
