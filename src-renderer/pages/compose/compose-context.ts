import { inject, provide, type ComputedRef, type InjectionKey } from 'vue'
import type { FieldProblem } from '../../../src-main/contract'

/** What the fields of the form need to know besides the draft: what is wrong, from the schema and from the lab. */
export interface ComposeContext {
  problems: ComputedRef<ReadonlyMap<string, FieldProblem[]>>
}

const KEY: InjectionKey<ComposeContext> = Symbol('compose')

export function provideCompose(context: ComposeContext): void {
  provide(KEY, context)
}

export function useCompose(): ComposeContext {
  const context = inject(KEY)
  if (context === undefined) throw new Error('A field stands outside of the Compose page')
  return context
}

export function fieldId(path: string): string {
  return `compose-${path}`
}
