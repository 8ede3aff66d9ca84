import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadArithmetic, openArithmetic } from '../../../../src-main/science/arithmetic/load'
import { findAddon } from '../../../../src-main/science/arithmetic/native'
import { selfTestInChild } from '../../../../src-main/science/arithmetic/self-test'
import { portable } from '../../../golden/both-arithmetics'
import { relativeDifference } from './random-instance'

let folder: string
let forced: string | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gramscope-arithmetic-'))
  forced = process.env.GRAMSCOPE_ARITHMETIC
  delete process.env.GRAMSCOPE_ARITHMETIC
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
  if (forced === undefined) delete process.env.GRAMSCOPE_ARITHMETIC
  else process.env.GRAMSCOPE_ARITHMETIC = forced
})

/** A self-test that answers from a list and remembers what it was asked. */
function scripted(answers: string[]): { run: (addonPath: string, coreType: string | null) => string; asked: (string | null)[] } {
  const asked: (string | null)[] = []
  const run = (_addonPath: string, coreType: string | null): string => {
    asked.push(coreType)
    const answer = answers.shift()
    if (answer === undefined) throw new Error('asked more often than expected')
    return answer
  }
  return { run, asked }
}

const matrix = Float64Array.of(2, 1, 0, 1, 3, 1, 0, 1, 4)

describe('choice of arithmetic', () => {
  it('takes the native one after a real self-test, and remembers it', () => {
    const loaded = loadArithmetic({ cacheFolder: folder })
    expect(loaded.decision).toEqual({ id: 'native', reason: loaded.reason, addonPath: findAddon(), coreType: null })
    expect(loaded.arithmetic.id).toBe('native')
    expect(loaded.arithmetic.description).toMatch(/^native 1, (AVX-512|AVX2|two lanes), OpenBLAS \d+\.\d+\.\d+ \w+$/)
    expect(loaded.arithmetic.hash).toMatch(/^[0-9a-f]{64}$/)
    const again = loadArithmetic({ cacheFolder: folder, runSelfTest: scripted([]).run })
    expect(again.decision).toEqual(loaded.decision)
    expect(openArithmetic(structuredClone(loaded.decision), { threads: 2 }).id).toBe('native')
  })

  it('tests again when the remembered outcome is of another addon or damaged', () => {
    const file = join(folder, 'arithmetic-self-test.json')
    loadArithmetic({ cacheFolder: folder, runSelfTest: scripted(['']).run })
    const remembered = readFileSync(file, 'utf8')
    for (const content of [remembered.replace(/[0-9a-f]{64}/, '0'.repeat(64)), '{', '{"key":1}']) {
      writeFileSync(file, content)
      const { run, asked } = scripted([''])
      loadArithmetic({ cacheFolder: folder, runSelfTest: run })
      expect(asked).toEqual([null])
      expect(readFileSync(file, 'utf8')).toBe(remembered)
    }
  })

  it('forces another kernel family when the detected one computes wrongly', () => {
    const { run, asked } = scripted(['wrong results: matrix products', ''])
    const loaded = loadArithmetic({ cacheFolder: folder, runSelfTest: run })
    expect(asked).toEqual([null, 'Haswell'])
    expect(loaded.coreType).toBe('Haswell')
    expect(loaded.reason).toContain('wrong results: matrix products')
    expect(loadArithmetic({ cacheFolder: folder, runSelfTest: scripted([]).run }).coreType).toBe('Haswell')
  })

  it('falls back to the portable one when no kernel family passes', () => {
    const { run, asked } = scripted(['the self-test ended with SIGILL', 'the self-test ended with SIGSEGV'])
    const loaded = loadArithmetic({ runSelfTest: run })
    expect(asked).toEqual([null, 'Haswell'])
    expect(loaded.arithmetic.id).toBe('portable')
    expect(loaded.reason).toContain('SIGSEGV')
    expect(loaded.decision.addonPath).toBeNull()
  })

  it('uses the portable one where there is no addon', () => {
    const loaded = loadArithmetic({ appRoot: folder })
    expect(loaded.arithmetic.id).toBe('portable')
    expect(loaded.reason).toContain('npm run setup')
  })

  it('does not fail when the outcome cannot be remembered', () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    expect(loadArithmetic({ cacheFolder: join(file, 'below'), runSelfTest: scripted(['']).run }).arithmetic.id).toBe('native')
  })

  it('obeys GRAMSCOPE_ARITHMETIC', () => {
    process.env.GRAMSCOPE_ARITHMETIC = 'portable'
    expect(loadArithmetic({ runSelfTest: scripted([]).run }).arithmetic.id).toBe('portable')
    process.env.GRAMSCOPE_ARITHMETIC = 'native'
    expect(loadArithmetic({ runSelfTest: scripted(['']).run }).arithmetic.id).toBe('native')
    expect(() => loadArithmetic({ runSelfTest: scripted(['no', 'no']).run })).toThrow('failed its self-test: no')
    expect(() => loadArithmetic({ appRoot: folder })).toThrow('has not been built')
  })
})

describe('self-test in a child process', () => {
  const addon = findAddon() ?? ''

  it('passes with the detected kernels and with those of another processor family', () => {
    expect(selfTestInChild(addon, null)).toBe('')
    expect(selfTestInChild(addon, 'Haswell')).toBe('')
  })

  it('survives an addon that crashes, fails to load or hangs up', () => {
    const script = (name: string, code: string): string => {
      const file = join(folder, name)
      writeFileSync(file, code)
      return file
    }
    expect(selfTestInChild(script('crash.cjs', 'process.kill(process.pid, "SIGSEGV")'), null)).toBe('the self-test ended with SIGSEGV')
    expect(selfTestInChild(script('exit.cjs', 'process.exit(3)'), null)).toBe('the self-test did not run: exit code 3')
    expect(selfTestInChild(script('wrong.cjs', 'exports.selfTest = () => "eigenvalues"'), null)).toBe('wrong results: eigenvalues')
    expect(selfTestInChild(join(folder, 'missing.node'), null)).toMatch(/^the self-test did not run: Error: Cannot find module/)
  })

  it.each(['AVX2', 'two lanes'])('the kernels for %s compute rightly', (instructionSet) => {
    const code = 'const k = require(process.argv[1]); process.stdout.write(JSON.stringify([k.info().instructionSet, k.selfTest()]))'
    const env = { ...process.env, GRAMSCOPE_INSTRUCTION_SET: instructionSet }
    const [used, problem] = JSON.parse(execFileSync(process.execPath, ['-e', code, addon], { env, encoding: 'utf8' })) as [string, string]
    // a processor without the instruction set uses the next lower one
    expect(['AVX2', 'two lanes']).toContain(used)
    expect(problem).toBe('')
  })

  it('forcing a kernel family in a running process changes the kernels, not the results', () => {
    const code = `
      const k = require(process.argv[1])
      k.useBlasCore('Haswell'); k.useBlasCore('Haswell')
      process.stdout.write(JSON.stringify([k.info().blasCore, k.selfTest()]))`
    expect(JSON.parse(execFileSync(process.execPath, ['-e', code, addon], { encoding: 'utf8' }))).toEqual(['Haswell', ''])
  })
})

it('opening a decision with a forced family gives working arithmetic', () => {
  const { run } = scripted(['no', ''])
  const { decision } = loadArithmetic({ runSelfTest: run })
  const values = openArithmetic(decision).symmetricEigenvalues(matrix, 3, () => undefined)
  expect(
    relativeDifference(
      values,
      portable.symmetricEigenvalues(matrix, 3, () => undefined),
    ),
  ).toBeLessThan(1e-14)
})
