import { shallowRef, watch, type Ref } from 'vue'
import { LabError, type ActivationDescription, type ActivationSpec } from '../../../src-main/contract'
import { request } from '../../stores/lab'

export type Described = { description: ActivationDescription; error: null } | { description: null; error: LabError }

/** What the lab says of activations, by the JSON of their specs; each is asked for once. */
export function useDescriptions(wanted: () => readonly ActivationSpec[]): Readonly<Ref<ReadonlyMap<string, Described>>> {
  const known = shallowRef<ReadonlyMap<string, Described>>(new Map())
  const asked = new Set<string>()
  watch(
    () => wanted().map((activation) => JSON.stringify(activation)),
    (keys) => {
      for (const key of keys) {
        if (asked.has(key)) continue
        asked.add(key)
        void describe(key)
      }
    },
    { immediate: true },
  )

  async function describe(key: string): Promise<void> {
    let described: Described
    try {
      const activation = JSON.parse(key) as ActivationSpec
      described = { description: await request('activations.describe', { activation }), error: null }
    } catch (caught) {
      described = { description: null, error: LabError.from(caught) }
    }
    known.value = new Map([...known.value, [key, described]])
  }

  return known
}
