/** A regular file. */
export interface FoundFile {
  path: string
  /** as seen from where it was handed in, with slashes: `b/c.bin` of a folder a that holds it, `c.bin` of the file itself */
  name: string
  bytes: number
}

/** Where bytes come from: the disk, or the memory of a test. */
export interface Files {
  /**
   * The file itself, or all files of a folder and the folders in it, hidden ones left out, in the order in which people count.
   * @throws LabError `invalid-file` when there is nothing to read
   */
  list(path: string): Promise<FoundFile[]>
  /** Content from its start. */
  stream(path: string): AsyncIterable<Uint8Array>
}
