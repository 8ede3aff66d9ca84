import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = dirname(fileURLToPath(import.meta.url))

/**
 * What a script beside this file prints as JSON, run by the first Python that has the module; null, and said so, where there is none.
 * @param debianPackage the package that brings the module on Debian and Ubuntu
 */
export function fromPython(
  { script, module, debianPackage }: { script: string; module: string; debianPackage: string },
  argument: unknown,
  environment: Record<string, string> = {},
): unknown {
  const has = (python: string): boolean => spawnSync(python, ['-c', `import ${module}`]).status === 0
  const python = ['python3', '/usr/bin/python3'].find(has)
  if (python === undefined) {
    console.warn(`${module} is not installed (apt-get install ${debianPackage}): nothing to compare with.`)
    return null
  }
  const { status, stdout, stderr } = spawnSync(python, [join(folder, script), JSON.stringify(argument)], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  })
  if (status !== 0) throw new Error(`${script} failed: ${stderr}`)
  return JSON.parse(stdout) as unknown
}
