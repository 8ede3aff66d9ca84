import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** The folder that holds everything: GRAMSCOPE_HOME, else `Gramscope` in the platform's folder for application data. */
export function homeFolder(environment: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  if (environment.GRAMSCOPE_HOME !== undefined && environment.GRAMSCOPE_HOME !== '') return resolve(environment.GRAMSCOPE_HOME)
  if (platform === 'win32') return join(environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Gramscope')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Gramscope')
  return join(environment.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'gramscope')
}
