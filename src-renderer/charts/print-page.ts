/** Fonts of the window as data, so that a document needs nothing from elsewhere. */
let fonts: Promise<string> | null = null

const FAMILIES = /Inter|KaTeX_(Math|Main)/
/** Latin, Greek and signs; Cyrillic and Vietnamese letters are not written by charts. */
const LEFT_OUT = /cyrillic|vietnamese/

/** The `@font-face` rules of the fonts that charts are set in, with the fonts inside. */
export function embeddedFonts(): Promise<string> {
  fonts ??= collect()
  return fonts
}

async function collect(): Promise<string> {
  const rules = [...document.styleSheets].flatMap((sheet) =>
    [...sheet.cssRules].map((rule) => ({ rule, base: sheet.href ?? location.href })),
  )
  const faces = rules.flatMap(({ rule, base }) =>
    rule instanceof CSSFontFaceRule && FAMILIES.test(rule.style.fontFamily || rule.cssText) ? [{ text: rule.cssText, base }] : [],
  )
  const embedded = await Promise.all(
    faces.map(async ({ text, base }) => {
      const [, source] = /url\(["']?([^"')]+\.woff2)["']?\)/.exec(text) ?? []
      if (source === undefined || LEFT_OUT.test(source)) return ''
      const bytes = new Uint8Array(await (await fetch(new URL(source, base))).arrayBuffer())
      return text.replace(/src:[^;]+;/, `src: url(data:font/woff2;base64,${base64(bytes)}) format("woff2");`)
    }),
  )
  return embedded.join('\n')
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
