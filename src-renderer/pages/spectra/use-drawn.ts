import { computed, type ComputedRef, type Ref } from 'vue'
import type { ActivationSpec } from '../../../src-main/contract'
import type { CurveLook } from '../../charts/chart-model'
import { DASHES, runAppearance } from '../../components/run-colour'
import { numberText } from '../../components/format-number'
import type { DrawnSpectrum } from './drawn-spectrum'
import type { DrawnActivation } from './gaussian-models'
import type { ExaminedSpectrum } from './health-rows'
import { activationWords, tellApart, type ArrayNames } from './overlay-words'
import type { Overlay } from './use-spectra'
import type { Described } from './use-descriptions'
import type { TrainedRun } from './use-trained-run'

export type Shown = DrawnSpectrum & ExaminedSpectrum

/** Without a run there is no colour of one. */
function lookOf({ result }: Overlay, place: number): CurveLook {
  if (result !== null) return runAppearance(result.run.id)
  return { colour: '--data-8', dash: DASHES[place % DASHES.length] ?? [], marker: 'circle' }
}

/** The spectra that can be drawn: those of overlays that are shown and computed, each run once, and the ends of an open training run. */
export function useDrawnSpectra(
  overlays: () => readonly Overlay[],
  arrayNames: () => ArrayNames,
  trained: TrainedRun,
): ComputedRef<Shown[]> {
  return computed(() => {
    const shown = overlays().filter(({ hidden }) => !hidden)
    const names = tellApart(
      shown.map(({ fields }) => fields),
      arrayNames(),
    )
    const seen = new Set<number>()
    const own = shown.flatMap((overlay, i): Shown[] => {
      const { result } = overlay
      if (result === null || result.spectrum === null || seen.has(result.run.id)) return []
      seen.add(result.run.id)
      const { run, spectrum } = result
      return [{ id: `run ${run.id}`, label: names[i] ?? '', look: lookOf(overlay, i), spectrum, summary: run.summary }]
    })
    return [...own, ...endsOf(trained)]
  })
}

function endsOf({ run, spectra }: TrainedRun): Shown[] {
  const [first, last] = [spectra[0], spectra.at(-1)]
  if (run === null || first === undefined || last === undefined) return []
  return (first === last ? [first] : [first, last]).map((spectrum, i) => ({
    id: `run ${run.id} step ${spectrum.step}`,
    label: `run ${run.id}, step ${numberText(spectrum.step, 'integer')}`,
    look: { ...runAppearance(run.id), dash: DASHES[i] ?? [] },
    spectrum,
    summary: {},
  }))
}

/** Activations of the overlays that are shown, as far as they can be read: each once, in the look of the first that has it. */
export function useShownActivations(
  overlays: () => readonly Overlay[],
): ComputedRef<{ key: string; activation: ActivationSpec; label: string; look: CurveLook }[]> {
  return computed(() => {
    const found = new Map<string, { key: string; activation: ActivationSpec; label: string; look: CurveLook }>()
    overlays().forEach((overlay, place) => {
      const { hidden, read, fields } = overlay
      if (hidden || read.spec?.experiment !== 'kernel-spectrum') return
      const { activation } = read.spec.model
      const key = JSON.stringify(activation)
      if (!found.has(key)) found.set(key, { key, activation, label: activationWords(fields), look: lookOf(overlay, place) })
    })
    return [...found.values()]
  })
}

export function useDrawnActivations(
  shown: ReturnType<typeof useShownActivations>,
  known: Readonly<Ref<ReadonlyMap<string, Described>>>,
): { drawn: ComputedRef<DrawnActivation[]>; refused: ComputedRef<{ label: string; message: string }[]> } {
  const drawn = computed(() =>
    shown.value.flatMap(({ key, label, look }): DrawnActivation[] => {
      const description = known.value.get(key)?.description
      return description ? [{ id: key, label, look, description }] : []
    }),
  )
  const refused = computed(() =>
    shown.value.flatMap(({ key, label }) => {
      const error = known.value.get(key)?.error
      return error ? [{ label, message: error.message }] : []
    }),
  )
  return { drawn, refused }
}
