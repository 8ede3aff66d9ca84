/** A name for a file made of a title: letters, digits and hyphens. */
export function fileNameOf(title: string, extension: string): string {
  const stem = title
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 80)
  return `${stem === '' ? 'chart' : stem}.${extension}`
}
