import { formatNumber } from './format-number'

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

/** A length of time in the two coarsest units that matter: "0.42 s", "12 s", "4 min", "1 h 20 min", "2 d 3 h". */
export function formatDuration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds) || seconds < 0) return '–'
  if (seconds < 0.0005) return seconds === 0 ? '0 s' : '< 1 ms'
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  if (seconds < 2 * MINUTE - 0.5) return `${Math.round(seconds)} s`
  if (seconds < HOUR - MINUTE / 2) return `${Math.round(seconds / MINUTE)} min`
  if (seconds < DAY - MINUTE / 2) return twoUnits(Math.round(seconds / MINUTE), MINUTE, 'h', 'min')
  return twoUnits(Math.round(seconds / HOUR), 24, 'd', 'h')
}

function twoUnits(small: number, perLarge: number, large: string, unit: string): string {
  const rest = small % perLarge
  const whole = `${Math.floor(small / perLarge)} ${large}`
  return rest === 0 ? whole : `${whole} ${rest} ${unit}`
}

/** An estimate of a length of time, marked as one: "≈ 12 s". */
export function formatEstimate(seconds: number | null): string {
  const text = formatDuration(seconds !== null && seconds >= 1 ? Math.round(seconds) : seconds).replace('.0 ', ' ')
  return text === '–' ? text : `≈ ${text}`
}

const TWO = (value: number) => String(value).padStart(2, '0')
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A moment in local time as a person reads it: "14:03" today, "yesterday 14:03", "3 Nov 14:03", "3 Nov 2024". */
export function formatMoment(milliseconds: number | null, now: number = Date.now()): string {
  if (milliseconds === null) return '–'
  const at = new Date(milliseconds)
  const today = new Date(now)
  const clock = `${TWO(at.getHours())}:${TWO(at.getMinutes())}`
  const midnight = new Date(today.getFullYear(), today.getMonth(), today.getDate()).getTime()
  const tomorrow = new Date(today.getFullYear(), today.getMonth(), today.getDate() + 1).getTime()
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1).getTime()
  if (milliseconds >= midnight && milliseconds < tomorrow) return clock
  if (milliseconds >= yesterday && milliseconds < midnight) return `yesterday ${clock}`
  const day = `${at.getDate()} ${MONTHS[at.getMonth()]}`
  return at.getFullYear() === today.getFullYear() ? `${day} ${clock}` : `${day} ${at.getFullYear()}`
}

/** A moment in full, for hover and export: "2025-11-22 14:03:09". */
export function exactMoment(milliseconds: number | null): string {
  if (milliseconds === null) return ''
  const at = new Date(milliseconds)
  const date = `${at.getFullYear()}-${TWO(at.getMonth() + 1)}-${TWO(at.getDate())}`
  return `${date} ${TWO(at.getHours())}:${TWO(at.getMinutes())}:${TWO(at.getSeconds())}`
}

/** "310 steps/s"; small rates keep two digits. */
export function formatRate(perSecond: number, unit: string): string {
  if (!Number.isFinite(perSecond) || perSecond <= 0) return `0 ${unit}/s`
  const digits = perSecond >= 100 ? Math.max(1, Math.floor(Math.log10(perSecond)) + 1) : 2
  return `${formatNumber(perSecond, digits).text} ${unit}/s`
}
