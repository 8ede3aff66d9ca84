import type { Pulse } from '../arithmetic'
import { Pace } from '../pace'
import type { ActivationGramRequest } from '../two-layer'
import { checkGramRequest } from '../two-layer-rules'
import { activationFunctions } from './activation-functions'

/** neurons asked for at once */
const blockNeurons = 256

/** {@link ActivationGramRequest} by plain loops, n x n, exactly symmetric. */
export function activationGram(request: ActivationGramRequest, pulse: Pulse): Float64Array {
  checkGramRequest(request)
  const { inputDimension: d, hiddenWidth, sampleCount: n, inputs, preactivationScale, neuronWeights } = request
  const psi = activationFunctions(request.activation)[request.which]
  const pace = new Pace(pulse)
  const gram = new Float64Array(n * n)
  const row = new Float64Array(n)
  for (let first = 0; first < hiddenWidth; first += blockNeurons) {
    const count = Math.min(blockNeurons, hiddenWidth - first)
    const { hiddenWeights, biases } = request.block(first, count)
    for (let j = 0; j < count; j++) {
      for (let i = 0; i < n; i++) {
        let sum = 0
        for (let l = 0; l < d; l++) sum += hiddenWeights[j * d + l]! * (preactivationScale * inputs[i * d + l]!)
        row[i] = psi(biases.length > 0 ? sum + biases[j]! : sum)
      }
      const weight = neuronWeights[first + j]!
      for (let i = 0; i < n; i++) for (let l = 0; l <= i; l++) gram[i * n + l]! += weight * row[i]! * row[l]!
      pace.beat()
    }
  }
  for (let i = 0; i < n; i++) {
    for (let l = 0; l <= i; l++) {
      let product = 1
      if (request.timesInputProducts) {
        product = 0
        for (let c = 0; c < d; c++) product += inputs[i * d + c]! * inputs[l * d + c]!
      }
      gram[i * n + l] = gram[l * n + i] = product * gram[i * n + l]!
    }
    pace.beat()
  }
  return gram
}
