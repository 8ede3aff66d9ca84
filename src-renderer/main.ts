import { config } from 'zod'

// zod tries `new Function` while the contract's schemas are built; the window's policy forbids it and reports every attempt.
// A static import of the application would be evaluated before this line.
config({ jitless: true })
void import('./start')
