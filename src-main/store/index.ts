export { restoreBackup } from './backup'
export { openStore, type OpenOptions } from './open'
export type * from './store'
