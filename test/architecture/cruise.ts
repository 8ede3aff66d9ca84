import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'

export const repository = resolve(import.meta.dirname, '../..')

const report = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string(), severity: z.string() }) })),
  }),
})

export interface Violation {
  rule: string
  from: string
  to: string
}

/** Runs dependency-cruiser with the rules of the repository, as `npm run lint` does, on a tree of sources. */
export function cruise(tree: string): Violation[] {
  const program = join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  const rules = join(repository, '.dependency-cruiser.mjs')
  const run = spawnSync(process.execPath, [program, 'src-main', 'src-renderer', '--config', rules, '--output-type', 'json'], {
    cwd: tree,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (run.stdout === '') throw new Error(run.stderr)
  const violations = report.parse(JSON.parse(run.stdout)).summary.violations.filter(({ rule }) => rule.severity === 'error')
  return violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }))
}

/** Writes a tree of files into a new temporary folder. */
export function writeTree(files: Record<string, string>): string {
  const tree = mkdtempSync(join(tmpdir(), 'gramscope-imports-'))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, name)), { recursive: true })
    writeFileSync(join(tree, name), content)
  }
  return tree
}
