/** For tools that read TypeScript without knowing Vue files (the linter); the type checker sees the real types. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent
  export default component
}
