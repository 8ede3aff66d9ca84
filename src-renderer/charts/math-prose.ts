import { scriptPieces, type Piece } from './rich-text'

const GREEK: Record<string, string> = {
  alpha: 'α', beta: 'β', gamma: 'γ', delta: 'δ', epsilon: 'ε', eta: 'η', theta: 'θ', kappa: 'κ', lambda: 'λ', mu: 'μ', nu: 'ν', pi: 'π',
  rho: 'ρ', sigma: 'σ', tau: 'τ', omega: 'ω', Omega: 'Ω',
} // prettier-ignore

const NAME = new RegExp(`(?<![A-Za-z])(${Object.keys(GREEK).join('|')})(?![A-Za-z])`, 'g')

/** A sentence with formulas written in ASCII, as a terminal prints it ("kappa_H <= nS^(1/4)"), set as mathematics. */
export function mathProse(text: string): Piece[] {
  const symbols = text
    .replaceAll(NAME, (name) => GREEK[name] ?? name)
    .replaceAll('<=', '≤')
    .replaceAll('>=', '≥')
    .replaceAll('sqrt(', '√(')
    .replace(/(?<=[\s(=^/]|^)-(?=[\d(\p{L}|])/gu, '\u2212')
  return scriptPieces(symbols)
}
