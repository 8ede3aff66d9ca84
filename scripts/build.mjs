// npm run build: native arithmetic, database driver and application, as far as they are out of date.
import { command } from './command.mjs'
import { setUp } from './setup.mjs'

await command(async () => {
  await setUp('window', { again: true })
  return 0
})
