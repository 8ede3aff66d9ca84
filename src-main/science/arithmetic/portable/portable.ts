import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import type {
  ActivationGramRequest,
  Arithmetic,
  Eigensystem,
  ExtremeEigenvalue,
  Pulse,
  TwoLayerGradient,
  TwoLayerProblem,
  TwoLayerReluProblem,
  TwoLayerReluState,
  TwoLayerReluTrainer,
  TwoLayerState,
  TwoLayerTrainer,
  TwoLayerWeights,
} from '../arithmetic'
import type { DeepProblem, DeepState, DeepTrainer } from '../deep-network'
import { largestByMultiplication, smallestByInverse, type SymmetricOperator } from '../extreme-eigenvalues'
import { checkPairRange, checkSymmetricMatrix, checkVector, rowSumNorm } from '../symmetric-matrix'
import { activationGram } from './activation-gram'
import { checkFactor, checkTallFactor } from '../factor'
import { choleskyFactor, choleskySolve } from './cholesky'
import { PortableDeepTrainer } from './deep/trainer'
import { factorEigensystem } from './factor-eigensystem'
import { hiddenGram, outputGram, outputGramByNeuron } from './grams'
import { evaluateTwoLayer, PortableTwoLayerTrainer, twoLayerGradient } from './two-layer'
import { addToTriangle } from './triangle'
import { PortableTwoLayerReluTrainer } from './two-layer-relu'

function multiply(a: Float64Array, b: Float64Array, rows: number, inner: number, columns: number): Float64Array {
  const product = new Float64Array(rows * columns)
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < inner; k++) {
      const factor = a[i * inner + k]!
      for (let j = 0; j < columns; j++) product[i * columns + j]! += factor * b[k * columns + j]!
    }
  }
  return product
}

function operator(matrix: Float64Array, order: number, pulse: Pulse): SymmetricOperator {
  return { order, norm: rowSumNorm(matrix, order, pulse), multiply: (vector) => multiply(matrix, vector, order, order, 1) }
}

/**
 * The reference in plain TypeScript. The eigendecompositions are ml-matrix's and call `pulse` only before and after; everything else
 * calls it as promised.
 */
export class PortableArithmetic implements Arithmetic {
  readonly id = 'portable'
  readonly description = 'portable TypeScript'
  readonly hash = ''
  readonly cpuFeatures = ''

  startTwoLayerRelu(problem: TwoLayerReluProblem, hiddenWeights: Float64Array, outputWeights: Float64Array): TwoLayerReluTrainer {
    return PortableTwoLayerReluTrainer.start(problem, hiddenWeights, outputWeights)
  }

  resumeTwoLayerRelu(problem: TwoLayerReluProblem, state: TwoLayerReluState): TwoLayerReluTrainer {
    return PortableTwoLayerReluTrainer.resume(problem, state)
  }

  startTwoLayer(problem: TwoLayerProblem, initial: TwoLayerWeights): TwoLayerTrainer {
    return PortableTwoLayerTrainer.start(problem, initial)
  }

  resumeTwoLayer(problem: TwoLayerProblem, state: TwoLayerState): TwoLayerTrainer {
    return PortableTwoLayerTrainer.resume(problem, state)
  }

  evaluateTwoLayer(problem: TwoLayerProblem, weights: TwoLayerWeights, inputs: Float64Array, pulse: Pulse): Float64Array {
    return evaluateTwoLayer(problem, weights, inputs, pulse)
  }

  twoLayerGradient(problem: TwoLayerProblem, weights: TwoLayerWeights, pulse: Pulse): TwoLayerGradient {
    return twoLayerGradient(problem, weights, pulse)
  }

  activationGram(request: ActivationGramRequest, pulse: Pulse): Float64Array {
    return activationGram(request, pulse)
  }

  createDeepTrainer(problem: DeepProblem, state: DeepState): DeepTrainer {
    return new PortableDeepTrainer(problem, state)
  }

  hiddenGram(problem: TwoLayerReluProblem, outputWeights: Float64Array, activations: Uint32Array, pulse: Pulse): Float64Array {
    return hiddenGram(problem, outputWeights, activations, pulse)
  }

  outputGram(problem: TwoLayerReluProblem, hiddenWeights: Float64Array, pulse: Pulse): Float64Array {
    return outputGram(problem, hiddenWeights, pulse)
  }

  outputGramByNeuron(problem: TwoLayerReluProblem, hiddenWeights: Float64Array, pulse: Pulse): Float64Array {
    return outputGramByNeuron(problem, hiddenWeights, pulse)
  }

  symmetricEigenvalues(matrix: Float64Array, order: number, pulse: Pulse): Float64Array {
    return this.symmetricEigensystem(matrix, order, pulse).values
  }

  symmetricEigensystem(matrix: Float64Array, order: number, pulse: Pulse): Eigensystem {
    checkSymmetricMatrix(matrix, order, pulse)
    pulse()
    const square = Matrix.from1DArray(order, order, Array.from(matrix))
    const decomposition = new EigenvalueDecomposition(square, { assumeSymmetric: true })
    pulse()
    const unsorted = decomposition.realEigenvalues
    const ascending = unsorted.map((_, index) => index).sort((a, b) => unsorted[a]! - unsorted[b]!)
    const vectors = new Float64Array(order * order)
    for (const [row, column] of ascending.entries()) vectors.set(decomposition.eigenvectorMatrix.getColumn(column), row * order)
    return { values: Float64Array.from(ascending, (index) => unsorted[index]!), vectors }
  }

  symmetricEigenpairs(matrix: Float64Array, order: number, from: number, to: number, pulse: Pulse): Eigensystem {
    checkPairRange(order, from, to)
    const { values, vectors } = this.symmetricEigensystem(matrix, order, pulse)
    return { values: values.slice(from, to + 1), vectors: vectors.slice(from * order, (to + 1) * order) }
  }

  smallestEigenvalue(matrix: Float64Array, order: number, pulse: Pulse): ExtremeEigenvalue {
    checkSymmetricMatrix(matrix, order, pulse)
    const factor = choleskyFactor(matrix, order, pulse)
    return smallestByInverse(operator(matrix, order, pulse), (vector) => choleskySolve(factor, order, vector), pulse)
  }

  largestEigenvalue(matrix: Float64Array, order: number, pulse: Pulse): ExtremeEigenvalue {
    checkSymmetricMatrix(matrix, order, pulse)
    return largestByMultiplication(operator(matrix, order, pulse), pulse)
  }

  addToTriangle(triangle: Float64Array, order: number, block: Float64Array, rows: number, pulse: Pulse): void {
    checkFactor('triangle', triangle, order, order)
    checkFactor('block', block, rows, order)
    addToTriangle(triangle, order, block, rows, pulse)
  }

  factorEigensystem(factor: Float64Array, rows: number, order: number, pulse: Pulse): Eigensystem {
    checkFactor('factor', factor, rows, order)
    checkTallFactor(rows, order)
    return factorEigensystem(factor, rows, order, pulse)
  }

  solvePositiveDefinite(matrix: Float64Array, order: number, rightHandSide: Float64Array, pulse: Pulse): Float64Array {
    checkSymmetricMatrix(matrix, order, pulse)
    checkVector(rightHandSide, order)
    return choleskySolve(choleskyFactor(matrix, order, pulse), order, rightHandSide)
  }

  multiply(a: Float64Array, b: Float64Array, rows: number, inner: number, columns: number): Float64Array {
    return multiply(a, b, rows, inner, columns)
  }
}
