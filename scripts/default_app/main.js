// Stand-in for Electron's default_app: starts the app named on the command line.
import { app } from 'electron'
import { existsSync, readFileSync } from 'node:fs'
import { Module } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const preload = []
let target = null
const args = process.argv.slice(1)
for (let i = 0; i < args.length; i++) {
  const arg = args[i]
  if (arg === '-r' || arg === '--require') {
    preload.push(args[++i])
    continue
  }
  if (arg === '-v' || arg === '--version') {
    console.log(`v${process.versions.electron}`)
    process.exit(0)
  }
  if (arg === '-a' || arg === '--abi') {
    console.log(process.versions.modules)
    process.exit(0)
  }
  if (arg.startsWith('--app=')) {
    target = arg.slice(6)
    break
  }
  if (arg.startsWith('-')) continue
  target = arg
  break
}

if (preload.length > 0) Module._preloadModules(preload)

if (target === null) {
  console.error('usage: electron [options] <app folder or entry file>')
  process.exit(1)
}

Object.defineProperty(process, 'defaultApp', { enumerable: true, configurable: false, value: true })
try {
  const folder = resolve(target)
  const manifestPath = join(folder, 'package.json')
  let appPath = null
  if (existsSync(manifestPath)) {
    const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'))
    if (manifest.version) app.setVersion(manifest.version)
    const name = manifest.productName || manifest.name
    if (name) app.name = name
    if (process.platform === 'linux') app.setDesktopName?.(manifest.desktopName || `${app.name}.desktop`)
    if (manifest.v8Flags) (await import('node:v8')).setFlagsFromString(manifest.v8Flags)
    appPath = folder
  }
  const entry = Module._resolveFilename(folder, null, true)
  app.setAppPath(appPath ?? dirname(entry))
  await import(pathToFileURL(entry).href)
} catch (error) {
  console.error('App threw an error during load')
  console.error(error?.stack ?? error)
  process.exit(1)
}
