import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { LabError, type PaperInfo, type RecipeInfo, type RecipeSize, type StudySummary } from '../../src-main/contract'
import { coalesce } from './coalesce'
import { listenToLab, request } from './lab'

const REFRESH_INTERVAL = 500

/** Papers with their recipes, and the studies made so far. Shared by Home and the command palette. */
export const useCatalogue = defineStore('catalogue', () => {
  const papers = shallowRef<PaperInfo[] | null>(null)
  const studies = shallowRef<StudySummary[] | null>(null)
  const error = shallowRef<LabError | null>(null)
  let listening = false
  const refreshStudies = coalesce(loadStudies, REFRESH_INTERVAL, (caught) => {
    error.value = LabError.from(caught)
  })

  async function loadStudies(): Promise<void> {
    studies.value = await request('studies.list', {})
  }

  async function loadPapers(): Promise<void> {
    papers.value = await request('papers.list', {})
  }

  /** Fetches what is not there yet; the papers may take a moment the first time. */
  async function load(): Promise<void> {
    listen()
    error.value = null
    const [studiesOutcome, papersOutcome] = await Promise.allSettled([loadStudies(), papers.value ? Promise.resolve() : loadPapers()])
    for (const outcome of [studiesOutcome, papersOutcome]) if (outcome.status === 'rejected') error.value = LabError.from(outcome.reason)
  }

  function listen(): void {
    if (listening) return
    listening = true
    listenToLab((event) => {
      if (event.kind === 'study-changed' || event.kind === 'runs-changed') refreshStudies()
    })
  }

  const studyByRecipe = computed(() => {
    const map = new Map<string, StudySummary>()
    for (const study of studies.value ?? []) {
      if (study.recipeId === null || study.size === null) continue
      const key = `${study.recipeId} ${study.size}`
      const known = map.get(key)
      if (!known || known.createdAt < study.createdAt) map.set(key, study)
    }
    return map
  })

  function studyOf(recipe: RecipeInfo, size: RecipeSize): StudySummary | null {
    return studyByRecipe.value.get(`${recipe.id} ${size}`) ?? null
  }

  /** @param inputs the data set for each input of the recipe, by hash. @returns the id of the study */
  async function startRecipe(recipeId: string, size: RecipeSize, inputs: Record<string, string> = {}): Promise<number> {
    const { studyId } = await request('recipes.start', { recipeId, size, inputs })
    await loadStudies()
    return studyId
  }

  /** Starts a recipe; one that asks for data sets is only begun. @returns where to go: its study, or where its data sets are chosen */
  async function beginRecipe({ id, inputs }: RecipeInfo, size: RecipeSize): Promise<string> {
    if (inputs.length > 0) return `/?choose=${id}&size=${size}`
    return `/studies/${await startRecipe(id, size)}`
  }

  return { papers, studies, error, load, loadStudies, studyOf, startRecipe, beginRecipe }
})
