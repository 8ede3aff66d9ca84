import fc from 'fast-check'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { LabError } from '../../../src-main/contract'
import { Bundles } from '../../../src-main/lab/bundle/bundles'
import { readBundle } from '../../../src-main/lab/bundle/read-bundle'
import { cellHash } from '../../../src-main/experiments'
import { exportRun } from '../../../src-main/lab/run-export'
import { zipMembers, readZipMember, type ZipSource } from '../../../src-main/datasets'
import { writeBundle, type BundleStore } from '../../../src-main/lab/bundle/write-bundle'
import { ZipWriter } from '../../../src-main/worker/zip-writer'
import { createHash } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { openStore, type Store } from '../../../src-main/store'
import { claimNext, endRun } from '../../store/claiming'
import { batchOf, pointsOf, specOf, spectrumOf } from '../../store/measured'

const NOW = Date.UTC(2026, 0, 1)

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'gramscope-bundle-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

function home(): { store: Store; bundles: Bundles } {
  const store = openStore({ home: folder(), now: () => NOW })
  onTestFinished(() => store.close())
  return {
    store,
    bundles: new Bundles(
      store,
      () => NOW,
      () => undefined,
    ),
  }
}

/** Two results, one with everything a run can have, and a run that waits, in a study. */
function filled(): { store: Store; bundles: Bundles; studyId: number } {
  const { store, bundles } = home()
  const engine = store.registerEngine({ kind: 'app', pid: process.pid, bootId: 'boot' }, NOW)
  const spec = specOf()
  const cell = { hash: cellHash(spec), spec, seeds: [1, 2, 3] }
  const studyId = store.createStudy(
    { title: 'Widths', recipeId: null, size: null, baseSeed: 1, inputs: {}, cells: [{ ...cell, axes: { hiddenWidth: 100 }, note: 'n' }] },
    NOW,
  )
  store.enqueue([cell], engine, NOW)
  for (let index = 0; index < 2; index++) {
    const id = claimNext(store, engine, NOW, 15_000)?.run.id ?? 0
    const batch = batchOf({
      series: [
        { name: 'loss', ...pointsOf(3, [1, NaN, -0, Infinity, 5e-324]) },
        {
          name: 'long',
          ...pointsOf(
            0,
            Array.from({ length: 2500 }, (_, k) => 1 / (k + index + 1)),
          ),
        },
      ],
      spectra: [
        spectrumOf(0),
        spectrumOf(7, { health: { symmetryError: NaN, traceError: null, residual: 1e-17, noiseFloor: -0, method: 'm' } }),
      ],
      summary: { a: NaN, b: -0, c: 1.5, d: null },
      artifacts: [
        { name: 'weights', values: Float64Array.of(1, -0, NaN) },
        { name: 'counts', values: Uint32Array.of(7, 8) },
      ],
      step: 7,
      progress: 1,
      computeSeconds: 0.25,
      environment: {
        appVersion: '1',
        buildHash: 'b',
        arithmetic: 'native',
        arithmeticHash: 'h',
        cpuModel: 'c',
        cpuFeatures: '',
        threads: 1,
        platform: 'p',
        runtime: 'r',
      },
    })
    endRun(store, id, engine, { state: index === 0 ? 'finished' : 'diverged', stopReason: 'converged', error: null, batch }, NOW + index)
  }
  store.annotate([1], { name: 'the first', starred: true, addTags: ['draft', 'ü'], note: '# *why*' }, NOW)
  store.setStepNote(1, 5, 'here', NOW)
  return { store, bundles, studyId }
}

/** Everything of a run but its number and attempt here. */
function document(store: Store, runId: number): unknown {
  const { run, artifacts, ...rest } = JSON.parse(exportRun(store, runId).json) as { run: Record<string, unknown>; artifacts: unknown }
  const { id: _id, ...same } = run
  const [said] = store.annotationsOf([runId])
  const { runId: _runId, ...annotations } = said ?? { runId: 0 }
  return { ...rest, artifacts, run: same, annotations, notes: store.stepNotesOf(runId) }
}

