import { LabError, type DatasetView, type RecipeInputChoice } from '../contract'
import type { Recipe } from '../papers/paper'
import type { RecipeInput, RecipeInputs } from '../papers/recipe-inputs'

const LEAST_DIGITS = 6

/** For each input of a recipe the data sets there are, newest first, those that will not do with the reason. */
export function inputChoices(recipe: Recipe, datasets: readonly DatasetView[]): RecipeInputChoice[] {
  return (recipe.inputs ?? []).map((input) => ({
    id: input.id,
    title: input.title,
    needs: input.needs,
    datasets: datasets.map((dataset) => ({
      hash: dataset.hash,
      name: dataset.name,
      samples: dataset.parts.reduce((sum, part) => sum + part.count, 0),
      refusal: input.refusal(dataset),
    })),
  }))
}

/**
 * The data sets chosen for a recipe, by name, hash or the first digits of a hash.
 * @throws LabError `invalid-request` naming the input and the data sets that will do
 */
export function chosenDatasets(recipe: Recipe, given: Readonly<Record<string, string>>, datasets: readonly DatasetView[]): RecipeInputs {
  const inputs = recipe.inputs ?? []
  const unknown = Object.keys(given).find((id) => !inputs.some((input) => input.id === id))
  if (unknown !== undefined) {
    const there = inputs.length === 0 ? 'it takes none' : `it takes ${inputs.map(({ id }) => id).join(', ')}`
    throw new LabError('invalid-request', `${recipe.title} takes no data set "${unknown}": ${there}. Nothing was stored.`)
  }
  return Object.fromEntries(inputs.map((input) => [input.id, chosen(recipe, input, given[input.id], datasets)]))
}

/** The newest data sets that will do; null when an input has none. */
export function newestFitting(recipe: Recipe, datasets: readonly DatasetView[]): RecipeInputs | null {
  const found = (recipe.inputs ?? []).map((input) => [input.id, datasets.find((dataset) => input.refusal(dataset) === null)] as const)
  return found.every(([, dataset]) => dataset !== undefined) ? (Object.fromEntries(found) as RecipeInputs) : null
}

function chosen(recipe: Recipe, input: RecipeInput, name: string | undefined, datasets: readonly DatasetView[]): DatasetView {
  const refuse = (why: string): LabError => {
    const path = `inputs.${input.id}`
    const fitting = datasets.filter((dataset) => input.refusal(dataset) === null)
    const advice =
      fitting.length === 0
        ? 'No data set that will do has been imported yet.'
        : `These will do: ${fitting.map((dataset) => `${dataset.name} (${dataset.hash.slice(0, 8)})`).join(', ')}.`
    return new LabError('invalid-request', `${recipe.title}, ${input.id}: ${why} ${advice} Nothing was stored.`, [{ path, rule: why }])
  }
  if (name === undefined) throw refuse(`needs ${input.needs}.`)
  const byHash = datasets.filter(({ hash }) => hash === name || (name.length >= LEAST_DIGITS && hash.startsWith(name)))
  const found = byHash.length > 0 ? byHash : datasets.filter((dataset) => dataset.name === name)
  const [dataset] = found
  if (dataset === undefined) throw refuse(`there is no data set ${name}.`)
  if (new Set(found.map(({ hash }) => hash)).size > 1) throw refuse(`more than one data set is called ${name}; its hash tells them apart.`)
  const reason = input.refusal(dataset)
  if (reason !== null) throw refuse(`${dataset.name} ${reason}.`)
  return dataset
}
