import { config } from 'zod'

// zod tries `new Function` when the contract's schemas are built; the window's policy forbids it and reports every attempt. Imported first.
config({ jitless: true })
