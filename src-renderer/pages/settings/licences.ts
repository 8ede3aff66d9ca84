/** Packages whose code is part of the application. Their licence texts are packed with it and read when they are asked for. */
const texts = import.meta.glob<string>(
  [
    '../../../node_modules/{vue,pinia,vue-router,reka-ui,echarts,zrender,katex,zod,better-sqlite3,canonicalize,csv-parse,ml-matrix,jsep,jsonc-parser,markdown-it,entities,linkify-it,mdurl,punycode.js,uc.micro}/{LICENSE,LICENSE.md,LICENSE.txt,LICENSE-MIT.txt,license}',
    '../../../node_modules/@tanstack/{vue-table,table-core,vue-virtual,virtual-core}/{LICENSE,LICENSE.md}',
    '../../../node_modules/@lucide/vue/LICENSE',
    '../../../node_modules/@jsquash/{jpeg,webp}/LICENSE',
    '../../../node_modules/@fontsource-variable/inter/LICENSE',
    '../../../node_modules/@floating-ui/{core,dom,utils,vue}/LICENSE',
    '../../../node_modules/@vueuse/{core,shared}/LICENSE',
  ],
  { query: '?raw', import: 'default' },
)

export interface Licence {
  package: string
  read: () => Promise<string>
}

/** `../../../node_modules/@tanstack/vue-table/LICENSE` -> `@tanstack/vue-table` */
export function packageOf(path: string): string {
  return path.replace(/^.*node_modules\//, '').replace(/\/[^/]+$/, '')
}

export const LICENCES: Licence[] = Object.entries(texts)
  .map(([path, read]) => ({ package: packageOf(path), read }))
  .sort((a, b) => a.package.localeCompare(b.package, 'en'))
