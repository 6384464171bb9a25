import iconv from 'iconv-lite'

export interface CsvRow {
  /** 1-based line on which the row begins. */
  row: number
  cells: string[]
}

const separators = [';', '\t', ',', '|'] as const

/**
 * A table of text, RFC 4180 and what people's programs make of it: any of ; tab , | (by the first lines, or Excel's own
 * "sep=;"), quotes where needed, UTF-8, UTF-16 or Windows-1252/1251. Blank rows are left out; it never throws.
 */
export function readCsv(bytes: Uint8Array): CsvRow[] {
  let text = decode(bytes)
  let row = 1
  const told = /^sep=(.)\r?\n/i.exec(text)
  if (told) {
    text = text.slice(told[0].length)
    row = 2
  }
  const separator = told?.[1] ?? sniff(text)
  const rows: CsvRow[] = []
  let cells: string[] = []
  let cell = ''
  let quoted = false
  let begins = row
  const end = () => {
    cells.push(cell.trim())
    if (cells.some((one) => one !== '')) rows.push({ row: begins, cells })
    cells = []
    cell = ''
    begins = row
  }
  for (let at = 0; at < text.length; at++) {
    const c = text[at]!
    if (c === '\n' || (c === '\r' && text[at + 1] !== '\n')) row++
    if (quoted) {
      if (c !== '"') cell += c
      else if (text[at + 1] === '"') cell += text[++at]
      else quoted = false
    } else if (c === '"' && cell.trim() === '') {
      quoted = true
      cell = ''
    } else if (c === separator) {
      cells.push(cell.trim())
      cell = ''
    } else if (c === '\n' || c === '\r') {
      if (c === '\r' && text[at + 1] === '\n') {
        at++
        row++
      }
      end()
    } else cell += c
  }
  if (cell !== '' || cells.length > 0) end()
  return rows
}

function decode(bytes: Uint8Array): string {
  const mark = Buffer.from(bytes.subarray(0, 2)).toString('hex')
  if (mark === 'fffe') return new TextDecoder('utf-16le').decode(bytes)
  if (mark === 'feff') return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Bulgarian words are rows of letters above 0xC0; in Nordic text such letters stand alone.
    let [alone, inRow] = [0, 0]
    for (let i = 1; i < bytes.length; i++) {
      if (bytes[i]! < 0xc0) continue
      if (bytes[i - 1]! >= 0xc0) inRow++
      else alone++
    }
    return iconv.decode(Buffer.from(bytes), inRow > alone ? 'windows-1251' : 'windows-1252')
  }
}

function sniff(text: string): string {
  const first = text
    .split(/\r\n|\n|\r/, 10)
    .filter((line) => line.trim() !== '')
    .map((line) => line.replace(/"[^"]*"/g, ''))
  const score = (separator: string) => Math.max(0, ...first.map((line) => line.split(separator).length - 1))
  return separators.reduce((best, separator) => (score(separator) > score(best) ? separator : best))
}
