import type { Piece, PieceStyle } from './rich-text'

/**
 * The part of LaTeX that symbols of axes use, set in plain characters for a canvas or an SVG file: Greek letters, sub- and superscripts,
 * norms, fractions, roots, accents, upright names. What it does not know is written by its name, never dropped.
 */
export function mathPieces(latex: string): Piece[] {
  return merged(new Reader(latex).list(null).flatMap((node) => set(node, 'line')))
}

type Level = 'line' | 'raised' | 'lowered'

type Node =
  | { kind: 'text'; text: string; italic: boolean }
  | { kind: 'group'; nodes: Node[] }
  | { kind: 'script'; place: 'raised' | 'lowered'; nodes: Node[] }
  | { kind: 'fraction'; over: Node[]; under: Node[] }
  | { kind: 'root'; nodes: Node[] }

const SYMBOLS: Record<string, string> = {
  alpha: 'α', beta: 'β', gamma: 'γ', delta: 'δ', epsilon: 'ϵ', varepsilon: 'ε', zeta: 'ζ', eta: 'η', theta: 'θ', iota: 'ι', kappa: 'κ',
  lambda: 'λ', mu: 'μ', nu: 'ν', xi: 'ξ', pi: 'π', rho: 'ρ', sigma: 'σ', tau: 'τ', upsilon: 'υ', phi: 'ϕ', varphi: 'φ', chi: 'χ',
  psi: 'ψ', omega: 'ω', ell: 'ℓ',
} // prettier-ignore

const UPRIGHT_SYMBOLS: Record<string, string> = {
  Gamma: 'Γ', Delta: 'Δ', Theta: 'Θ', Lambda: 'Λ', Xi: 'Ξ', Pi: 'Π', Sigma: 'Σ', Phi: 'Φ', Psi: 'Ψ', Omega: 'Ω', infty: '∞', partial: '∂',
  nabla: '∇', cdot: '·', times: '×', pm: '±', le: '≤', leq: '≤', ge: '≥', geq: '≥', ll: '≪', gg: '≫', neq: '≠', ne: '≠', approx: '≈',
  sim: '∼', propto: '∝', to: '→', rightarrow: '→', in: '∈', setminus: '∖', cup: '∪', cap: '∩', circ: '∘', ast: '∗', star: '⋆', odot: '⊙',
  langle: '⟨', rangle: '⟩', lVert: '‖', rVert: '‖', Vert: '‖', lvert: '|', rvert: '|', vert: '|', mid: '|', sum: '∑', prod: '∏', ldots: '…',
  dots: '…', cdots: '⋯', prime: '′', top: '⊤', dagger: '†', lbrace: '{', rbrace: '}', triangle: '△', oplus: '⊕', otimes: '⊗',
} // prettier-ignore

const ESCAPED: Record<string, string> = {
  '|': '‖',
  '{': '{',
  '}': '}',
  '%': '%',
  '#': '#',
  _: '_',
  '&': '&',
  $: '$',
  ',': '\u2009',
  ';': '\u2005',
  ':': '\u2005',
  ' ': ' ',
  '!': '',
}
const ACCENTS: Record<string, string> = {
  hat: '\u0302',
  widehat: '\u0302',
  bar: '\u0304',
  tilde: '\u0303',
  widetilde: '\u0303',
  dot: '\u0307',
  vec: '\u20d7',
}
const UPRIGHT_GROUPS = new Set([
  'mathrm',
  'text',
  'textrm',
  'operatorname',
  'mathbf',
  'mathsf',
  'mathtt',
  'mathbb',
  'mathcal',
  'textbf',
  'boldsymbol',
])
/** commands that only say how large or where something is */
const SILENT = new Set([
  'left',
  'right',
  'big',
  'Big',
  'bigl',
  'bigr',
  'Bigl',
  'Bigr',
  'displaystyle',
  'textstyle',
  'limits',
  'nolimits',
  'quad',
  'qquad',
])

class Reader {
  private at = 0

  constructor(private readonly source: string) {}

  /** everything up to `end`, which is consumed */
  list(end: string | null): Node[] {
    const nodes: Node[] = []
    while (this.at < this.source.length) {
      const character = this.source[this.at] ?? ''
      if (character === end) {
        this.at++
        return nodes
      }
      nodes.push(...this.one())
    }
    return nodes
  }

  /** the next group or single symbol: an argument of a command */
  private argument(): Node[] {
    while (this.source[this.at] === ' ') this.at++
    return this.at < this.source.length ? this.one() : []
  }

  private one(): Node[] {
    const character = this.source[this.at] ?? ''
    this.at++
    if (character === '{') return [{ kind: 'group', nodes: this.list('}') }]
    if (character === '^') return [{ kind: 'script', place: 'raised', nodes: this.argument() }]
    if (character === '_') return [{ kind: 'script', place: 'lowered', nodes: this.argument() }]
    if (character === '\\') return this.command()
    if (character === '~') return [upright('\u00a0')]
    if (character === ' ') return []
    if (character === '-') return [upright('\u2212')]
    if (character === '*') return [upright('∗')]
    if (character === "'") return [upright('′')]
    return [{ kind: 'text', text: character, italic: /[A-Za-z]/.test(character) }]
  }

