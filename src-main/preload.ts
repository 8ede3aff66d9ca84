import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron'
import type { Bridge, LabEvent } from './contract'
import { CHANNELS } from './shell/channels'

const bridge: Bridge = {
  request: (name, argument) => ipcRenderer.invoke(CHANNELS.request, name, argument),
  shell: (name, argument) => ipcRenderer.invoke(CHANNELS.shell, name, argument),
  openDropped: (files) =>
    // a file that the page made itself has no path
    ipcRenderer.invoke(CHANNELS.drop, 'drop.openData', {
      paths: files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== ''),
    }),
  subscribe(listener) {
    // the page gets the payload only, never the event object
    const forward = (_: IpcRendererEvent, events: LabEvent[]): void => listener(events)
    ipcRenderer.on(CHANNELS.events, forward)
    return () => ipcRenderer.removeListener(CHANNELS.events, forward)
  },
}

contextBridge.exposeInMainWorld('gramscope', bridge)
