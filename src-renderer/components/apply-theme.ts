import { watchEffect } from 'vue'
import { useLab } from '../stores/lab'

/** Puts the chosen theme on the document; with `system` the style sheet follows the system by itself. Called once, by the frame. */
export function applyTheme(): void {
  const lab = useLab()
  watchEffect(() => {
    if (lab.settings.theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = lab.settings.theme
  })
}
