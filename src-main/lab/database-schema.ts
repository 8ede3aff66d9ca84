export { databaseSchema } from '../store'
