import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  completeFilter,
  FilterProblem,
  parseFilter,
  parseFilterValue,
  withoutTerm,
  written,
  type FilterCondition,
} from '../../../../src-main/contract'
import { KEYS } from './keys'

const condition = (filter: string): FilterCondition | null => parseFilter(filter, KEYS).condition

function problem(filter: string): { at: string; message: string; suggestion: string | null } {
  try {
    parseFilter(filter, KEYS)
  } catch (error) {
    if (error instanceof FilterProblem)
      return { at: filter.slice(error.from, error.to), message: error.message, suggestion: error.suggestion }
    throw error
  }
  throw new Error(`${filter} was not refused`)
}

describe('reading a filter', () => {
  it('speaks of verdicts: some, that on one statement, and how many', () => {
    expect(condition('verdict:fails')).toEqual({ kind: 'verdict', verdict: 'fails' })
    expect(condition('verdict = premise not met and star')).toEqual({
      kind: 'and',
      parts: [{ kind: 'verdict', verdict: 'premise not met' }, { kind: 'starred' }],
    })
    expect(condition('verdict in (fails, "not measured")')).toEqual({
      kind: 'or',
      parts: [
        { kind: 'verdict', verdict: 'fails' },
        { kind: 'verdict', verdict: 'not measured' },
      ],
    })
    const ofC5 = { kind: 'verdict', claim: 'razborov-C5-hidden' }
    expect(condition('verdict(razborov-C5-hidden) != holds')).toEqual({
      kind: 'not',
      part: { kind: 'text-equals', value: ofC5, text: 'holds' },
    })
    expect(condition('verdict(razborov-C5-hidden) = missing')).toEqual({ kind: 'missing', value: ofC5 })
    expect(condition('verdicts(fails) >= 2')).toEqual({
      kind: 'compare',
      left: { kind: 'verdict-count', verdict: 'fails' },
      operator: '>=',
      right: { kind: 'number', value: 2 },
    })
    expect(problem('verdict:fail')).toMatchObject({ at: 'fail', suggestion: 'fails' })
    expect(problem('verdict(razborov-C2) = fails')).toMatchObject({ at: 'razborov-C2', suggestion: 'razborov-C1' })
    expect(problem('verdict(razborov-C1) > fails').message).toContain('text')
  })

  it('joins conditions by and, which binds more closely than or; not takes one', () => {
    expect(condition('activation = relu and kappaH < 0.9 and not tag:draft')).toEqual({
      kind: 'and',
      parts: [
        { kind: 'text-equals', value: { kind: 'key', paths: ['model.activation.kind'], numeric: false }, text: 'relu' },
        { kind: 'compare', left: { kind: 'quantity', id: 'kappaH' }, operator: '<', right: { kind: 'number', value: 0.9 } },
        { kind: 'not', part: { kind: 'tag-equals', tag: 'draft' } },
      ],
    })
    expect(condition('star or archived and noted')).toEqual({
      kind: 'or',
      parts: [{ kind: 'starred' }, { kind: 'and', parts: [{ kind: 'archived' }, { kind: 'noted' }] }],
    })
    expect(condition('(star or archived) noted')).toEqual({
      kind: 'and',
      parts: [{ kind: 'or', parts: [{ kind: 'starred' }, { kind: 'archived' }] }, { kind: 'noted' }],
    })
    expect(condition('')).toBeNull()
  })

  it('finds a key by its path or its end, together where no experiment has two', () => {
    const left = (filter: string): unknown => {
      const found = condition(filter)
      return found?.kind === 'compare' ? found.left : found
    }
    expect(left('hiddenWidth = 3')).toEqual({ kind: 'key', paths: ['model.hiddenWidth', 'network.model.hiddenWidth'], numeric: true })
    expect(left('spec.model.hiddenWidth = 3')).toEqual({ kind: 'key', paths: ['model.hiddenWidth'], numeric: true })
    expect(left('stepSizes.hidden > 1e-4')).toEqual({ kind: 'key', paths: ['training.stepSizes.hidden'], numeric: true })
    expect(problem('rate > 1')).toEqual({ at: 'rate', message: 'rate can be data.rate or noise.rate.', suggestion: 'data.rate' })
  })

  it('takes a word on the right of an equality as text, and a key in an order or in arithmetic', () => {
    expect(condition('labels.variance = hiddenWidth')).toMatchObject({ kind: 'text-equals', text: 'hiddenWidth' })
    expect(condition('kappaH < finalLoss')).toMatchObject({ kind: 'compare', right: { kind: 'quantity', id: 'finalLoss' } })
    expect(condition('lambdaMax(hiddenKernel) * stepSizes.hidden > 2')).toMatchObject({
      kind: 'compare',
      left: { kind: 'arithmetic', operator: '*', left: { kind: 'measure', measure: { of: 'spectrum', what: 'lambdaMax', step: null } } },
    })
    expect(condition('(kappaH + 1) / 2 > 3')).toMatchObject({ kind: 'compare', left: { kind: 'arithmetic', operator: '/' } })
  })

  it('knows numbers with exponents and units, lists, dates, text in quotes', () => {
    expect(condition('duration > 2min')).toMatchObject({ right: { kind: 'number', value: 120 } })
    expect(condition('size >= 1.5MB')).toMatchObject({ right: { kind: 'number', value: 1.5e6 } })
    expect(condition('kappaH > -1.5e-3')).toMatchObject({ right: { kind: 'arithmetic', operator: '-' } })
    expect(condition('seed in (1, 2)')).toMatchObject({ kind: 'or', parts: [{ operator: '=' }, { operator: '=' }] })
    expect(condition('seed not in (1)')).toMatchObject({ kind: 'not' })
    expect(condition('activation = "two words"')).toMatchObject({ text: 'two words' })
    const day = (d: number): number => new Date(2026, 0, d).getTime()
    expect(condition('created = 2026-01-31')).toMatchObject({ kind: 'between', from: day(31), until: day(32) })
    expect(condition('created > 2026-01-31')).toMatchObject({ operator: '>=', right: { value: day(32) } })
    expect(condition('created <= 2026-01-31')).toMatchObject({ operator: '<', right: { value: day(32) } })
    expect(condition('cell:0a3f')).toMatchObject({ kind: 'text-equals', text: '0a3f' })
    expect(condition('cell = 12')).toMatchObject({ kind: 'text-equals', text: '12' })
    expect(condition('kappaH = nan or kappaH != missing')).toMatchObject({
      parts: [{ kind: 'nan' }, { kind: 'not', part: { kind: 'missing' } }],
    })
    expect(condition('safetyValve = true')).toMatchObject({ kind: 'compare', right: { kind: 'number', value: 1 } })
  })

  it('looks for plain words in what runs are called', () => {
    expect(condition('gaussian "two layers"')).toEqual({
      kind: 'and',
      parts: [
        { kind: 'words', text: 'gaussian' },
        { kind: 'words', text: 'two layers' },
      ],
    })
    expect(condition('two-layer-relu')).toEqual({ kind: 'words', text: 'two-layer-relu' })
  })

  it('reads series and spectra as a whole', () => {
    const measure = (text: string): unknown => {
      const value = parseFilterValue(text, KEYS)
      return value.kind === 'measure' ? value.measure : value
    }
    expect(measure('tail(loss)')).toEqual({ of: 'series', what: 'tail', name: 'loss' })
    expect(measure('at(distance, 100)')).toEqual({ of: 'series', what: 'at', name: 'distance', step: 100 })
    expect(measure('at(distance, loss <= 1e-2)')).toEqual({ of: 'series', what: 'at-level', name: 'distance', other: 'loss', level: 0.01 })
    expect(measure('reached(loss, 0.5)')).toEqual({ of: 'series', what: 'reached', name: 'loss', level: 0.5 })
    expect(measure('condition(hiddenKernel, 0)')).toEqual({ of: 'spectrum', what: 'condition', name: 'hiddenKernel', step: 0 })
  })

  it('says when archived runs are spoken of', () => {
    expect(parseFilter('archived', KEYS).namesArchived).toBe(true)
    expect(parseFilter('"archived"', KEYS).namesArchived).toBe(false)
  })
})

