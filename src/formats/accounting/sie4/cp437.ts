import iconv from 'iconv-lite'

// IBM PC-8 = code page 437, the only one the standard allows (SIE 4B § 5.8). 0–127 are ASCII.
const upper = iconv.decode(Buffer.from(Array.from({ length: 128 }, (_, index) => index + 128)), 'cp437')
const byteOf = new Map<string, number>(Array.from(upper, (character, index) => [character, index + 128]))

/** Bytes of code page 437 as text. */
export function fromCp437(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[\x80-\xff]/g, (character) => upper[character.charCodeAt(0) - 128]!)
}

/** Text as code page 437; a character outside it becomes '?'. `fitCp437` first, if it should read better than that. */
export function toCp437(text: string): Uint8Array {
  const bytes = Buffer.allocUnsafe(text.length)
  let length = 0
  for (const character of text) {
    const code = character.codePointAt(0)!
    bytes[length++] = code < 128 ? code : (byteOf.get(character) ?? 63)
  }
  return bytes.subarray(0, length)
}

/**
 * The text in characters of code page 437 and without control characters: accents that it lacks are dropped,
 * Cyrillic is written in Latin letters (Bulgaria's Transliteration Act, State Gazette 19/2009), the rest is '?'.
 */
export function fitCp437(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  let fitted = ''
  for (const character of text.normalize('NFC').replace(/[\t\n\r]+/g, ' ')) fitted += fitCharacter(character)
  return fitted
}

function fitCharacter(character: string): string {
  const code = character.codePointAt(0)!
  if (code < 128) return code < 32 || code === 127 ? '' : character
  if (byteOf.has(character)) return character
  const written = latin.get(character)
  if (written !== undefined) return written
  const small = latin.get(character.toLowerCase())
  if (small !== undefined) return small.charAt(0).toUpperCase() + small.slice(1)
  // Invisible: controls of the upper range, joiners, directions, variation selectors, lone combining marks.
  if (/[\p{Cc}\p{Cf}\p{Mn}\p{Me}]/u.test(character)) return ''
  if (/\p{Zs}/u.test(character)) return ' '
  const plain = character.normalize('NFKD').replace(/\p{Mn}/gu, '')
  if (plain !== character && plain !== '') {
    const parts = Array.from(plain, (part) => (part < '\x80' || byteOf.has(part) ? part : '?')).join('')
    if (!parts.includes('?')) return parts
  }
  return '?'
}

const latin = new Map(
  Object.entries({
    ø: 'ö',
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
    а: 'a',
    б: 'b',
    в: 'v',
    г: 'g',
    д: 'd',
    е: 'e',
    ж: 'zh',
    з: 'z',
    и: 'i',
    й: 'y',
    к: 'k',
    л: 'l',
    м: 'm',
    н: 'n',
    о: 'o',
    п: 'p',
    р: 'r',
    с: 's',
    т: 't',
    у: 'u',
    ф: 'f',
    х: 'h',
    ц: 'ts',
    ч: 'ch',
    ш: 'sh',
    щ: 'sht',
    ъ: 'a',
    ь: 'y',
    ю: 'yu',
    я: 'ya',
    ё: 'yo',
    ы: 'y',
    э: 'e',
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
