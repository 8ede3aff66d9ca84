import type { ClaimView, Environment, ExperimentSpec, Quantity, StudyView, TableView } from '../../../src-main/contract'
import { mathProse } from '../../charts/math-prose'
import { plainText } from '../../charts/rich-text'
import { exactText, formatNumber } from '../../components/format-number'

export interface ReportParts {
  study: StudyView
  /** one for each cell */
  specs: { title: string; hash: string; seeds: number[]; spec: ExperimentSpec }[]
  /** what computed the runs, each once, with the runs */
  environments: { environment: Environment | null; runIds: number[] }[]
  /** SVG with title */
  figures: { svg: string; caption: string }[]
  app: string
  madeAt: Date
}

/** A study as one document that needs nothing else: figures, tables, claims, notes, specs, and what computed them. */
export function studyReport({ study, specs, environments, figures, app, madeAt }: ReportParts): string {
  const { summary, tables, claims, notes, quantities } = study
  const runs = study.cells.reduce((sum, cell) => sum + cell.runs.length, 0)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escape(summary.title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>${STYLE}</style></head><body><main>
<h1>${escape(summary.title)}</h1>
<p class="meta">${study.cells.length} cells, ${runs} runs. ${escape(app)}, ${escape(madeAt.toISOString())}.</p>
${section(
  'Figures',
  figures.map(({ svg, caption }) => `<figure>${svg}${caption === '' ? '' : `<figcaption>${prose(caption)}</figcaption>`}</figure>`),
)}
${section(
  'Tables',
  tables.map((table) => tableHtml(table, quantities)),
)}
${section('Claims', claims.map(claimHtml))}
${section('Notes', notes.length === 0 ? [] : [`<ul>${notes.map((note) => `<li>${prose(note)}</li>`).join('')}</ul>`])}
${section('Specs', specs.map(specHtml))}
${section('Environment', environments.map(environmentHtml))}
</main></body></html>
`
}

const section = (title: string, parts: readonly string[]): string =>
  parts.length === 0 ? '' : `<section><h2>${title}</h2>\n${parts.join('\n')}\n</section>`

function tableHtml({ title, caption, axes, quantityIds, rows }: TableView, quantities: readonly Quantity[]): string {
  const known = quantityIds.map((id) => quantities.find((quantity) => quantity.id === id))
  const head = [...axes.map(({ label }) => label), 'Ended', ...quantityIds.map((id, i) => known[i]?.label ?? id)]
  const body = rows.map((row) => {
    const { succeeded, ended, planned } = row.convergence
    const cells = quantityIds.map((id, i) => {
      const entry = row.entries.find((each) => each.quantityId === id)
      const digits = known[i]?.digits ?? 4
      const number = (value: number): string =>
        `<span title="${escape(exactText(value))}">${escape(formatNumber(value, digits).text)}</span>`
      const measured = entry?.measured
      const own = !measured
        ? '–'
        : measured.count === 1
          ? number(measured.mean)
          : `${number(measured.mean)} <small>${number(measured.min)} to ${number(measured.max)}, n = ${measured.count}</small>`
      const published = entry?.published ? `<small class="published">published ${number(entry.published.mean)}</small>` : ''
      return `<td class="${entry?.verdict === 'outside' ? 'outside' : ''}">${own}${published}</td>`
    })
    return `<tr>${axes.map(({ id }) => `<th scope="row">${escape(String(row.axes[id] ?? ''))}</th>`).join('')}<td title="${succeeded} converged">${ended} of ${planned}</td>${cells.join('')}</tr>`
  })
  return `<h3>${escape(title)}</h3><div class="wide"><table><thead><tr>${head.map((name) => `<th scope="col">${escape(name)}</th>`).join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table></div><p class="meta">${prose(caption)}</p>`
}

function claimHtml({ title, source, premise, prediction, measured, verdict, remark }: ClaimView): string {
  const met = premise.met === null ? 'not checked' : premise.met ? 'met' : 'not met'
  return `<article><h3>${prose(title)} <span class="verdict">${escape(verdict)}</span></h3><p class="meta">${escape(source)}</p><dl>
<dt>Premise (${met})</dt><dd>${prose(premise.text)}</dd><dt>Prediction</dt><dd>${prose(prediction)}</dd><dt>Measured</dt><dd>${prose(measured)}</dd>
${remark === null ? '' : `<dt>Remark</dt><dd>${prose(remark)}</dd>`}</dl></article>`
}

const specHtml = ({ title, hash, seeds, spec }: ReportParts['specs'][number]): string =>
  `<details><summary>${escape(title)}, ${seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seeds.join(', ')}`} <code>${escape(hash.slice(0, 12))}</code></summary><pre>${escape(JSON.stringify(spec, null, 2))}</pre></details>`

function environmentHtml({ environment, runIds }: ReportParts['environments'][number]): string {
  const who = `<p class="meta">Runs ${escape(runIds.join(', '))}</p>`
  if (environment === null) return `${who}<p>What computed them was not recorded.</p>`
  const rows = Object.entries(environment).map(
    ([name, value]) => `<tr><th scope="row">${escape(name)}</th><td>${escape(String(value))}</td></tr>`,
  )
  return `${who}<table><tbody>${rows.join('')}</tbody></table>`
}

/** Text with formulas as plain text with its signs. */
const prose = (text: string): string => escape(plainText(mathProse(text)))

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character)

const STYLE = `body{margin:0;background:#fff;color:#1b1f22;font:14px/1.5 'Inter Variable',Inter,'Helvetica Neue',Arial,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1000px;margin:0 auto;padding:32px 20px}h1{font-size:24px;line-height:1.3}h2{margin-top:40px;font-size:18px;border-bottom:1px solid #d5dade}
h3{margin:20px 0 4px;font-size:14px}.meta,figcaption,small{color:#57616a;font-size:12px}small{display:block}figure{margin:16px 0}svg{max-width:100%;height:auto}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:12px}th,td{padding:3px 12px 3px 0;border-bottom:1px solid #e2e5e8;text-align:right;vertical-align:top}
th[scope=row]{text-align:left;font-weight:400}.outside{background:#fbeeda}.verdict{padding:0 6px;border:1px solid #7f8a93;border-radius:4px;font-weight:400;font-size:12px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 12px;margin:4px 0}dt{color:#57616a}dd{margin:0}pre{padding:12px;overflow:auto;background:#f2f4f5;font-size:12px}
@media print{details{display:block}}`
