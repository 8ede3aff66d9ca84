import { numberText } from '../format-number'

/** "2 interrupted and 12 queued runs from last time." */
export function describeLeftOver(interrupted: number, queued: number): string {
  const parts: string[] = []
  if (interrupted > 0) parts.push(`${numberText(interrupted, 'integer')} interrupted`)
  if (queued > 0) parts.push(`${numberText(queued, 'integer')} queued`)
  const runs = interrupted + queued === 1 ? 'run' : 'runs'
  const resumed = interrupted > 0 ? ' Interrupted runs resume from their last checkpoint.' : ''
  return `${parts.join(' and ')} ${runs} from last time.${resumed}`
}
