import { expect, it } from 'vitest'
import { DASHES, MARKERS, runAppearance } from '../../../../src-renderer/components/run-colour'

it('uses the eight colours before the next dash, the dashes before the next marker', () => {
  expect(runAppearance(1)).toEqual({ colour: '--data-1', dash: [], marker: 'circle' })
  expect(runAppearance(8).colour).toBe('--data-8')
  expect(runAppearance(9)).toEqual({ colour: '--data-1', dash: DASHES[1], marker: 'circle' })
  expect(runAppearance(33)).toEqual({ colour: '--data-1', dash: [], marker: 'square' })
})

it('tells 128 consecutive runs apart, wherever they begin', () => {
  const looks = Array.from({ length: 8 * DASHES.length * MARKERS.length }, (_, index) => JSON.stringify(runAppearance(4711 + index)))
  expect(new Set(looks).size).toBe(128)
})
