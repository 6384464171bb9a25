/** Stands for a character that the font has not: an honest box, never a look-alike. */
export const missing = '□'
/** Words of more than 30 characters may break after each eight. */
const pieceMax = 8

/**
 * Text as it can be printed: composed, without control, format and private characters (which could turn the reading
 * order, and which PDF/A forbids), with a box for what the font has not, and with places to break in very long words.
 */
export function printable(text: string, covers: (codePoint: number) => boolean): string {
  let clean = ''
  for (const character of text.replace(/\r\n?/g, '\n').normalize('NFC')) {
    const point = character.codePointAt(0)!
    if (character === '\n' || character === ' ' || character === '\u00a0') clean += character
    else if (/[\t\v\f\u2028\u2029]|\p{Zs}/u.test(character)) clean += ' '
    // Variation selectors choose among shapes; the font has one.
    else if (/\p{C}|\p{Variation_Selector}/u.test(character)) continue
    else clean += covers(point) ? character : missing
  }
  return clean.replace(/[^\s/\u2013-]{31,}/gu, (word) => chunked(word).join('\u200b'))
}

function chunked(word: string): string[] {
  const characters = [...word]
  const parts: string[] = []
  for (let i = 0; i < characters.length; i += pieceMax) parts.push(characters.slice(i, i + pieceMax).join(''))
  return parts
}

/** All strings of a content, below the keys that hold no words. */
export function printableContent<T>(content: T, covers: (codePoint: number) => boolean): T {
  return walk(content, '', covers) as T
}

const notWords = new Set(['svg', 'path', 'lang', 'accent', 'key'])

function walk(value: unknown, key: string, covers: (codePoint: number) => boolean): unknown {
  if (typeof value === 'string') return notWords.has(key) ? value : printable(value, covers)
  if (Array.isArray(value)) return value.map((one) => walk(one, key, covers))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk(one, name, covers)]))
}
