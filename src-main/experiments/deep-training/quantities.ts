import type { Quantity } from '../../contract'
import { INTEGER, LOGARITHMIC, quantity } from '../named-quantity'

const ACCURACY = { digits: 4 } as const

export const QUANTITIES = [
  quantity('testAccuracy', 'Test accuracy', '', 'Share of the test examples whose largest output is at their class, at the end', ACCURACY),
  quantity('bestTestAccuracy', 'Best test accuracy', '', 'Largest after any epoch', ACCURACY),
  quantity('trainingAccuracy', 'Training accuracy', '', 'Of the training examples that are evaluated, as they are, at the end', ACCURACY),
  quantity('testLoss', 'Test loss', '', 'Mean over the test examples, at the end', LOGARITHMIC),
  quantity('trainingLoss', 'Training loss', '', 'Mean over the training examples that are evaluated, at the end', LOGARITHMIC),
  quantity(
    'dotProduct',
    'Average dot product',
    '\\langle u_i,u_j\\rangle',
    'Mean cosine of the angle between the features of two test examples, at the end',
    ACCURACY,
  ),
  quantity(
    'absoluteDotProduct',
    'Average absolute dot product',
    '|\\langle u_i,u_j\\rangle|',
    'Mean absolute cosine of the angle between the features of two test examples, at the end',
    ACCURACY,
  ),
  quantity('firstDotProduct', 'Average dot product after the first epoch', '', 'Mean cosine, after one epoch', ACCURACY),
  quantity('initialDotProduct', 'Average dot product at the start', '', 'Mean cosine, before training', ACCURACY),
  quantity('initialAbsoluteDotProduct', 'Average absolute dot product at the start', '', 'Mean absolute cosine, before training', ACCURACY),
  quantity(
    'predictedDotProduct',
    'Average dot product at infinite width',
    '',
    'Before training, by the recursion of the kernel on the Gram matrix of the first 100 of the test examples; for activations whose recursion is known in closed form',
    ACCURACY,
  ),
  quantity(
    'comparedDotProduct',
    'Average dot product beside that at infinite width',
    '',
    'Before training, of the same examples in this network',
    ACCURACY,
  ),
  quantity('predictedAbsoluteDotProduct', 'Average absolute dot product at infinite width', '', 'Likewise, of absolute cosines', ACCURACY),
  quantity('featureRms', 'Root mean square of the features', '', 'Of the test examples, at the end', LOGARITHMIC),
  quantity(
    'divergedUpdate',
    'Update that overflowed',
    '',
    'The first whose outputs or gradients were not finite; it was not done',
    INTEGER,
  ),
  quantity('divergedEpoch', 'Epoch that overflowed', '', 'Counted from 1', INTEGER),
  quantity('divergedLayer', 'Layer that overflowed', '', 'The first one that was not finite, counted from 1 among all layers', INTEGER),
  quantity('updates', 'Updates', '', 'Steps of gradient descent that were done', INTEGER),
  quantity('parameterCount', 'Parameters', '', 'Trained numbers of the network', INTEGER),
] as const satisfies readonly Quantity[]

export type QuantityId = (typeof QUANTITIES)[number]['id']

export const SERIES = [
  quantity('testAccuracy', 'Test accuracy', '', 'Share of the test examples whose largest output is at their class', ACCURACY),
  quantity('trainingAccuracy', 'Training accuracy', '', 'Of the training examples that are evaluated, as they are', ACCURACY),
  quantity('dotProduct', 'Average dot product', '\\langle u_i,u_j\\rangle', 'Mean cosine between features of test examples', ACCURACY),
  quantity(
    'absoluteDotProduct',
    'Average absolute dot product',
    '|\\langle u_i,u_j\\rangle|',
    'Mean absolute cosine between features of test examples',
    ACCURACY,
  ),
  quantity('testLoss', 'Test loss', '', 'Mean over the test examples', LOGARITHMIC),
  quantity('trainingLoss', 'Training loss', '', 'Mean over the training examples that are evaluated', LOGARITHMIC),
  quantity('epochAccuracy', 'Accuracy while training', '', 'Of the batches of the epoch, each before its update', ACCURACY),
  quantity('epochLoss', 'Loss while training', '', 'Mean over the batches of the epoch, each before its update', LOGARITHMIC),
  quantity('featureRms', 'Root mean square of the features', '', 'Of what the output layer takes, test examples', LOGARITHMIC),
  quantity('stepSize', 'Step size', '\\eta', 'Of the epoch that begins', LOGARITHMIC),
  quantity('batchLoss', 'Loss of the batch', '', 'Before the update', LOGARITHMIC),
  quantity('gradientNorm', 'Norm of the gradient', '\\|g\\|', 'Of the loss of the batch, without weight decay', LOGARITHMIC),
] as const satisfies readonly Quantity[]

export type SeriesId = (typeof SERIES)[number]['id']

/** Recorded for every hidden layer and the output layer, which is the last. */
export const LAYER_SERIES = [
  quantity('layerDotProduct', 'Average dot product by layer', '', 'Mean cosine between outputs of the layer, test examples', ACCURACY),
  quantity('layerAbsoluteDotProduct', 'Average absolute dot product by layer', '', 'Mean absolute cosine, test examples', ACCURACY),
  quantity(
    'predictedLayerDotProduct',
    'Average dot product by layer at infinite width',
    '',
    'Before training, by the recursion of the kernel on the Gram matrix of the first 100 test examples',
    ACCURACY,
  ),
  quantity('predictedLayerAbsoluteDotProduct', 'Average absolute dot product by layer at infinite width', '', 'Likewise', ACCURACY),
  quantity('layerOutputRms', 'Root mean square of outputs by layer', '', 'First batch of training examples', LOGARITHMIC),
  quantity(
    'layerGradientRms',
    'Root mean square of gradients by layer',
    '',
    'Of the loss of an example by the outputs of the layer',
    LOGARITHMIC,
  ),
  quantity('layerParameterGradient', 'Norm of the gradient by layer', '', 'By the parameters of the layer, first batch', LOGARITHMIC),
  quantity('layerParameterNorm', 'Norm of the parameters by layer', '', 'Euclidean norm', LOGARITHMIC),
] as const satisfies readonly Quantity[]

export type LayerSeriesId = (typeof LAYER_SERIES)[number]['id']
