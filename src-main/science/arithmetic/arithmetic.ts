/**
 * The kernels that must run at hardware speed. Two implementations: `native` (the C++ addon) and `portable` (plain TypeScript with
 * ml-matrix), the reference that tests compare the native one with. Everything but deep networks is float64. Matrices are row-major.
 */

import type { DeepProblem, DeepState, DeepTrainer } from './deep-network'
import type { Pulse } from './pulse'
import type { ActivationGramRequest, TwoLayerGradient, TwoLayerProblem, TwoLayerState, TwoLayerTrainer, TwoLayerWeights } from './two-layer'

export type * from './two-layer'

export type { Pulse } from './pulse'

/** Size and training constants of a two-layer ReLU network f = z^T max(W x, 0) trained by two-rate gradient descent (arXiv 2212.02323, 1.3). */
export interface TwoLayerReluProblem {
  /** n */
  inputDimension: number
  /** S */
  hiddenWidth: number
  /** m */
  sampleCount: number
  /** m x n: row j is the input X^j */
  inputs: Float64Array
  /** y, length m */
  labels: Float64Array
  /** eta_w */
  hiddenStepSize: number
  /** eta_z */
  outputStepSize: number
  /** success as soon as |e| < stopResidual */
  stopResidual: number
  /** stop as soon as |e| increases */
  safetyValve: boolean
  /** threads a step may use; never changes a result */
  threads: number
}

/**
 * Everything that changes while training, at an iterate whose activations and error have been evaluated. Owned by JavaScript, plain
 * arrays, so that a copy of it is a checkpoint from which training continues bit for bit.
 * Activation sets are bit matrices: S rows of `activationWords(m)` unsigned 32-bit words, bit j % 32 of word floor(j / 32) is point j,
 * unused high bits of the last word are zero. A[nu, j] = 1 iff (W X)[nu, j] > 0 (strict).
 */
export interface TwoLayerReluState {
  /** tau, number of updates done */
  step: number
  /** W, S x n */
  hiddenWeights: Float64Array
  /** z, length S */
  outputWeights: Float64Array
  /** W_0 and z_0 */
  initialHiddenWeights: Float64Array
  initialOutputWeights: Float64Array
  /** f at this iterate, length m */
  outputs: Float64Array
  /** A_tau */
  activations: Uint32Array
  /** A_0 */
  initialActivations: Uint32Array
  /** D so far: bits that differed from A_0 at any of the iterates 1..tau */
  everChanged: Uint32Array
  /** A_tau xor A_(tau-1); zero at tau = 0 */
  lastFlips: Uint32Array
  /** |D| so far */
  everChangedCount: number
  /** |e| at this iterate and at the one before (infinity at tau = 0) */
  residualNorm: number
  previousResidualNorm: number
}

export type TrainingStatus =
  /** the budget of this call is used up; call again */
  | 'running'
  /** |e| < stopResidual */
  | 'converged'
  /** |e| increased and the safety valve is on */
  | 'residual-increased'
  /** |e| is NaN or infinite */
  | 'not-finite'

/** What one call of {@link TwoLayerReluTrainer.advance} did; one entry a step done, for the iterates firstStep .. firstStep + count - 1. */
export interface TrainingProgress {
  status: TrainingStatus
  firstStep: number
  count: number
  /** |e| */
  residualNorm: Float64Array
  /** |D| up to and including the iterate */
  everChangedCount: Float64Array
  /** number of bits in which A changed in the step that led to the iterate */
  flips: Float64Array
  /** |W - W_0|_F */
  hiddenWeightDistance: Float64Array
  /** |z - z_0| */
  outputWeightDistance: Float64Array
}

export interface TwoLayerReluTrainer {
  /** live state; do not change it between calls */
  readonly state: TwoLayerReluState
  /**
   * Does at most `maxSteps` updates and returns after about `sliceMilliseconds` at a step boundary. Stops early, with its status, at
   * the first iterate that converged, increased or is not finite (the iterate is part of the state and of the arrays). The stopping
   * rules are checked in the order: not finite, converged, increased. When `status` was already final it does nothing.
   * `pulse` is called between slices when a single step takes longer than a slice.
   */
  advance(maxSteps: number, sliceMilliseconds: number, pulse: Pulse): TrainingProgress
}

/** Words of 32 bits in a row of an activation bit matrix for m points. */
export function activationWords(sampleCount: number): number {
  return Math.ceil(sampleCount / 32)
}

export interface ExtremeEigenvalue {
  value: number
  /** |A v - value v| / |A| for the returned unit vector */
  residual: number
  iterations: number
  vector: Float64Array
  method: string
}

export interface Eigensystem {
  /** ascending */
  values: Float64Array
  /** row k is the unit eigenvector of values[k] */
  vectors: Float64Array
}

/** Thrown by {@link Arithmetic.smallestEigenvalue} when the matrix is not numerically positive definite. */
export class NotPositiveDefiniteError extends Error {
  override readonly name = 'NotPositiveDefiniteError'
}

export interface Arithmetic {
  readonly id: 'native' | 'portable'
  /** e.g. "native 1, AVX-512, OpenBLAS 0.3.21 SkylakeX" */
  readonly description: string
  /** SHA-256 of the addon file, or of nothing for the portable one; part of a run's environment */
  readonly hash: string
  /** e.g. "avx512f avx2 fma" */
  readonly cpuFeatures: string

