/** What a run adds up while training, as plain numbers, so that a snapshot can carry it. */
export interface TrainingAccount {
  pathLength: number
  /** |r| at half the budget of steps, NaN before */
  halfwayResidual: number
  initialResidualNorm: number
  /** |r| at the last step at which a plateau was looked for */
  plateauResidual: number
}
