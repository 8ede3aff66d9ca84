// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { RUN_STATES } from '../../../../src-main/contract'
import ErrorNotice from '../../../../src-renderer/components/ErrorNotice.vue'
import FormattedNumber from '../../../../src-renderer/components/FormattedNumber.vue'
import MathFormula from '../../../../src-renderer/components/MathFormula.vue'
import ProgressLine from '../../../../src-renderer/components/ProgressLine.vue'
import StateBadge from '../../../../src-renderer/components/StateBadge.vue'
import { LabError } from '../../../../src-main/contract'

// the window has a doctype; the document of happy-dom has none, and KaTeX looks when it is loaded
vi.hoisted(() => Reflect.defineProperty(document, 'compatMode', { value: 'CSS1Compat' }))

describe('FormattedNumber', () => {
  it('sets a power of ten with a raised exponent and keeps the exact value on hover', () => {
    const number = mount(FormattedNumber, { props: { value: 1.23456e-7, unit: 's' } })
    expect(number.get('sup').text()).toBe('−7')
    expect(number.text().replace(/\s/g, ' ')).toBe('1.235 × 10^−7 s')
    expect(number.attributes('title')).toBe('1.23456e-7 s')
  })
  it('names what was not measured and gives it no unit', () => {
    const number = mount(FormattedNumber, { props: { value: null, unit: 's' } })
    expect(number.text()).toBe('–')
    expect(number.attributes('title')).toBe('not measured')
  })
  it('copies the exact value of a selection within it, and leaves a wider selection alone', () => {
    const number = mount(FormattedNumber, { props: { value: 1 / 3 }, attachTo: document.body })
    const { element } = number.get('.number')
    const copied = (range: Node): string => {
      document.getSelection()?.selectAllChildren(range)
      const event = new ClipboardEvent('copy', { clipboardData: new DataTransfer(), bubbles: true, cancelable: true })
      element.dispatchEvent(event)
      return event.clipboardData?.getData('text/plain') ?? ''
    }
    expect(copied(element)).toBe('0.3333333333333333')
    expect(copied(document.body)).toBe('')
    number.unmount()
  })
})

describe('MathFormula', () => {
  it('draws LaTeX as nodes, with MathML for screen readers', () => {
    const formula = mount(MathFormula, { props: { formula: '\\lambda_{\\min}(H_0)' } })
    expect(formula.find('.katex-html').exists()).toBe(true)
    expect(formula.find('math').exists()).toBe(true)
  })
  it('shows the source of what it cannot read, as text', async () => {
    const formula = mount(MathFormula, { props: { formula: '\\frac{<img src=x>' } })
    await nextTick()
    expect(formula.text()).toBe('\\frac{<img src=x>')
    expect(formula.find('img').exists()).toBe(false)
    expect(formula.classes()).toContain('formula-source')
  })
})

describe('StateBadge', () => {
  it.each(RUN_STATES)('says %s in words, also when only the glyph is seen', (state) => {
    expect(mount(StateBadge, { props: { state, compact: true } }).text()).toBe(state)
  })
  it('says why a run ended', () =>
    expect(mount(StateBadge, { props: { state: 'finished', reason: 'converged' } }).text()).toBe('finished, converged'))
})

describe('ProgressLine', () => {
  it('says what, how far, how fast and how long', () => {
    const progress = mount(ProgressLine, { props: { label: 'Cell 12 of 40', fraction: 0.3, perSecond: 310, secondsLeft: 240 } })
    expect(progress.text()).toBe('Cell 12 of 40, 310 steps/s, 4 min left')
    expect(progress.get('[role=progressbar]').attributes('aria-valuenow')).toBe('30')
  })
  it('claims no value when none is known', () => {
    const progress = mount(ProgressLine, { props: { label: 'Reading', fraction: null } })
    expect(progress.get('[role=progressbar]').attributes('aria-valuenow')).toBeUndefined()
  })
})

describe('ErrorNotice', () => {
  it('shows message, fields and code as text, and offers to try again only when that is possible', () => {
    const error = new LabError('invalid-spec', 'The spec is not valid. <b>Nothing</b> was stored.', [
      { path: 'model.hiddenWidth', rule: 'at least 1' },
    ])
    const notice = mount(ErrorNotice, { props: { error } })
    expect(notice.text()).toContain('<b>Nothing</b> was stored.')
    expect(notice.get('li').text()).toBe('model.hiddenWidth at least 1')
    expect(notice.find('button').exists()).toBe(false)
    expect(
      mount(ErrorNotice, { props: { error, retry: () => undefined } })
        .get('button')
        .text(),
    ).toBe('Try again')
  })
})
