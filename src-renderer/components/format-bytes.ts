const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']

/** Decimal units (1 kB = 1000 B), three digits: "0 B", "12.4 kB", "1.20 GB". */
export function formatBytes(bytes: number): string {
  let size = bytes
  let unit = 0
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000
    unit++
  }
  return `${unit === 0 ? String(size) : size.toPrecision(3)} ${UNITS[unit] ?? 'B'}`
}
