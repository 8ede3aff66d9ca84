import { describe, expect, it } from 'vitest'
import { mathPieces } from '../../../../src-renderer/charts/math-text'
import { plainText, richText } from '../../../../src-renderer/charts/rich-text'

const plain = (latex: string) => plainText(mathPieces(latex))

describe('formulas in plain characters', () => {
  it.each([
    [String.raw`\kappa_H`, 'κ_H'],
    [String.raw`\|W_T-W_0\|_F`, '‖W_T−W_0‖_F'],
    [String.raw`\lambda_{\min}(H_0)`, 'λ_min(H_0)'],
    [String.raw`|D|`, '|D|'],
    [String.raw`D_{\mathrm{end}}`, 'D_end'],
    [String.raw`\frac{m}{nS}`, 'm/(nS)'],
    [String.raw`(m/(nS))^{1/3}`, '(m/(nS))^1/3'],
    [String.raw`\sqrt{m}`, '√m'],
    [String.raw`\tfrac12\|e\|^2`, '1/2‖e‖^2'],
    [String.raw`\hat{y}`, 'y\u0302'],
    [String.raw`\overline{y}`, 'y\u0304'],
    [String.raw`\overline{AB}_c`, 'A\u0305B\u0305_c'],
    [String.raw`\overline{y^2}`, 'y\u0305^2'],
    [String.raw`\overline{\langle u_i,u_j\rangle}`, '⟨\u0305u\u0305_i,\u0305u\u0305_j⟩\u0305'],
    [String.raw`\operatorname{card}(D)`, 'card(D)'],
    [String.raw`\unknowncommand`, 'unknowncommand'],
    ['', ''],
  ])('%s', (latex, expected) => expect(plain(latex)).toBe(expected))

  it('sets variables italic and names upright', () => {
    expect(mathPieces(String.raw`\lambda_{\min}`)).toEqual([
      { text: 'λ', style: 'italic' },
      { text: 'min', style: 'lowered' },
    ])
    expect(mathPieces('W_T')).toEqual([
      { text: 'W', style: 'italic' },
      { text: 'T', style: 'loweredItalic' },
    ])
  })

  it('ends on anything, however broken', () => {
    for (const broken of ['\\', '{', '}', '_', '^{', '\\frac', '\\mathrm{', '\\hat']) expect(() => mathPieces(broken)).not.toThrow()
  })
})

describe('rich text', () => {
  it('cannot be broken by braces of a user', () => {
    expect(richText([{ text: 'a{i|b}c', style: 'upright' }])).toBe('{u|a}{{u|i|b}}{u|c}')
  })
})
