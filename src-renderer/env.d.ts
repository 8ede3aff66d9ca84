/// <reference types="vite/client" />
import type { Bridge } from '../src-main/contract'

declare global {
  interface Window {
    /** put there by the preload script */
    readonly gramscope: Bridge
  }
}
