/** The same bounds the contract's settings schema has; a test compares the two. */
export const settingsSchemaBounds = {
  concurrency: { least: 1, most: 256 },
  checkpointSeconds: { least: 1, most: 86_400 },
} as const
