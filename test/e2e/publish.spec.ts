import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import type { ElectronApplication, Page } from '@playwright/test'
import { expect, test } from './lab-app'
import { spec } from './specs'
import { terminal } from './terminal'

const WIDTHS = [16, 32]
const SEEDS = [1, 2, 3]

/** Playwright cannot click native dialogs: from now on they answer this path. */
async function answerDialogs(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] })
  }, path)
}

async function exportAs(page: Page, app: ElectronApplication, item: string, path: string, choices: string[] = []): Promise<Buffer> {
  await answerDialogs(app, path)
  await page.getByRole('button', { name: /^Export Error against step/ }).click()
  for (const choice of choices) await page.getByRole('menuitemradio', { name: choice }).click()
  await page.getByRole('menuitem', { name: item }).click()
  await expect.poll(() => readable(path), { timeout: 30_000 }).toBe(true)
  return readFileSync(path)
}

function readable(path: string): boolean {
  try {
    return readFileSync(path).length > 0
  } catch {
    return false
  }
}

/** Every stream of a PDF, inflated where it is deflated. */
function pdfText(pdf: Buffer): string {
  const parts = [pdf.toString('latin1')]
  const text = parts[0] ?? ''
  for (const match of text.matchAll(/stream\r?\n/g)) {
    const begin = match.index + match[0].length
    try {
      parts.push(inflateSync(pdf.subarray(begin, text.indexOf('endstream', begin))).toString('latin1'))
    } catch {
      // fonts and images are no text
    }
  }
  return parts.join('\n')
}