function bundleOf(wish = { runIds: [] as number[], studyIds: [1] }): { path: string; bytes: Uint8Array; store: Store } {
  const { store, bundles } = filled()
  const path = join(folder(), 'study.gramscope')
  bundles.export(wish, path)
  return { path, bytes: readFileSync(path), store }
}

/** The same archive with some members changed, left out (null) or added; the manifest is made to fit unless it is one of them. */
function remade(bytes: Uint8Array, change: Record<string, Uint8Array | null>, fitting = true): Uint8Array {
  const members = new Map(zipMembers(bytes).map((member) => [member.name, readZipMember(bytes, member, 1e9)]))
  for (const [name, content] of Object.entries(change)) {
    if (content === null) members.delete(name)
    else members.set(name, content)
  }
  if (fitting && change['manifest.json'] === undefined) {
    const manifest = JSON.parse(new TextDecoder().decode(members.get('manifest.json'))) as { entries: unknown[] }
    manifest.entries = [...members]
      .filter(([name]) => name !== 'manifest.json')
      .map(([name, content]) => ({ name, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }))
    members.set('manifest.json', new TextEncoder().encode(JSON.stringify(manifest)))
  }
  const path = join(folder(), 'remade.zip')
  const handle = openSync(path, 'w')
  const zip = new ZipWriter(handle)
  for (const [name, content] of members) zip.add(name, (write) => write(content))
  zip.end()
  closeSync(handle)
  return readFileSync(path)
}

function member(bytes: Uint8Array, name: string): Uint8Array {
  const found = zipMembers(bytes).find((each) => each.name === name)
  if (found === undefined) throw new Error(`There is no ${name}`)
  return readZipMember(bytes, found, 1e9)
}

interface Content {
  cells: { hash: string; spec: { model: { hiddenWidth: number } } }[]
  runs: { uid: string; state: string; series: { at: number }[]; artifacts: { sha256: string }[]; cell: number }[]
  studies: { cells: { cell: number }[] }[]
}

function withContent(bytes: Uint8Array, change: (content: Content) => void): Uint8Array {
  const content = JSON.parse(new TextDecoder().decode(member(bytes, 'content.json'))) as Content
  change(content)
  return remade(bytes, { 'content.json': new TextEncoder().encode(JSON.stringify(content)) })
}

function refusal(bytes: Uint8Array): string {
  const { store, bundles } = home()
  const path = join(folder(), 'bad.gramscope')
  writeFileSync(path, bytes)
  try {
    bundles.import(path)
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'invalid-file') throw error
    // nothing is half imported
    expect(store.runIds({})).toEqual([])
    expect(store.listStudies()).toEqual([])
    expect(store.usage().blobBytes).toBe(0)
    expect(store.checkIntegrity()).toEqual([])
    expect(error.message).toMatch(/Nothing was imported\.$/)
    return error.message
  }
  throw new Error('was not refused')
}

