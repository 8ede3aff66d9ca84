declare module 'virtual:recordings' {
  const recordings: { converged: import('./recorded-run').WrittenRun; diverged: import('./recorded-run').WrittenRun }
  export default recordings
}
