import latin400 from '@fontsource/inter/files/inter-latin-400-normal.woff2?url'
import latin600 from '@fontsource/inter/files/inter-latin-600-normal.woff2?url'
import latinExt400 from '@fontsource/inter/files/inter-latin-ext-400-normal.woff2?url'
import latinExt600 from '@fontsource/inter/files/inter-latin-ext-600-normal.woff2?url'
import greek400 from '@fontsource/inter/files/inter-greek-400-normal.woff2?url'
import greek600 from '@fontsource/inter/files/inter-greek-600-normal.woff2?url'

/** The text font of charts in fixed weights: of a variable font a PDF would hold drawings of its letters instead of the font. */
const TEXT_FONTS = [
  { weight: 400, files: [latin400, latinExt400, greek400] },
  { weight: 600, files: [latin600, latinExt600, greek600] },
]
const RANGES = [
  'U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+0304, U+0308, U+0329, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD',
  'U+0100-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+02DD-02FF, U+1E00-1E9F, U+1EF2-1EFF, U+2020, U+20A0-20AB, U+20AD-20C0, U+2113, U+2C60-2C7F, U+A720-A7FF',
  'U+0370-0377, U+037A-037F, U+0384-038A, U+038C, U+038E-03A1, U+03A3-03FF',
]

/** Fonts as data, so that a document needs nothing from elsewhere. */
let fonts: Promise<string> | null = null

/** `@font-face` rules of the fonts that charts are set in, with the fonts inside. */
function embeddedFonts(): Promise<string> {
  fonts ??= Promise.all([textFonts(), mathFonts()]).then((rules) => rules.flat().join('\n'))
  return fonts
}

async function textFonts(): Promise<string[]> {
  return await Promise.all(
    TEXT_FONTS.flatMap(({ weight, files }) =>
      files.map(async (file, i) => {
        const source = await asData(new URL(file, location.href))
        return `@font-face { font-family: 'Inter Variable'; font-weight: ${weight}; src: url(${source}) format("woff2"); unicode-range: ${RANGES[i] ?? ''}; }`
      }),
    ),
  )
}

/** Those of formulas, which the window has loaded. */
async function mathFonts(): Promise<string[]> {
  const rules = [...document.styleSheets].flatMap((sheet) =>
    [...sheet.cssRules].map((rule) => ({ rule, base: sheet.href ?? location.href })),
  )
  const faces = rules.filter(({ rule }) => rule instanceof CSSFontFaceRule && rule.cssText.includes('KaTeX_Math'))
  return await Promise.all(
    faces.map(async ({ rule, base }) => {
      const [, source] = /url\(["']?([^"')]+\.woff2)["']?\)/.exec(rule.cssText) ?? []
      if (source === undefined) return ''
      return rule.cssText.replace(/src:[^;]+;/, `src: url(${await asData(new URL(source, base))}) format("woff2");`)
    }),
  )
}

async function asData(url: URL): Promise<string> {
  if (url.protocol === 'data:') return url.href
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer())
  return `data:font/woff2;base64,${base64(bytes)}`
}

function base64(bytes: Uint8Array): string {
  let text = ''
  // the arguments of a call are limited
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return btoa(text)
}

/** A document of one page that is filled by one drawing. */
export async function printPage(svg: string, width: number, height: number): Promise<string> {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Figure</title><style>
${await embeddedFonts()}
@page { size: ${width}mm ${height}mm; margin: 0; }
html, body { margin: 0; padding: 0; background: #fff; }
svg { display: block; width: ${width}mm; height: ${height}mm; }
</style></head><body>${svg}</body></html>`
}