describe('a bundle', () => {
  it('brings runs and studies into another home, every number bit for bit, and a second time stores nothing', () => {
    const { path, store } = bundleOf()
    const other = home()
    const done = other.bundles.import(path)
    expect(done).toEqual({ runs: { stored: 2, existing: 0, superseded: 0 }, studies: { stored: 1, existing: 0 }, runIds: [1, 2] })
    for (const id of [1, 2]) expect(document(other.store, id)).toEqual(document(store, id))
    expect(other.store.readSeries(1, 'loss')).toEqual(store.readSeries(1, 'loss'))
    expect(other.store.readArtifact(2, 'weights')).toEqual(Float64Array.of(1, -0, NaN))
    expect(other.store.listStudies()).toMatchObject([{ title: 'Widths', cells: 1, plannedRuns: 3 }])
    expect(other.store.checkIntegrity()).toEqual([])
    const before = other.store.usage()
    expect(other.bundles.import(path)).toMatchObject({ runs: { stored: 0, existing: 2 }, studies: { stored: 0, existing: 1 } })
    expect(other.store.usage()).toEqual(before)
    // what was thrown away comes back
    other.store.removeRuns([1], NOW)
    other.bundles.import(path)
    expect(other.store.runIds({})).toEqual([2, 1])
  })

  it('is read from its file piece by piece, one blob at a time', () => {
    const { bytes } = bundleOf()
    let [held, most] = [0, 0]
    const asked: number[] = []
    const source: ZipSource = {
      length: bytes.length,
      read(at, count) {
        held = count
        most = Math.max(most, held)
        asked.push(at)
        return bytes.slice(at, at + count)
      },
    }
    const fromPieces = readBundle(source, 'b')
    const whole = readBundle(bytes, 'b')
    expect(fromPieces.content).toEqual(whole.content)
    expect(fromPieces.numbers).toEqual(whole.numbers)
    expect(most).toBeLessThan(bytes.length)
    const before = asked.length
    expect(fromPieces.blobs.map((read) => read())).toEqual(whole.blobs.map((read) => read()))
    // what is stored is read when it is stored, and not kept until then
    expect(asked.length - before).toBe(2 * fromPieces.blobs.length)
  })

  it('that would be too large is not begun; how many runs would fit is said', () => {
    const { store } = filled()
    const vast: BundleStore = {
      ...store,
      artifactsOf: (id) => store.artifactsOf(id).map((each) => ({ ...each, bytes: 1.3e9, sha256: `${id}${each.sha256.slice(1)}` })),
    }
    const path = join(folder(), 'vast.gramscope')
    expect(() => writeBundle(vast, { runIds: [1, 2], studyIds: [] }, path)).toThrow(
      /^The bundle of 2 runs would have 52\d{8} bytes; at most 4000000000 can be read again, enough for about 1\./,
    )
    const single: BundleStore = { ...store, artifactsOf: (id) => store.artifactsOf(id).map((each) => ({ ...each, bytes: 1.6e9 })) }
    expect(() => writeBundle(single, { runIds: [1], studyIds: [] }, path)).toThrow('of 1600000000 bytes; at most 1500000000 can be read')
    expect(existsSync(path)).toBe(false)
  })

  it('leaves out what is on its way, and names what is not there', () => {
    const { bundles } = filled()
    const path = join(folder(), 'x.gramscope')
    expect(bundles.export({ runIds: [1, 3], studyIds: [] }, path)).toMatchObject({ runs: 1, leftOut: 1 })
    expect(() => bundles.export({ runIds: [99], studyIds: [] }, path)).toThrow('There is no run 99')
    expect(() => bundles.export({ runIds: [1], studyIds: [] }, '/no/such/folder/x')).toThrow('could not be written')
  })

  it('puts runs of a cell and seed that is here too beside them', () => {
    const { path } = bundleOf()
    const other = filled()
    expect(other.bundles.import(path).runs).toEqual({ stored: 2, existing: 0, superseded: 0 })
    const [spec] = other.store.studyCells(1)
    expect(other.store.findRuns(spec?.hash ?? '', 1).map(({ attempt }) => attempt)).toEqual([1, 2])
    expect(other.store.listStudies()).toHaveLength(2)
  })
})

