import MarkdownIt, { type Token } from 'markdown-it'

/** A piece of a note: text, or an element with what is in it. Nothing else can come out of a note, whatever is written in it. */
export type MarkdownNode =
  { text: string } | { formula: string; display: boolean } | { tag: string; href?: string; children: MarkdownNode[] }

const ELEMENTS: ReadonlySet<string> = new Set([
  ...['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code', 'em', 'strong', 's', 'hr', 'br'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td', 'a'],
])
// HTML in a note is text; images would come from elsewhere
const parser = new MarkdownIt({ html: false, linkify: false }).disable(['image'])
const FORMULA = /\$\$([^$]+)\$\$|\$([^$\n]+)\$/g

/** Reads CommonMark with tables; `$...$` is a formula. */
export function markdownTree(source: string): MarkdownNode[] {
  const root: MarkdownNode[] = []
  collect(parser.parse(source, {}), root)
  return root
}

function collect(tokens: readonly Token[], into: MarkdownNode[]): void {
  const open: MarkdownNode[][] = [into]
  const put = (node: MarkdownNode): void => void open.at(-1)?.push(node)
  for (const token of tokens) {
    if (token.type === 'inline') collect(token.children ?? [], open.at(-1) ?? into)
    else if (token.nesting === 1) {
      const children: MarkdownNode[] = []
      // the paragraphs of a tight list are not drawn
      if (token.hidden || !ELEMENTS.has(token.tag)) open.push(open.at(-1) ?? into)
      else {
        const href = token.tag === 'a' ? String(token.attrGet('href') ?? '') : undefined
        put(href === undefined ? { tag: token.tag, children } : { tag: token.tag, href, children })
        open.push(children)
      }
    } else if (token.nesting === -1) open.pop()
    else if (token.type === 'fence' || token.type === 'code_block') put({ tag: 'pre', children: [{ text: token.content }] })
    else if (token.type === 'code_inline') put({ tag: 'code', children: [{ text: token.content }] })
    else if (token.type === 'softbreak') put({ text: '\n' })
    else if (token.tag === 'br' || token.tag === 'hr') put({ tag: token.tag, children: [] })
    else for (const node of withFormulas(token.content)) put(node)
  }
}

function withFormulas(text: string): MarkdownNode[] {
  const nodes: MarkdownNode[] = []
  let at = 0
  for (const found of text.matchAll(FORMULA)) {
    if (found.index > at) nodes.push({ text: text.slice(at, found.index) })
    nodes.push({ formula: found[1] ?? found[2] ?? '', display: found[1] !== undefined })
    at = found.index + found[0].length
  }
  if (at < text.length) nodes.push({ text: text.slice(at) })
  return nodes
}
