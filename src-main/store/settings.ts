import { DEFAULT_SETTINGS, fieldProblems, LabError, settingsSchema, type Settings } from '../contract'
import type { Connection } from './connection'
import type { Store } from './store'

/** Settings of this home, one row each, and small named values that the lab keeps. */
export class SettingsRepository implements Pick<Store, 'getSettings' | 'setSettings' | 'getValue' | 'setValue'> {
  private readonly all
  private readonly put
  private readonly value
  private readonly putValue

  constructor(private readonly connection: Connection) {
    this.all = connection.prepare<[], { key: string; value: string }>('SELECT key, value FROM settings')
    this.put = connection.prepare<[string, string]>(
      'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    )
    this.value = connection.prepare<[string], string>('SELECT value FROM home_values WHERE key = ?').pluck()
    this.putValue = connection.prepare<[string, string]>(
      'INSERT INTO home_values (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    )
  }

  /** A stored value that this version does not know or allow counts as not set. */
  getSettings(): Settings {
    const stored = this.connection.read(() => this.all.all())
    return stored.reduce<Settings>((settings, { key, value }) => {
      const changed = settingsSchema.safeParse({ ...settings, [key]: JSON.parse(value) as unknown })
      return changed.success ? changed.data : settings
    }, DEFAULT_SETTINGS)
  }

  /** @throws LabError `invalid-request` naming the fields */
  setSettings(change: Partial<Settings>): Settings {
    const parsed = settingsSchema.partial().safeParse(change)
    if (!parsed.success)
      throw new LabError('invalid-request', 'These settings are not valid. Nothing was changed.', fieldProblems(parsed.error))
    this.connection.write(() => {
      for (const [key, value] of Object.entries(parsed.data)) {
        if (value !== undefined) this.put.run(key, JSON.stringify(value))
      }
    })
    return this.getSettings()
  }

  /** null when nothing was set */
  getValue(key: string): unknown {
    const text = this.connection.read(() => this.value.get(key))
    return text === undefined ? null : (JSON.parse(text) as unknown)
  }

  setValue(key: string, value: unknown): void {
    this.connection.write(() => this.putValue.run(key, JSON.stringify(value)))
  }
}