describe('a bundle that is not as it should be', () => {
  const { bytes } = (() => {
    const { store, bundles } = (() => {
      const path = mkdtempSync(join(tmpdir(), 'gramscope-bundle-'))
      const made = openStore({ home: path, now: () => NOW })
      return {
        store: made,
        bundles: new Bundles(
          made,
          () => NOW,
          () => undefined,
        ),
      }
    })()
    const engine = store.registerEngine({ kind: 'app', pid: process.pid, bootId: 'boot' }, NOW)
    const spec = specOf()
    store.enqueue([{ hash: cellHash(spec), spec, seeds: [1] }], engine, NOW)
    const id = claimNext(store, engine, NOW, 15_000)?.run.id ?? 0
    const batch = batchOf({
      series: [{ name: 'loss', ...pointsOf(0, [3, 2, 1]) }],
      artifacts: [{ name: 'weights', values: Float64Array.of(1, 2) }],
    })
    endRun(store, id, engine, { state: 'finished', stopReason: null, error: null, batch }, NOW)
    const path = join(store.home, 'x.gramscope')
    bundles.export({ runIds: [id], studyIds: [] }, path)
    const content = readFileSync(path)
    store.close()
    rmSync(store.home, { recursive: true, force: true })
    return { bytes: content }
  })()
  const text = (value: string): Uint8Array => new TextEncoder().encode(value)
  const blob = zipMembers(bytes).find(({ name }) => name.startsWith('blobs/'))?.name ?? ''

  it('is refused with its name: hashes, versions, missing and foreign members, paths', () => {
    const flipped = Uint8Array.from(member(bytes, 'numbers.bin'), (byte, index) => (index === 20 ? byte ^ 1 : byte))
    expect(refusal(remade(bytes, { 'numbers.bin': flipped }, false))).toContain('numbers.bin has another SHA-256')
    expect(refusal(remade(bytes, { [blob]: text('sixteen bytes...') }))).toContain('has another SHA-256 than its name')
    expect(refusal(remade(bytes, { [blob]: null }))).toContain('lacks the artifact weights')
    expect(refusal(remade(bytes, { [blob]: null }, false))).toContain(`lacks ${blob}, which its manifest lists`)
    expect(refusal(remade(bytes, { '../../evil': text('x') }))).toContain('a path that leads out of the bundle')
    expect(refusal(remade(bytes, { 'C:\\evil': text('x') }))).toContain('a path that leads out of the bundle')
    expect(refusal(remade(bytes, { 'other.txt': text('x') }))).toContain('which no bundle has')
    expect(refusal(remade(bytes, { [`blobs/${'a'.repeat(64)}`]: text('x') }, false))).toContain('which its manifest does not list')
    expect(refusal(remade(bytes, { 'manifest.json': null }, false))).toContain('it has no manifest.json')
    expect(refusal(remade(bytes, { 'manifest.json': text('{"format":"gramscope-bundle","version":3}') }))).toContain(
      'version 3; this program reads up to version 2',
    )
    expect(refusal(remade(bytes, { 'manifest.json': text('{"format":"zip"}') }))).toContain('of another format')
    expect(refusal(remade(bytes, { 'content.json': text('{') }))).toContain('not JSON')
    expect(refusal(bytes.subarray(0, bytes.length - 30))).toContain('cut off')
    expect(refusal(text('not a zip'))).toContain('not a ZIP archive')
  })

  it('is refused where its content does not hold together', () => {
    expect(refusal(withContent(bytes, (content) => (content.cells[0]!.spec.model.hiddenWidth = 7)))).toContain('hash is not the one')
    expect(refusal(withContent(bytes, (content) => (content.cells[0]!.spec.model.hiddenWidth = -7)))).toContain('cannot read')
    expect(refusal(withContent(bytes, (content) => (content.runs[0]!.cell = 5)))).toContain('without its spec')
    expect(refusal(withContent(bytes, (content) => (content.runs[0]!.series[0]!.at = 3)))).toContain('lacks points')
    expect(refusal(withContent(bytes, (content) => (content.runs[0]!.state = 'running')))).toContain('breaks a rule')
    expect(refusal(withContent(bytes, (content) => content.runs.push(content.runs[0]!)))).toContain('has a run twice')
    const backwards = new Uint8Array(Float64Array.of(0, 2, 1, 3, 2, 1).buffer)
    expect(refusal(remade(bytes, { 'numbers.bin': backwards }))).toContain('do not increase')
  })

  it('is refused or read as it was, whatever bytes are changed', () => {
    const original = readBundle(bytes, 'b')
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 }),
        (changes) => {
          const mutated = Uint8Array.from(bytes)
          for (const [at, by] of changes) mutated[at] = (mutated[at] ?? 0) ^ by
          try {
            expect(readBundle(mutated, 'b').numbers).toEqual(original.numbers)
          } catch (error) {
            if (!(error instanceof LabError)) throw error
            expect(error.code).toBe('invalid-file')
          }
        },
      ),
      { numRuns: 500 },
    )
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), (length) => {
        expect(() => readBundle(bytes.subarray(0, length), 'b')).toThrow(LabError)
      }),
      { numRuns: 200 },
    )
  })
})