  /** A trainer at step 0: evaluates A_0, f_0 and |e_0| for the given initial weights (copied). Applies the stopping rules to step 0 on the first advance. */
  startTwoLayerRelu(problem: TwoLayerReluProblem, hiddenWeights: Float64Array, outputWeights: Float64Array): TwoLayerReluTrainer
  /** A trainer that goes on from a checkpointed state (copied). */
  resumeTwoLayerRelu(problem: TwoLayerReluProblem, state: TwoLayerReluState): TwoLayerReluTrainer

  /** A trainer at step 0: evaluates the given initial weights (copied). Applies the stopping rules to step 0 on the first advance. */
  startTwoLayer(problem: TwoLayerProblem, initial: TwoLayerWeights): TwoLayerTrainer
  /** A trainer that goes on from a checkpointed state (copied). */
  resumeTwoLayer(problem: TwoLayerProblem, state: TwoLayerState): TwoLayerTrainer
  /** f at any points (row by row), points x K. */
  evaluateTwoLayer(problem: TwoLayerProblem, weights: TwoLayerWeights, inputs: Float64Array, pulse: Pulse): Float64Array
  /** The gradient of the loss at given weights; zero for layers whose step size is 0. */
  twoLayerGradient(problem: TwoLayerProblem, weights: TwoLayerWeights, pulse: Pulse): TwoLayerGradient
  /** sum_j c_j psi(z_ji) psi(z_jl), perhaps times <x_i, x_l>: n x n, exactly symmetric. */
  activationGram(request: ActivationGramRequest, pulse: Pulse): Float64Array

  /**
   * A trainer of a deep network. It takes over the arrays of the state, which change as it trains: what is to stay is copied first.
   * @throws LabError naming the layer when shapes do not fit; RangeError when an array has another length or precision than the problem says
   */
  createDeepTrainer(problem: DeepProblem, state: DeepState): DeepTrainer

  /**
   * H = (X^T X) o (B^T B), B = diag(z) A (spec section 2), m x m, exactly symmetric. With z in {-1, +1}^S from exact integer
   * co-activation counts.
   */
  hiddenGram(problem: TwoLayerReluProblem, outputWeights: Float64Array, activations: Uint32Array, pulse: Pulse): Float64Array
  /** G = F^T F, F = max(W X, 0), m x m, exactly symmetric. */
  outputGram(problem: TwoLayerReluProblem, hiddenWeights: Float64Array, pulse: Pulse): Float64Array
  /** F F^T, S x S: has the same non-zero eigenvalues as G and is the cheaper one where S < m. */
  outputGramByNeuron(problem: TwoLayerReluProblem, hiddenWeights: Float64Array, pulse: Pulse): Float64Array

  /** All eigenvalues, ascending, of a symmetric matrix (not changed). */
  symmetricEigenvalues(matrix: Float64Array, order: number, pulse: Pulse): Float64Array
  /** All eigenvalues and eigenvectors. */
  symmetricEigensystem(matrix: Float64Array, order: number, pulse: Pulse): Eigensystem
  /** Eigenpairs number from..to (0-based, ascending, inclusive). */
  symmetricEigenpairs(matrix: Float64Array, order: number, from: number, to: number, pulse: Pulse): Eigensystem
  /**
   * The smallest eigenvalue of a symmetric positive definite matrix, to 1e-8 relative where the condition number allows (error floor
   * about eps * |A|), without computing the others: shift-invert Lanczos on a Cholesky factor.
   * @throws NotPositiveDefiniteError
   */
  smallestEigenvalue(matrix: Float64Array, order: number, pulse: Pulse): ExtremeEigenvalue
  largestEigenvalue(matrix: Float64Array, order: number, pulse: Pulse): ExtremeEigenvalue
  /**
   * Replaces an upper triangular R by the triangular factor of a QR factorisation of R stacked on `block`, so that the new R^T R is
   * R^T R + block^T block without that sum ever being formed. Blocks that are added one after the other give the factor of all of them.
   * @param triangle R, row-major order x order, zeros below the diagonal, changed in place; all zeros at the start
   * @param block row-major rows x order
   * @throws RangeError when a length is wrong or the block holds NaN or infinity
   */
  addToTriangle(triangle: Float64Array, order: number, block: Float64Array, rows: number, pulse: Pulse): void
  /**
   * Eigenvalues, ascending, and eigenvectors of F^T F from F itself, by sorting rows, QR with column pivoting and one-sided Jacobi rotations
   * (Demmel et al., Computing the singular value decomposition with high relative accuracy, Linear Algebra Appl. 299, 1999). A solver that is
   * given the product resolves nothing below about epsilon |F|^2; this one resolves down to about (epsilon |F|)^2, and grading of the rows or
   * columns costs no relative accuracy at all. No eigenvalue is negative.
   * @param factor F, row-major rows x order, not changed; rows >= order
   * @throws RangeError when a length is wrong or the factor holds NaN or infinity
   */
  factorEigensystem(factor: Float64Array, rows: number, order: number, pulse: Pulse): Eigensystem
  /** x with A x = b for symmetric positive definite A. @throws NotPositiveDefiniteError */
  solvePositiveDefinite(matrix: Float64Array, order: number, rightHandSide: Float64Array, pulse: Pulse): Float64Array
  /** C = A B, A rows x inner, B inner x columns. */
  multiply(a: Float64Array, b: Float64Array, rows: number, inner: number, columns: number): Float64Array
}
