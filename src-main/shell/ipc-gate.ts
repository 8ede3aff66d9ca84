import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import type { z } from 'zod'
import { DROP_REQUESTS, fieldProblems, LabError, REQUESTS, SHELL_REQUESTS, type Reply } from '../contract'
import { APP_ORIGIN, CHANNELS, originOf } from './channels'

type Schemas = Readonly<Record<string, z.ZodType>>

/**
 * The one gate between page and main process. A call passes when it comes from the main frame of the application's own page, names a known
 * request, and its argument fits the request's schema. Everything else is refused with a named error; nothing is executed.
 */
export function openGate(handlers: {
  request: (name: keyof typeof REQUESTS, argument: unknown) => Promise<unknown>
  shell: (name: keyof typeof SHELL_REQUESTS, argument: unknown) => Promise<unknown>
  drop: (name: keyof typeof DROP_REQUESTS, argument: unknown) => Promise<unknown>
}): void {
  ipcMain.handle(CHANNELS.request, (event, name: unknown, argument: unknown) =>
    pass(event, REQUESTS, name, argument, (known, parsed) => handlers.request(known, parsed)),
  )
  ipcMain.handle(CHANNELS.shell, (event, name: unknown, argument: unknown) =>
    pass(event, SHELL_REQUESTS, name, argument, (known, parsed) => handlers.shell(known, parsed)),
  )
  // only the preload script can name this channel, with paths that the system gave it
  ipcMain.handle(CHANNELS.drop, (event, name: unknown, argument: unknown) =>
    pass(event, DROP_REQUESTS, name, argument, (known, parsed) => handlers.drop(known, parsed)),
  )
}

async function pass<S extends Schemas>(
  event: IpcMainInvokeEvent,
  schemas: S,
  name: unknown,
  argument: unknown,
  handle: (name: keyof S, argument: unknown) => Promise<unknown>,
): Promise<Reply<unknown>> {
  try {
    assertSender(event)
    if (typeof name !== 'string' || !Object.hasOwn(schemas, name)) {
      throw new LabError('invalid-request', `There is no request ${String(name).slice(0, 100)}.`)
    }
    const schema = schemas[name]
    const parsed = schema?.safeParse(argument)
    if (parsed === undefined) throw new LabError('invalid-request', `There is no request ${name}.`)
    if (!parsed.success) {
      const problems = fieldProblems(parsed.error)
      throw new LabError('invalid-request', `${name}: ${problems.map((p) => `${p.path} ${p.rule}`).join('; ')}`, problems)
    }
    return { ok: true, value: await handle(name, parsed.data) }
  } catch (error) {
    return { ok: false, error: LabError.from(error).toShape() }
  }
}

/** @throws LabError `not-allowed` for any frame but the main frame of the application's own page */
function assertSender({ senderFrame, sender }: IpcMainInvokeEvent): void {
  const own = senderFrame !== null && senderFrame === sender.mainFrame && originOf(senderFrame.url) === ownOrigin()
  if (!own) throw new LabError('not-allowed', 'The request did not come from the application’s own page.')
}

/** While developing, the page comes from the development server. */
function ownOrigin(): string {
  return originOf(process.env.ELECTRON_RENDERER_URL ?? APP_ORIGIN)
}
