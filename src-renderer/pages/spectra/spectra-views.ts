export const VIEWS = [
  { id: 'scree', label: 'Scree' },
  { id: 'log-log', label: 'Log-log' },
  { id: 'cumulative', label: 'Cumulative' },
  { id: 'density', label: 'Density' },
  { id: 'trajectories', label: 'Trajectories' },
  { id: 'hermite', label: 'Hermite' },
  { id: 'dual', label: 'Dual' },
] as const
export type SpectraView = (typeof VIEWS)[number]['id']

export function isView(text: unknown): text is SpectraView {
  return VIEWS.some(({ id }) => id === text)
}
