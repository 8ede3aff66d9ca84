import { expect, test } from './lab-app'

test.describe('the window is a locked room', () => {
  test('the page has no Node, is sandboxed and isolated', async ({ openLab }) => {
    const { app, page } = await openLab()
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      if (contents === undefined || !('getLastWebPreferences' in contents)) return null
      const { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity } = (
        contents as unknown as { getLastWebPreferences: () => Record<string, unknown> }
      ).getLastWebPreferences()
      return { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity }
    })
    expect(preferences).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, webSecurity: true })
    expect(await page.evaluate(() => ['require', 'process', 'module', 'global'].filter((name) => name in window))).toEqual([])
    expect(await page.evaluate(() => Object.keys(window.gramscope).sort())).toEqual(['openDropped', 'request', 'shell', 'subscribe'])
  })

  test('its policy forbids foreign code, styles, frames and the network', async ({ openLab }) => {
    const { page } = await openLab()
    const policy = await page.evaluate(async () => (await fetch('app://gramscope/index.html')).headers.get('content-security-policy'))
    for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "frame-src 'none'"])
      expect(policy).toContain(rule)
    expect(policy).not.toContain('unsafe')
    const reached = await page.evaluate(async () => {
      const attempts = ['https://example.org/', 'http://127.0.0.1:9/', 'file:///etc/passwd', 'app://other/index.html'].map((url) =>
        fetch(url).then(
          (response) => `${url} ${response.status}`,
          () => null,
        ),
      )
      return (await Promise.all(attempts)).filter((answer) => answer !== null)
    })
    expect(reached).toEqual([])
    const evaluated = await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'window.intruder = true'
      document.body.append(script)
      return 'intruder' in window
    })
    expect(evaluated).toBe(false)
  })

  test('serves nothing outside the page folder', async ({ openLab }) => {
    const { page } = await openLab()
    const answers = await page.evaluate(() =>
      Promise.all(
        ['/..%2f..%2fpackage.json', '/%2e%2e/main/main.js', '/../main/main.js', '/no-such-file.js', '/assets'].map(
          async (path) => (await fetch(`app://gramscope${path}`)).status,
        ),
      ),
    )
    expect(answers).toEqual([404, 404, 404, 404, 404])
  })

  test('cannot be led away, opens no windows, gets no permissions', async ({ openLab }) => {
    const { app, page } = await openLab()
    await page.getByRole('heading', { name: 'Home' }).waitFor()
    const before = page.url()
    await page.evaluate(() => {
      window.location.href = 'https://example.org/'
    })
    expect(await page.evaluate(() => window.open('https://example.org/') === null)).toBe(true)
    expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied')
    await page.waitForTimeout(300)
    expect(page.url()).toBe(before)
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  test('the gate refuses what is not a request', async ({ openLab }) => {
    const { page } = await openLab()
    const replies = await page.evaluate(async () => {
      const bridge = window.gramscope as unknown as {
        request: (name: unknown, argument: unknown) => Promise<{ ok: boolean; error?: { code: string } }>
      }
      const tries: [unknown, unknown][] = [
        ['no.such', {}],
        ['__proto__', {}],
        ['runs.get', { runId: 'one' }],
        ['runs.get', { runId: 1, extra: true }],
        ['specs.enqueue', { spec: { experiment: 'nothing' }, seeds: [1] }],
        ['runs.get', { runId: 99999 }],
      ]
      return await Promise.all(tries.map(async ([name, argument]) => (await bridge.request(name, argument)).error?.code))
    })
    expect(replies).toEqual(['invalid-request', 'invalid-request', 'invalid-request', 'invalid-request', 'invalid-spec', 'not-found'])
  })

  test('a spec from the window cannot name a path', async ({ openLab }) => {
    const { page } = await openLab()
    const reply = await page.evaluate(() =>
      window.gramscope.request('specs.enqueue', {
        seeds: [1],
        spec: {
          experiment: 'two-layer-relu',
          version: 1,
          data: { kind: 'file', path: '/etc/passwd' },
          model: { hiddenWidth: 2, hiddenWeights: { kind: 'gaussian' }, outputWeights: { kind: 'signs' } },
          labels: { kind: 'local' },
          training: { stepSizes: { kind: 'two-rate', hidden: 1e-3, output: 0 }, stopResidual: 1e-3, safetyValve: true, maxSteps: 10 },
          measurements: { hiddenKernel: false, outputKernel: false, spectrumSteps: 0, frozenKernelPredictor: false },
        },
      }),
    )
    expect(reply).toMatchObject({ ok: false, error: { code: 'not-allowed' } })
  })
})
