import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef, type Component } from 'vue'

/** Something a person can do now: listed in the command palette, and by `?` when it has keys. */
export interface Command {
  id: string
  label: string
  /** heading in the palette, e.g. "Go to", "Runs", "Recipes" */
  group: string
  /** further words it is found by */
  keywords?: string
  /** said at the right of the entry, e.g. "≈ 12 s" */
  hint?: string
  icon?: Component
  /** as in {@link parseKeys}: `g h`, `mod+k`, `[`, `Delete`. Handled by the window unless `handledByPage` */
  keys?: string
  /** the keys are handled by the page's own widget (a table) and only listed here */
  handledByPage?: boolean
  /** false hides it from the palette (it is still listed by `?`) */
  inPalette?: boolean
  run: () => void | Promise<void>
}

type CommandSource = () => Command[]

/** All commands that can be given at this moment. Pages add theirs while they are shown. */
export const useCommands = defineStore('commands', () => {
  const sources = shallowRef<CommandSource[]>([])
  const commands = computed(() => sources.value.flatMap((source) => source()))

  function add(source: CommandSource): () => void {
    sources.value = [...sources.value, source]
    return () => {
      sources.value = sources.value.filter((each) => each !== source)
    }
  }

  return { commands, add }
})

/** Offers commands for as long as the calling component lives. The function is reactive: it is asked again when what it reads changes. */
export function provideCommands(source: CommandSource): void {
  onScopeDispose(useCommands().add(source))
}
