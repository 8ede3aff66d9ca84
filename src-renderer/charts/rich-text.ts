/** How a piece of text on a canvas is set: upright or italic (variables of a formula), on the line, raised or lowered. */
export type PieceStyle = 'upright' | 'italic' | 'raised' | 'lowered' | 'raisedItalic' | 'loweredItalic'

export interface Piece {
  text: string
  style: PieceStyle
}

export const RICH_STYLE_NAMES: Record<PieceStyle, string> = {
  upright: 'u',
  italic: 'i',
  raised: 'ur',
  lowered: 'ul',
  raisedItalic: 'ir',
  loweredItalic: 'il',
}

/**
 * Text in the rich notation of the chart library. Braces would end a styled piece, so they are left outside of it; what a user wrote in
 * a title can therefore never become markup.
 */
export function richText(pieces: readonly Piece[]): string {
  return pieces
    .map(({ text, style }) =>
      text
        .split(/([{}])/)
        .map((part) => (part === '' || part === '{' || part === '}' ? part : `{${RICH_STYLE_NAMES[style]}|${part}}`))
        .join(''),
    )
    .join('')
}

export function upright(text: string): Piece[] {
  return text === '' ? [] : [{ text, style: 'upright' }]
}

export function raised(text: string): Piece[] {
  return [{ text, style: 'raised' }]
}

/** Plain text in which a `^` or `_` raises or lowers what follows: "m = nS^(1/4)". Brackets that only held the script together go away. */
export function scriptPieces(text: string): Piece[] {
  return text.split(/([\^_](?:\([^()]*\)|[A-Za-z]+|[-\u2212]?\d+(?:\.\d+)?))/).flatMap((part): Piece[] => {
    const mark = part[0]
    if (part.length < 2 || (mark !== '^' && mark !== '_')) return upright(part)
    const script = part.slice(1).replace(/^\((.*)\)$/, '$1')
    return [{ text: script, style: mark === '^' ? 'raised' : 'lowered' }]
  })
}

/** The pieces in one line for a screen reader or a file: raised and lowered parts are marked by ^ and _. */
export function plainText(pieces: readonly Piece[]): string {
  let text = ''
  let previous: PieceStyle | null = null
  for (const piece of pieces) {
    const isRaised = piece.style === 'raised' || piece.style === 'raisedItalic'
    const isLowered = piece.style === 'lowered' || piece.style === 'loweredItalic'
    const continues = previous !== null && (isRaised ? previous.startsWith('raised') : isLowered ? previous.startsWith('lowered') : true)
    if (isRaised && !continues) text += '^'
    if (isLowered && !continues) text += '_'
    text += piece.text
    previous = piece.style
  }
  return text
}
