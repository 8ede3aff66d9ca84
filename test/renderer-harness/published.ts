/** Averages of T, kappa_H, |D| and the distance for the cells the mock makes runs of: width, points, T, kappa_H, |D|, distance. */
const WIDTHS = [100, 200, 500, 1000]
const POINTS = [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]
const STEPS_AT_100 = [528, 699, 861, 991, 1129, 1282, 1418, 1547, 1685, 1840]

export interface MockCell {
  width: number
  points: number
  steps: number
  kappaH: number
  changed: number
  distance: number
}

/** Values of the right size for pictures; they are not results and appear nowhere but in the harness. */
export const MOCK_CELLS: MockCell[] = WIDTHS.flatMap((width) =>
  POINTS.map((points, index) => ({
    width,
    points,
    steps: Math.round((STEPS_AT_100[index] ?? 1000) * (100 / width) ** 0.95 + 20),
    kappaH: 0.98 - 0.027 * (index + 1) * (100 / width) ** 0.1,
    changed: Math.round(8.05 * points ** 1.46 * (width / 100) ** 0.45 * (100 / points) ** 0.3),
    distance: 1.87 * points ** 0.63,
  })),
)
