import { beforeEach, describe, expect, it, vi } from 'vitest'

const { registered } = vi.hoisted(() => ({
  registered: new Map<string, (event: unknown, name: unknown, argument: unknown) => Promise<unknown>>(),
}))
vi.mock('electron', () => ({
  ipcMain: {
    handle: (channel: string, handler: (event: unknown, name: unknown, argument: unknown) => Promise<unknown>) =>
      registered.set(channel, handler),
  },
}))

const { openGate } = await import('../../../src-main/shell/ipc-gate')
const { CHANNELS } = await import('../../../src-main/shell/channels')
const { REQUESTS } = await import('../../../src-main/contract')

const own = { url: 'app://gramscope/index.html' }
const fromOwnPage = { senderFrame: own, sender: { mainFrame: own } }
const request = vi.fn(() => Promise.resolve('answer'))
const shell = vi.fn(() => Promise.resolve(null))

function call(event: unknown, name: unknown, argument: unknown): Promise<unknown> {
  const handler = registered.get(CHANNELS.request)
  if (handler === undefined) throw new Error('the gate is not open')
  return handler(event, name, argument)
}

describe('the gate', () => {
  beforeEach(() => {
    vi.clearAllMocks()
    openGate({ request, shell, drop: () => Promise.resolve(null) })
  })

  it('lets a known request with a fitting argument pass', async () => {
    await expect(call(fromOwnPage, 'runs.get', { runId: 3 })).resolves.toEqual({ ok: true, value: 'answer' })
    expect(request).toHaveBeenCalledWith('runs.get', { runId: 3 })
  })

  it.each([
    ['another origin', { senderFrame: { url: 'https://example.org/' }, sender: { mainFrame: own } }],
    ['a frame inside the page', { senderFrame: { url: own.url }, sender: { mainFrame: own } }],
    ['no frame', { senderFrame: null, sender: { mainFrame: own } }],
    [
      'another host of the same scheme',
      (() => {
        const f = { url: 'app://evil/index.html' }
        return { senderFrame: f, sender: { mainFrame: f } }
      })(),
    ],
  ])('refuses a call from %s', async (_, event) => {
    await expect(call(event, 'runs.get', { runId: 3 })).resolves.toMatchObject({ ok: false, error: { code: 'not-allowed' } })
    expect(request).not.toHaveBeenCalled()
  })

  it.each(['toString', '__proto__', 'constructor', 'runs.drop', 7, null, undefined])('refuses the unknown request %s', async (name) => {
    await expect(call(fromOwnPage, name, {})).resolves.toMatchObject({ ok: false, error: { code: 'invalid-request' } })
    expect(request).not.toHaveBeenCalled()
  })

  it('refuses every request whose argument does not fit, naming the field', async () => {
    for (const name of Object.keys(REQUESTS)) {
      await expect(call(fromOwnPage, name, { unexpected: 1 })).resolves.toMatchObject({ ok: false, error: { code: 'invalid-request' } })
    }
    const reply = await call(fromOwnPage, 'runs.get', { runId: 'three' })
    expect(reply).toMatchObject({ ok: false, error: { problems: [{ path: 'runId' }] } })
    expect(request).not.toHaveBeenCalled()
  })

  it('hands an error of the lab on with its code', async () => {
    const { LabError } = await import('../../../src-main/contract')
    request.mockRejectedValueOnce(new LabError('not-found', 'There is no run 3.'))
    await expect(call(fromOwnPage, 'runs.get', { runId: 3 })).resolves.toEqual({
      ok: false,
      error: { code: 'not-found', message: 'There is no run 3.', problems: [] },
    })
  })
})
