declare module '*.wasm?url&inline' {
  /** a data: address that holds the file */
  const address: string
  export default address
}
