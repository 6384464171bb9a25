import iconv from 'iconv-lite'
import { latinOfCyrillic } from '../../kernel/transliterate.ts'

/** One of the code pages that accounting systems still read; 0–127 are ASCII in all of them. */
export interface CodePage {
  decode(bytes: Buffer): string
  /** A character outside the page becomes '?'; `fit` first, if it should read better than that. */
  encode(text: string): Uint8Array
  /**
   * The text in characters of the page and without control characters (line breaks and tabs become blanks): accents that
   * it lacks are dropped, Cyrillic that it lacks is written in Latin letters (Bulgaria's Transliteration Act, State Gazette
   * 19/2009), the rest is '?'.
   */
  fit(text: string): string
}

export const codePage = (name: 'cp437' | 'windows-1251' | 'windows-1252'): CodePage => {
  const upper = iconv.decode(Buffer.from(Array.from({ length: 128 }, (_, index) => index + 128)), name)
  const byteOf = new Map<string, number>()
  // Codes without a character decode as the replacement character (windows-1251: 98) or as a control character.
  for (const [index, character] of Array.from(upper).entries())
    if (!/[\ufffd\p{Cc}]/u.test(character)) byteOf.set(character, index + 128)
  const has = (character: string): boolean => byteOf.has(character)
  return {
    decode: (bytes) =>
      bytes.toString('latin1').replace(/[\x80-\xff]/g, (character) => upper[character.charCodeAt(0) - 128]!),
    encode(text) {
      const bytes = Buffer.allocUnsafe(text.length)
      let length = 0
      for (const character of text) {
        const code = character.codePointAt(0)!
        bytes[length++] = code < 128 ? code : (byteOf.get(character) ?? 63)
      }
      return bytes.subarray(0, length)
    },
    fit: (text) => fitText(text, has),
  }
}

/** As `CodePage.fit`, for any set of characters beyond ASCII. */
export function fitText(text: string, has: (character: string) => boolean): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  let fitted = ''
  for (const character of text.normalize('NFC').replace(/[\t\n\r]+/g, ' ')) fitted += fitCharacter(character, has)
  return fitted
}

function fitCharacter(character: string, has: (character: string) => boolean): string {
  const code = character.codePointAt(0)!
  if (code < 128) return code < 32 || code === 127 ? '' : character
  // Invisible: controls of the upper range, lone surrogates, joiners, directions, variation selectors, lone combining marks.
  if (/\p{Cc}/u.test(character)) return ''
  if (has(character)) return character
  const written = latin.get(character)
  if (written !== undefined) return fitText(written, has)
  const small = latin.get(character.toLowerCase())
  if (small !== undefined) return fitText(small.charAt(0).toUpperCase() + small.slice(1), has)
  if (/[\p{Cf}\p{Mn}\p{Me}]/u.test(character)) return ''
  if (/\p{Zs}/u.test(character)) return ' '
  const plain = character.normalize('NFKD').replace(/\p{Mn}/gu, '')
  if (plain !== character && plain !== '') {
    const parts = Array.from(plain, (part) => (part < '\x80' || has(part) ? part : '?')).join('')
    if (!parts.includes('?')) return parts
  }
  return '?'
}

const latin = new Map(
  Object.entries({
    ø: 'ö',
    æ: 'ae',
    ß: 'ss',
    þ: 'th',
    ð: 'd',
    đ: 'd',
    ł: 'l',
    œ: 'oe',
    ı: 'i',
    '’': "'",
    '‘': "'",
    '‚': "'",
    '“': '"',
    '”': '"',
    '„': '"',
    '–': '-',
    '—': '-',
    '‐': '-',
    '‑': '-',
    '−': '-',
    '•': '-',
    '…': '...',
    '€': 'EUR',
    '×': 'x',
    '№': 'No',
    '™': 'TM',
    '©': '(c)',
    '®': '(R)',
    ...latinOfCyrillic,
    ё: 'yo',
    і: 'i',
    ї: 'yi',
    є: 'ye',
    ґ: 'g',
    ѝ: 'i',
    ј: 'j',
    љ: 'lj',
    њ: 'nj',
    ћ: 'c',
    ђ: 'dj',
    џ: 'dz',
    ѓ: 'g',
    ќ: 'k',
    ѕ: 'dz',
  }),
)
