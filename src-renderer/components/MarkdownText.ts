import { defineComponent, h, type VNodeChild } from 'vue'
import { markdownTree, type MarkdownNode } from './markdown-tree'
import MathFormula from './MathFormula.vue'

function draw(nodes: readonly MarkdownNode[]): VNodeChild[] {
  return nodes.map((node) => {
    if ('text' in node) return node.text
    if ('formula' in node) return h(MathFormula, { formula: node.formula })
    // the window goes nowhere: where a link leads is said instead
    if (node.tag === 'a') return h('span', { class: 'link', title: node.href }, draw(node.children))
    return h(node.tag, draw(node.children))
  })
}

/** A note as it reads. It is made of elements one by one, so that no markup of its own can get into the page. */
export default defineComponent({
  props: { source: { type: String, required: true } },
  setup: (props) => () => h('div', { class: 'markdown' }, draw(markdownTree(props.source))),
})
