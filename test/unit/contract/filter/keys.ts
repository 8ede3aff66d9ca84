import type { FilterKeys } from '../../../../src-main/contract'

/** Keys as a home with runs of two kinds of experiments has them. */
export const KEYS: FilterKeys = {
  keys: [
    { path: 'experiment', experiments: ['two-layer', 'pruning'], numeric: false, values: ['pruning', 'two-layer'] },
    { path: 'model.hiddenWidth', experiments: ['two-layer'], numeric: true, values: [] },
    { path: 'network.model.hiddenWidth', experiments: ['pruning'], numeric: true, values: [] },
    { path: 'model.activation.kind', experiments: ['two-layer'], numeric: false, values: ['relu', 'tanh', 'two words'] },
    { path: 'labels.variance', experiments: ['two-layer'], numeric: false, values: ['hiddenWidth'] },
    { path: 'training.stepSizes.hidden', experiments: ['two-layer'], numeric: true, values: [] },
    { path: 'data.rate', experiments: ['two-layer'], numeric: true, values: [] },
    { path: 'noise.rate', experiments: ['two-layer'], numeric: true, values: [] },
    { path: 'training.safetyValve', experiments: ['two-layer'], numeric: false, values: ['false', 'true'] },
  ],
  quantities: ['kappaH', 'finalLoss'],
  series: ['loss', 'distance'],
  spectra: ['hiddenKernel'],
  tags: ['draft', 'to check'],
  claims: [
    { id: 'razborov-C1', title: 'Eigenvalues at the start', seen: true },
    { id: 'razborov-C5-hidden', title: 'Distance of hidden weights', seen: false },
  ],
  studies: [{ id: 3, title: 'Width' }],
}
