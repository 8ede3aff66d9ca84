export { restoreBackup } from './backup'
export { databaseSchema } from './schema-text'
export { openStore, type OpenOptions } from './open'
export type * from './store'
