import '@fontsource-variable/inter/index.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import '../../src-renderer/styles/tokens.css'
import '../../src-renderer/styles/base.css'
import '../../src-renderer/styles/controls.css'
import ChartGallery from './ChartGallery.vue'

const theme = new URLSearchParams(location.search).get('theme')
if (theme) document.documentElement.dataset.theme = theme
const saved: { suggestedName: string; content: string | Uint8Array }[] = []
Object.assign(window, {
  saved,
  gramscope: {
    shell: (name: string, argument: { suggestedName: string; content: string | Uint8Array }) => {
      if (name === 'shell.save') saved.push(argument)
      return Promise.resolve({ ok: true, value: null })
    },
  },
})
const app = createApp(ChartGallery)
app.use(createPinia())
app.mount('#app')