  private command(): Node[] {
    const name = /^[A-Za-z]+/.exec(this.source.slice(this.at))?.[0]
    if (name === undefined) {
      const character = this.source[this.at] ?? ''
      this.at++
      return [upright(ESCAPED[character] ?? character)]
    }
    this.at += name.length
    const symbol = SYMBOLS[name]
    if (symbol !== undefined) return [{ kind: 'text', text: symbol, italic: true }]
    const uprightSymbol = UPRIGHT_SYMBOLS[name]
    if (uprightSymbol !== undefined) return [upright(uprightSymbol)]
    const accent = ACCENTS[name]
    if (accent !== undefined) return accented(this.argument(), accent)
    if (name === 'overline') return overlined(this.argument())
    if (SILENT.has(name)) return []
    if (name === 'frac' || name === 'tfrac' || name === 'dfrac')
      return [{ kind: 'fraction', over: this.argument(), under: this.argument() }]
    if (name === 'sqrt') return [{ kind: 'root', nodes: this.argument() }]
    if (UPRIGHT_GROUPS.has(name)) return [upright(this.verbatim())]
    return [upright(name)]
  }

  /** content of a group with its letters and spaces as they stand */
  private verbatim(): string {
    if (this.source[this.at] !== '{') return plain(this.argument())
    const end = this.source.indexOf('}', this.at)
    const inner = this.source.slice(this.at + 1, end < 0 ? undefined : end)
    this.at = end < 0 ? this.source.length : end + 1
    return inner.includes('\\') || inner.includes('_') ? plain(new Reader(inner).list(null)) : inner
  }
}

const upright = (text: string): Node => ({ kind: 'text', text, italic: false })

/** A combining mark belongs to the piece of its letter, or it would be set beside it. */
function accented(nodes: Node[], accent: string): Node[] {
  return nodes.map((node, i) => {
    if (i < nodes.length - 1) return node
    if (node.kind === 'text') return { ...node, text: node.text + accent }
    return node.kind === 'group' ? { ...node, nodes: accented(node.nodes, accent) } : node
  })
}

/** A line over all letters, drawn by marks that meet; over a single one it is a bar. */
function overlined(nodes: Node[]): Node[] {
  return plain(nodes).length === 1 ? accented(nodes, ACCENTS['bar'] ?? '') : nodes.map(underLine)
}

const LINE = '\u0305'

function underLine(node: Node): Node {
  switch (node.kind) {
    case 'text':
      return { ...node, text: [...node.text].map((letter) => letter + LINE).join('') }
    case 'fraction':
      return { ...node, over: node.over.map(underLine), under: node.under.map(underLine) }
    // a script is further down or up: the line over its letter goes on behind it
    case 'script':
      return node
    case 'group':
    case 'root':
      return { ...node, nodes: node.nodes.map(underLine) }
  }
}

function plain(nodes: Node[]): string {
  return nodes
    .flatMap((node) => set(node, 'line'))
    .map((piece) => piece.text)
    .join('')
}

/** A numerator of several symbols needs brackets once the bar is gone. */
function bracketed(nodes: Node[]): Node[] {
  const flat = nodes.length === 1 && nodes[0]?.kind === 'group' ? nodes[0].nodes : nodes
  const single =
    flat.filter((node) => node.kind !== 'script').length <= 1 || flat.every((node) => node.kind === 'text' && /^\d$/.test(node.text))
  return single ? flat : [upright('('), ...flat, upright(')')]
}

function set(node: Node, level: Level): Piece[] {
  switch (node.kind) {
    case 'text':
      return node.text === '' ? [] : [{ text: node.text, style: styleOf(level, node.italic) }]
    case 'group':
      return node.nodes.flatMap((inner) => set(inner, level))
    case 'script':
      // a script of a script stays on its level: one raised and one lowered size is all a label can show
      return node.nodes.flatMap((inner) => set(inner, level === 'line' ? node.place : level))
    case 'fraction':
      return [...bracketed(node.over), upright('/'), ...bracketed(node.under)].flatMap((inner) => set(inner, level))
    case 'root':
      return [upright('√'), ...bracketed(node.nodes)].flatMap((inner) => set(inner, level))
  }
}

function styleOf(level: Level, italic: boolean): PieceStyle {
  if (level === 'line') return italic ? 'italic' : 'upright'
  if (level === 'raised') return italic ? 'raisedItalic' : 'raised'
  return italic ? 'loweredItalic' : 'lowered'
}

function merged(pieces: Piece[]): Piece[] {
  const out: Piece[] = []
  for (const piece of pieces) {
    const last = out.at(-1)
    if (last?.style === piece.style) last.text += piece.text
    else out.push({ ...piece })
  }
  return out
}
