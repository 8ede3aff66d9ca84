import '@fontsource-variable/inter/index.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { makeRouter, prepareRunsPage } from './router'
import { useLab } from './stores/lab'
import { useNotices } from './stores/notices'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'

const app = createApp(App)
app.use(createPinia())
app.use(makeRouter())

// nothing is swallowed: what no page caught is told where a person sees it, and stays in the console for a developer
const notices = useNotices()
app.config.errorHandler = (error) => {
  console.error(error)
  notices.reportError(error)
}
window.addEventListener('unhandledrejection', (event) => notices.reportError(event.reason))

void useLab().start()
app.mount('#app')
prepareRunsPage()
