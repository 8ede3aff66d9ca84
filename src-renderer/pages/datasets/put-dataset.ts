import type { DatasetView } from '../../../src-main/contract'
import { valueAt, withValueAt } from '../compose/json-document'
import type { useDraft } from '../compose/use-draft'
import { specParts } from './dataset-spec'

const EXPERIMENT = 'two-layer'

/**
 * Puts a data set into the experiment that is being composed: inputs, labels and test samples, as far as its kind has fields for them. An
 * experiment that takes no stored inputs, or none at all, becomes a blank two-layer one.
 */
export function putDataset(draft: ReturnType<typeof useDraft>, dataset: DatasetView): void {
  const kind = valueAt(draft.document, 'experiment')
  const takesData = draft.form?.variants
    .find((variant) => variant.value === kind)
    ?.group.fields.some(
      ({ key, node }) => key === 'data' && node.kind === 'variants' && node.variants.some(({ value }) => value === 'stored'),
    )
  if (takesData !== true || !draft.touched) draft.startBlank(EXPERIMENT, 'a two-layer network')
  const fields = draft.form?.variants.find((variant) => variant.value === valueAt(draft.document, 'experiment'))?.group.fields ?? []
  const given = Object.entries(specParts(dataset)).filter(
    ([key, value]) => value !== undefined && fields.some((field) => field.key === key),
  )
  const document = given.reduce<unknown>((spec, [key, value]) => withValueAt(spec, key, value), draft.document)
  draft.start({ document, origin: `the data set ${dataset.name}` })
}
