export { importFiles, recogniseFiles } from './import-files'
export type { ImportChoices, Imported } from './imported'
