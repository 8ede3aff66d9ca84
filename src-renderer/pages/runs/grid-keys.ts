export interface GridPosition {
  /** -1 is the header */
  line: number
  column: number
}

export interface GridShape {
  lastLine: number
  lastColumn: number
  /** lines that Page Up and Page Down go */
  pageLines: number
}

/** Where a key leads in a grid (WAI-ARIA grid pattern). @returns null for keys that move nothing */
export function moveInGrid(
  from: GridPosition,
  press: { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean },
  shape: GridShape,
): GridPosition | null {
  if (press.altKey) return null
  const toEdge = press.ctrlKey || press.metaKey
  const line = (wanted: number) => ({ line: Math.max(-1, Math.min(shape.lastLine, wanted)), column: from.column })
  const column = (wanted: number) => ({ line: from.line, column: Math.max(0, Math.min(shape.lastColumn, wanted)) })
  switch (press.key) {
    case 'ArrowUp':
      return toEdge ? line(Math.min(0, shape.lastLine)) : line(from.line - 1)
    case 'ArrowDown':
      return toEdge ? line(shape.lastLine) : line(from.line + 1)
    case 'ArrowLeft':
      return column(toEdge ? 0 : from.column - 1)
    case 'ArrowRight':
      return column(toEdge ? shape.lastColumn : from.column + 1)
    case 'PageUp':
      return line(Math.max(0, from.line - shape.pageLines))
    case 'PageDown':
      return line(from.line + shape.pageLines)
    case 'Home':
      return toEdge ? { line: Math.min(0, shape.lastLine), column: 0 } : column(0)
    case 'End':
      return toEdge ? { line: shape.lastLine, column: shape.lastColumn } : column(shape.lastColumn)
    default:
      return null
  }
}
