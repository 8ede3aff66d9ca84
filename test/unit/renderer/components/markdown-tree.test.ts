import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markdownTree, type MarkdownNode } from '../../../../src-renderer/components/markdown-tree'

function tags(nodes: readonly MarkdownNode[]): string[] {
  return nodes.flatMap((node) => ('tag' in node ? [node.tag, ...tags(node.children)] : []))
}
function text(nodes: readonly MarkdownNode[]): string {
  return nodes.map((node) => ('text' in node ? node.text : 'tag' in node ? text(node.children) : node.formula)).join('')
}

describe('a note in Markdown', () => {
  it('has headings, lists, emphasis, code, tables and formulas', () => {
    expect(markdownTree('# A *b*')).toEqual([{ tag: 'h1', children: [{ text: 'A ' }, { tag: 'em', children: [{ text: 'b' }] }] }])
    expect(tags(markdownTree('- a\n- **b** `c`'))).toEqual(['ul', 'li', 'li', 'strong', 'code'])
    expect(tags(markdownTree('| a | b |\n|---|---|\n| 1 | 2 |'))).toContain('td')
    expect(markdownTree('rate $\\eta^2$')).toEqual([{ tag: 'p', children: [{ text: 'rate ' }, { formula: '\\eta^2', display: false }] }])
    expect(markdownTree('```\nx < y\n```')).toEqual([{ tag: 'pre', children: [{ text: 'x < y\n' }] }])
  })

  it('shows HTML and images as the text that they are, and takes no link that runs something', () => {
    const hostile = '<img src=x onerror=alert(1)> <script>alert(1)</script>\n\n![x](http://a/b.png) [y](javascript:alert(1))'
    expect(tags(markdownTree(hostile)).filter((tag) => ['img', 'script', 'a'].includes(tag) && tag !== 'a')).toEqual([])
    expect(text(markdownTree(hostile))).toContain('<script>alert(1)</script>')
    expect(JSON.stringify(markdownTree('[y](javascript:alert(1))'))).not.toContain('href')
  })

  it('is made of known elements only, whatever is written', () => {
    const known = /^(p|h[1-6]|ul|ol|li|blockquote|pre|code|em|strong|s|hr|br|table|thead|tbody|tr|th|td|a)$/
    fc.assert(fc.property(fc.string(), (source) => tags(markdownTree(source)).every((tag) => known.test(tag))))
  })
})