describe('a filter that cannot be read', () => {
  it('is refused at the place, with what could stand there', () => {
    expect(problem('kapaH < 1')).toEqual({ at: 'kapaH', message: 'There is no key kapaH.', suggestion: 'kappaH' })
    expect(problem('mxa(loss) < 1').suggestion).toBe('max')
    expect(problem('max(lss) < 1')).toMatchObject({ at: 'lss', suggestion: 'loss' })
    expect(problem('state = finshed')).toMatchObject({ at: 'finshed', suggestion: 'finished' })
    expect(problem('kappaH 0.9').message).toContain('A comparison is missing before 0.9')
    expect(problem('kappaH <').message).toBe('A value is missing at the end.')
    expect(problem('star and').message).toBe('A condition is missing at the end.')
    expect(problem('(star or archived')).toMatchObject({ at: '(', message: 'The parenthesis is not closed.' })
    expect(problem('star )')).toMatchObject({ at: ')' })
    expect(problem('name = "open')).toMatchObject({ at: '"open' })
    expect(problem('hiddenWidth = wide')).toMatchObject({ at: 'wide', message: 'hiddenWidth is a number, and "wide" is not.' })
    expect(problem('state < 3').message).toContain('has no order')
    expect(problem('created > 2026-02-31')).toMatchObject({ at: '2026-02-31' })
    expect(problem('seed = 2026-01-01')).toMatchObject({ at: '2026-01-01' })
    expect(problem('a # b')).toMatchObject({ at: '#' })
    expect(problem(`${'('.repeat(150)}star${')'.repeat(150)}`).message).toContain('too many parentheses')
    const shown = new FilterProblem('x', 4, 6).picture('seed = 1')
    expect(shown).toBe('seed = 1\n    ^^')
  })

  it('is refused by this error and by no other, whatever is written', () => {
    const piece = fc.constantFrom(
      'kappaH',
      'seed',
      '=',
      '<',
      '(',
      ')',
      'not',
      'and',
      'or',
      'in',
      '~',
      ':',
      'tag',
      '"x"',
      '1e-3',
      'at',
      ',',
      'loss',
      '-',
      '*',
      '2026-01-01',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(' ')),
        ),
        (filter) => {
          try {
            const { terms } = parseFilter(filter, KEYS)
            for (const { from, to } of terms) expect(to).toBeGreaterThan(from)
          } catch (error) {
            expect(error).toBeInstanceOf(FilterProblem)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })
})

describe('the terms of a filter', () => {
  const termsOf = (filter: string): string[] => parseFilter(filter, KEYS).terms.map(({ from, to }) => filter.slice(from, to))

  it('are what each chip stands for', () => {
    expect(termsOf('activation = relu and not tag:draft  seed in (1, 2)')).toEqual(['activation = relu', 'not tag:draft', 'seed in (1, 2)'])
    expect(termsOf('(star or noted) and seed=1')).toEqual(['(star or noted)', 'seed=1'])
    expect(termsOf('star or noted')).toEqual(['star or noted'])
  })

  it('can be taken out one by one', () => {
    let filter = 'activation = relu and not tag:draft and seed in (1, 2)'
    for (const left of ['activation = relu and seed in (1, 2)', 'activation = relu']) {
      const { terms } = parseFilter(filter, KEYS)
      filter = withoutTerm(filter, terms[1] ?? { from: 0, to: 0 })
      expect(filter).toBe(left)
    }
    expect(withoutTerm(filter, parseFilter(filter, KEYS).terms[0] ?? { from: 0, to: 0 })).toBe('')
  })
})

describe('completing a filter', () => {
  const offered = (filter: string): string[] => completeFilter(filter, filter.length, KEYS).options.map((option) => option.insert)

  it('offers keys, comparisons, values and joints where they belong', () => {
    expect(offered('kap')).toEqual(['kappaH'])
    expect(offered('')).toEqual(expect.arrayContaining(['kappaH', 'hiddenWidth', 'activation', 'tag:', 'star', 'not', 'max(']))
    expect(offered('kappaH ')).toEqual(expect.arrayContaining(['<', '=', 'in (']))
    expect(offered('activation = ')).toEqual(['relu', 'tanh', '"two words"'])
    expect(offered('activation = t')).toEqual(['tanh', '"two words"'])
    expect(offered('activation in (relu, ')).toEqual(['relu', 'tanh', '"two words"'])
    expect(offered('tag:')).toEqual(['draft', '"to check"'])
    expect(offered('state = fin')).toEqual(['finished'])
    expect(offered('activation = relu ')[0]).toBe('and')
    expect(offered('max(')).toEqual(['loss', 'distance'])
    expect(offered('study:')).toEqual(['3'])
    expect(completeFilter('seed = 1 and kap', 16, KEYS)).toMatchObject({ from: 13, to: 16 })
  })

  it('offers only what can be read again', () => {
    for (const key of offered('').filter((each) => /^[\w.]+$/.test(each) && !['not', 'star', 'archived', 'noted'].includes(each)))
      expect(() => parseFilter(`${key} = missing`, KEYS)).not.toThrow()
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        expect(condition(`activation = ${written(text)}`)).toEqual({
          kind: 'text-equals',
          value: { kind: 'key', paths: ['model.activation.kind'], numeric: false },
          text,
        })
      }),
    )
  })
})
