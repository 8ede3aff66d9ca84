import { computed, shallowRef, watchEffect, type ComputedRef } from 'vue'
import { useLab } from '../stores/lab'

const systemDark = window.matchMedia('(prefers-color-scheme: dark)')
const systemIsDark = shallowRef(systemDark.matches)
systemDark.addEventListener('change', (event) => {
  systemIsDark.value = event.matches
})

/** The theme in effect. Whoever draws on a canvas reads the tokens again when it changes. */
export function useTheme(): ComputedRef<'light' | 'dark'> {
  const lab = useLab()
  return computed(() => {
    if (lab.settings.theme !== 'system') return lab.settings.theme
    return systemIsDark.value ? 'dark' : 'light'
  })
}

/** Puts the chosen theme on the document; with `system` the style sheet follows the system by itself. Called once, by the frame. */
export function applyTheme(): void {
  const lab = useLab()
  watchEffect(() => {
    if (lab.settings.theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = lab.settings.theme
  })
}