test('figures are published in every format with exactly the numbers of the store, and open again; a study is a report', async ({
  home,
  openLab,
}, info) => {
  test.setTimeout(300_000)
  const { app, page, problems } = await openLab()
  const cells = WIDTHS.map((width) => ({ spec: spec(width, 10, { maxSteps: 60 }), seeds: SEEDS }))
  const study = await page.evaluate(async (asked) => {
    const reply = await window.gramscope.request('studies.createFromSpecs', { title: 'Two widths', cells: asked })
    return reply.ok ? reply.value.studyId : 0
  }, cells)
  const runs = () =>
    page.evaluate(async () => {
      const reply = await window.gramscope.request('runs.query', { filter: { states: ['finished'] }, offset: 0, limit: 10, columns: [] })
      return reply.ok ? reply.value.rows.map(({ id }) => id).sort((a, b) => a - b) : []
    })
  await expect.poll(async () => (await runs()).length, { timeout: 60_000 }).toBe(6)
  const ids = await runs()
  const address = `#/compare?runs=${ids.join(',')}&group=seed&series=residualNorm`
  await page.evaluate((to) => (window.location.hash = to), address)
  await expect(page.getByRole('heading', { name: /^Error against step/ })).toBeVisible()
  await page.waitForTimeout(500)

  // one column of a journal: 89 mm, vectors, labels of 8 to 9 points
  const svg = (await exportAs(page, app, 'Picture as SVG', join(home, 'a.svg'), ['one column, 89 mm'])).toString()
  expect(svg).toMatch(/^<svg [^>]*width="89\.000mm" height="62\.300mm"/)
  expect(svg).toContain('font-size:11px')
  const png = await exportAs(page, app, 'Picture as PNG', join(home, 'a.png'), ['600 dots an inch'])
  expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(Math.floor((89 / 25.4) * 600))
  expect(png.readUInt32BE(16)).toBeLessThanOrEqual(Math.ceil((89 / 25.4) * 600) + 7)
  const pdf = await exportAs(page, app, 'Picture as PDF', join(home, 'a.pdf'))
  const text = pdfText(pdf)
  expect(text.startsWith('%PDF-')).toBe(true)
  const [, width, height] = /\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]/.exec(text) ?? []
  expect(Math.abs(Number(width) - (89 / 25.4) * 72)).toBeLessThan(1.5)
  expect(Math.abs(Number(height) - (62.3 / 25.4) * 72)).toBeLessThan(1.5)
  expect(text.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
  // fonts are inside, pictures of text are not
  expect(text).toMatch(/\/FontFile[23]/)
  expect(text).not.toMatch(/\/Subtype\s*\/Type3/)
  expect(text).not.toContain('/Subtype /Image')
  console.log(
    `PDF of one column: ${pdf.length} bytes, fonts ${[...new Set(text.match(/\/(FontFile[23]?|Type3|Type0|TrueType)\b/g))].join(' ')}`,
  )

  // the numbers of the figure file are those of the store
  const file = await exportAs(page, app, 'Figure file, to be opened again', join(home, 'a.figure.json'))
  const bundle = JSON.parse(file.toString()) as { view: string; figure: { curves: { x: number[]; y: number[]; counts: number[] }[] } }
  expect(bundle.view).toContain('group=seed')
  const stored = await page.evaluate(async (all) => {
    const read = []
    for (const runId of all) {
      const reply = await window.gramscope.request('runs.series', { runId, names: ['residualNorm'], pixels: 20_000 })
      read.push(reply.ok ? [...(reply.value[0]?.values ?? [])] : [])
    }
    return read
  }, ids)
  expect(bundle.figure.curves).toHaveLength(2)
  bundle.figure.curves.forEach((curve, cell) => {
    curve.x.forEach((step, i) => {
      const values = stored.slice(3 * cell, 3 * cell + 3).flatMap((own) => own[step] ?? [])
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      expect(curve.counts[i]).toBe(values.length)
      expect(Math.abs((curve.y[i] ?? NaN) - mean)).toBeLessThanOrEqual(1e-12 * mean)
    })
  })
  const tex = (await exportAs(page, app, 'LaTeX, pgfplots with data', join(home, 'a.tex'))).toString()
  expect(tex).toContain('\\begin{axis}[')
  const first = bundle.figure.curves[0]
  expect(tex).toContain(`\n${first?.x[5]} ${first?.y[5]}`)

  // opened again without the runs, refused when it was changed
  await page.getByRole('link', { name: 'Open figure' }).click()
  await answerDialogs(app, join(home, 'a.figure.json'))
  await page.getByRole('button', { name: 'Open a figure' }).click()
  await expect(page.getByRole('heading', { name: /^Error against step/ })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Open the view it was drawn in' })).toHaveAttribute('href', /compare/)
  await page.screenshot({ path: info.outputPath('figure.png') })

  // the study as one file
  await page.evaluate((id) => (window.location.hash = `#/studies/${id}`), study)
  await answerDialogs(app, join(home, 'report.html'))
  await page.getByRole('button', { name: 'Export study' }).click()
  await page.getByRole('menuitem', { name: 'Report, one HTML file' }).click()
  await expect.poll(() => readable(join(home, 'report.html')), { timeout: 30_000 }).toBe(true)
  const report = readFileSync(join(home, 'report.html'), 'utf8')
  for (const part of [
    '<h1>Two widths</h1>',
    '<h2>Tables</h2>',
    '<h2>Specs</h2>',
    '<h2>Environment</h2>',
    'arithmeticHash',
    '&quot;hiddenWidth&quot;: 32',
  ])
    expect(report).toContain(part)
  // it needs nothing from elsewhere
  expect(report).not.toMatch(/<script|<link|src="http|url\(http/)

  // the same on numbered pages, with the specs opened
  const pdfPath = join(home, 'report.pdf')
  await answerDialogs(app, pdfPath)
  await page.getByRole('button', { name: 'Export study' }).click()
  await expect(page.getByRole('menuitem', { name: /^Bundle, about / })).toBeVisible()
  await page.screenshot({ path: info.outputPath('export-menu.png') })
  await page.getByRole('menuitem', { name: 'Report, PDF' }).click()
  await expect.poll(() => readable(pdfPath), { timeout: 30_000 }).toBe(true)
  const document = readFileSync(pdfPath)
  const paper = pdfText(document)
  expect(document.subarray(0, 5).toString()).toBe('%PDF-')
  // A4 in points, several pages, text in embedded fonts and a title
  expect(paper).toMatch(/\/MediaBox \[0 0 59[45](?:\.\d+)? 84[12](?:\.\d+)?\]/)
  expect([...paper.matchAll(/\/Type \/Page\b/g)].length).toBeGreaterThan(1)
  expect(paper).toContain('/FontFile')
  expect(paper).toMatch(/\/Title \(Two widths\)/)

  // and as a bundle with everything measured
  const bundlePath = join(home, 'study.gramscope')
  await answerDialogs(app, bundlePath)
  await page.getByRole('button', { name: 'Export study' }).click()
  await page.getByRole('menuitem', { name: /^Bundle, about / }).click()
  await expect.poll(() => readable(bundlePath), { timeout: 30_000 }).toBe(true)
  const elsewhere = mkdtempSync(join(tmpdir(), 'gramscope-bundle-'))
  try {
    const taken = await terminal(elsewhere, 'bundle', 'import', bundlePath)
    expect(taken.stdout).toContain('6 runs and 1 studies stored')
  } finally {
    rmSync(elsewhere, { recursive: true, force: true, maxRetries: 5 })
  }
  expect(problems).toEqual([])
})
