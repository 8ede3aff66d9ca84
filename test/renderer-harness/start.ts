import { config } from 'zod'

config({ jitless: true })
await import('./mock-bridge')
await import('../../src-renderer/start')
