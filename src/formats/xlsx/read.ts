import { SaxesParser } from 'saxes'
import type { Day } from '../../kernel/day.ts'
import { Decimal } from '../../kernel/decimal.ts'
import type { Problem } from '../../kernel/problem.ts'
import type { Bytes, ProblemItem } from '../format.ts'
import { ArchiveError, type Budget, type Entry, inflatedBytesMax, inflateEntry, listEntries } from './archive.ts'
import { gather } from './gather.ts'
import { columnLetters, sheetColumnsMax, sheetRowsMax } from './write.ts'

export const fileBytesMax = 100 * 1024 * 1024
export const sharedTextCharactersMax = 128 * 1024 * 1024

/** number: a plain decimal ("1250.5"), as exact as the file; day: 'yyyy-mm-dd'; boolean: TRUE or FALSE; error: "#N/A", or what is wrong in words. */
export interface Cell {
  kind: 'text' | 'number' | 'day' | 'boolean' | 'error'
  text: string
  /** The cell shows this number as a percentage: 0.25 as 25 %. */
  percent?: true
}

export interface SheetStart {
  type: 'sheet'
  name: string
  hidden: boolean
}
export interface SheetRow {
  type: 'row'
  sheet: string
  /** 1-based, as the user sees it in Excel. */
  row: number
  /** By column from A; blank cells are undefined. Rows without any value are left out. */
  cells: (Cell | undefined)[]
}

/**
 * Reads the sheets of an Excel workbook (.xlsx, .xlsm), row by row, in the order of its tabs; hidden ones too, marked.
 * Bad input gives problems of severity error and ends; it never throws.
 */
export async function* readSheets(
  bytes: Bytes,
  limits: { inflatedBytesMax?: number } = {},
): AsyncIterable<SheetStart | SheetRow | ProblemItem> {
  const file = await gather(bytes, fileBytesMax)
  if (file === null) {
    yield error('xlsx.file-too-large', `the file is larger than ${fileBytesMax / 1024 / 1024} MB: split it`)
    return
  }
  const notExcel = reasonNotExcel(file)
  if (notExcel) {
    yield notExcel
    return
  }
  try {
    yield* readWorkbook(file, limits.inflatedBytesMax ?? inflatedBytesMax)
  } catch (cause) {
    yield problemOf(cause)
  }
}

function* readWorkbook(file: Uint8Array, bytesMax: number): Iterable<SheetStart | SheetRow | ProblemItem> {
  const entries = listEntries(file)
  const budget: Budget = { left: bytesMax }
  const parts = (name: string): Iterable<Uint8Array> | null => {
    const entry: Entry | undefined = entries.get(name.toLowerCase())
    return entry ? inflateEntry(file, entry, budget) : null
  }

  const book = readBook(parts)
  const texts = readSharedTexts(parts(book.sharedTextsPath))
  const styleKinds = readStyleKinds(parts(book.stylesPath))
  for (const sheet of book.sheets) {
    const xml = sheet.path === null ? null : parts(sheet.path)
    if (xml === null) {
      yield error('xlsx.sheet-missing', `sheet ${sheet.name} is named in the workbook but absent from the file`, {
        path: sheet.name,
      })
      continue
    }
    yield { type: 'sheet', name: sheet.name, hidden: sheet.hidden }
    yield* readRows(xml, sheet.name, texts, styleKinds, book.epoch1904)
  }
}

// ── Before unpacking ────────────────────────────────────────────────────────

function reasonNotExcel(file: Uint8Array): ProblemItem | null {
  if (file.length === 0) return error('xlsx.empty', 'the file is empty')
  const magic = Buffer.from(file.subarray(0, 4)).toString('hex')
  if (magic === 'd0cf11e0') {
    return error(
      'xlsx.old-or-protected',
      'this is an old Excel file (.xls) or one with a password: save it as .xlsx without a password and send it again',
    )
  }
  if (!magic.startsWith('504b')) return error('xlsx.not-excel', 'this is not an Excel workbook (.xlsx)')
  return null
}

function problemOf(cause: unknown): ProblemItem {
  if (cause instanceof ArchiveError) return error(cause.code, cause.message)
  if (cause instanceof XmlError) return error('xlsx.broken', `the file is damaged (${cause.message})`)
  throw cause
}

const error = (code: string, message: string, where: Partial<Problem> = {}): ProblemItem => ({
  type: 'problem',
  problem: { code, message, severity: 'error', ...where },
})

// ── Workbook, shared texts, styles ──────────────────────────────────────────

type Parts = (name: string) => Iterable<Uint8Array> | null

interface Book {
  sheets: { name: string; hidden: boolean; path: string | null }[]
  sharedTextsPath: string
  stylesPath: string
  epoch1904: boolean
}

function readBook(parts: Parts): Book {
  const rootTargets = readRelations(parts('_rels/.rels'), '')
  const bookPath = rootTargets.find(({ type }) => type === 'officeDocument')?.target ?? 'xl/workbook.xml'
  const folder = bookPath.includes('/') ? bookPath.slice(0, bookPath.lastIndexOf('/') + 1) : ''
  const relationsPath = `${folder}_rels/${bookPath.slice(folder.length)}.rels`
  const relations = readRelations(parts(relationsPath), folder)

  const xml = parts(bookPath)
  if (xml === null) throw new ArchiveError('xlsx.not-excel', 'this zip file holds no Excel workbook')
  const book: Book = {
    sheets: [],
    sharedTextsPath: relations.find(({ type }) => type === 'sharedStrings')?.target ?? `${folder}sharedStrings.xml`,
    stylesPath: relations.find(({ type }) => type === 'styles')?.target ?? `${folder}styles.xml`,
    epoch1904: false,
  }
  parseXml(xml, {
    open: (name, attributes) => {
      if (name === 'workbookPr') book.epoch1904 = /^(1|true|on)$/.test(attributes.date1904 ?? '')
      if (name !== 'sheet') return
      const relation = Object.entries(attributes).find(([key]) => local(key) === 'id' && key !== 'id')?.[1]
      const path = relations.find(({ id }) => id === relation)
      // Chart sheets hold no rows.
      if (path && path.type !== 'worksheet') return
      const hidden = (attributes.state ?? 'visible') !== 'visible'
      book.sheets.push({ name: unescapeText(attributes.name ?? ''), hidden, path: path?.target ?? null })
    },
  })
  return book
}

function readRelations(
  xml: Iterable<Uint8Array> | null,
  folder: string,
): { id: string; type: string; target: string }[] {
  const relations: { id: string; type: string; target: string }[] = []
  if (xml === null) return relations
  parseXml(xml, {
    open: (name, { Id, Type, Target }) => {
      if (name !== 'Relationship' || !Id || !Target) return
      const target = Target.startsWith('/') ? Target.slice(1) : resolve(folder + Target)
      relations.push({ id: Id, type: (Type ?? '').split('/').at(-1)!, target })
    },
  })
  return relations
}

function resolve(path: string): string {
  const steps: string[] = []
  for (const step of path.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '.' && step !== '') steps.push(step)
  }
  return steps.join('/')
}

function readSharedTexts(xml: Iterable<Uint8Array> | null): string[] {
  const texts: string[] = []
  if (xml === null) return texts
  let [current, inText, phonetic, characters] = ['', false, false, 0]
  parseXml(xml, {
    open: (name) => {
      if (name === 'si') current = ''
      else if (name === 't') inText = true
      else if (name === 'rPh') phonetic = true
    },
    text: (text) => {
      if (inText && !phonetic) current += text
    },
    close: (name) => {
      if (name === 't') inText = false
      else if (name === 'rPh') phonetic = false
      else if (name === 'si') {
        characters += current.length
        if (characters > sharedTextCharactersMax) {
          throw new ArchiveError(
            'xlsx.too-large',
            `the texts of the file are longer than ${sharedTextCharactersMax} characters: split it`,
          )
        }
        texts.push(unescapeText(current))
      }
    },
  })
  return texts
}

type StyleKind = 'day' | 'percent' | null

/** By cell style: whether it shows a number as a day or as a percentage. */
function readStyleKinds(xml: Iterable<Uint8Array> | null): StyleKind[] {
  const styles: StyleKind[] = []
  if (xml === null) return styles
  const custom = new Map<string, string>()
  let inCellStyles = false
  parseXml(xml, {
    open: (name, attributes) => {
      if (name === 'numFmt') custom.set(attributes.numFmtId ?? '', attributes.formatCode ?? '')
      else if (name === 'cellXfs') inCellStyles = true
      else if (name === 'xf' && inCellStyles) {
        const id = attributes.numFmtId ?? '0'
        const code = custom.get(id)
        styles.push(code === undefined ? builtInKind(Number(id)) : kindOfFormat(code))
      }
    },
    close: (name) => {
      if (name === 'cellXfs') inCellStyles = false
    },
  })
  return styles
}

// ECMA-376 18.8.30: 14–17 and 22 are days everywhere, 27–36 and 50–58 in East Asian versions; 9 and 10 are percentages.
function builtInKind(id: number): StyleKind {
  if (id === 9 || id === 10) return 'percent'
  const isDay =
    (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36 && id !== 32 && id !== 33) || (id >= 50 && id <= 58)
  return isDay ? 'day' : null
}

function kindOfFormat(formatCode: string): StyleKind {
  const bare = formatCode.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '')
  if (bare.includes('%')) return 'percent'
  return /[yd]/i.test(bare) || (/m/i.test(bare) && !/[hs0#]/i.test(bare)) ? 'day' : null
}

// ── Rows ────────────────────────────────────────────────────────────────────

function* readRows(
  xml: Iterable<Uint8Array>,
  sheet: string,
  texts: readonly string[],
  styleKinds: readonly StyleKind[],
  epoch1904: boolean,
): Iterable<SheetRow | ProblemItem> {
  let ready: (SheetRow | ProblemItem)[] = []
  let row = 0
  let column = -1
  let cells: (Cell | undefined)[] = []
  let [type, style, value, inline, inValue, inInline, phonetic, formula] = ['', 0, '', '', false, false, false, false]
  const at = (): Partial<Problem> => ({ row, column: columnLetters(column), path: sheet })

  const finish = () => {
    if (formula && value === '' && inline === '' && type !== 'str') {
      cells[column] = { kind: 'error', text: formulaWithoutValue }
      return
    }
    const cell = cellOf(type, value, inline, texts, styleKinds[style] ?? null, epoch1904)
    if (cell === 'broken')
      ready.push(
        error('xlsx.cell-broken', `cell ${columnLetters(column)}${row} cannot be read (${value.slice(0, 40)})`, at()),
      )
    else if (cell) cells[column] = cell
  }

  const handlers: Handlers = {
    open: (name, attributes) => {
      switch (name) {
        case 'row': {
          row = attributes.r === undefined ? row + 1 : wholeNumber(attributes.r)
          if (row < 1 || row > sheetRowsMax) throw new XmlError(`row number ${attributes.r} in sheet ${sheet}`)
          column = -1
          cells = []
          break
        }
        case 'c': {
          column = attributes.r === undefined ? column + 1 : columnOf(attributes.r)
          if (column < 0 || column >= sheetColumnsMax) throw new XmlError(`cell ${attributes.r} in sheet ${sheet}`)
          ;[type, style, value, inline, formula] = [
            attributes.t ?? 'n',
            wholeNumber(attributes.s ?? '0'),
            '',
            '',
            false,
          ]
          break
        }
        case 'v':
          inValue = true
          break
        case 't':
          inInline = true
          break
        case 'rPh':
          phonetic = true
          break
        case 'f':
          formula = true
      }
    },
    text: (text) => {
      if (inValue) value += text
      else if (inInline && !phonetic) inline += text
    },
    close: (name) => {
      if (name === 'v') inValue = false
      else if (name === 't') inInline = false
      else if (name === 'rPh') phonetic = false
      else if (name === 'c') finish()
      else if (name === 'row' && cells.length > 0) ready.push({ type: 'row', sheet, row, cells })
    },
  }
  for (const _ of parseSteps(xml, handlers)) {
    const done = ready
    ready = []
    yield* done
  }
  yield* ready
}

/** Some programs write formulas and leave the arithmetic to Excel. */
export const formulaWithoutValue = 'a formula without a stored value (open the file in Excel and save it)'

function cellOf(
  type: string,
  value: string,
  inline: string,
  texts: readonly string[],
  shown: StyleKind,
  epoch1904: boolean,
): Cell | null | 'broken' {
  switch (type) {
    case 's': {
      if (value === '') return null
      const text = texts[wholeNumber(value)]
      return text === undefined ? 'broken' : textCell(text)
    }
    case 'inlineStr':
      return textCell(unescapeText(inline))
    case 'str':
      return textCell(unescapeText(value))
    case 'b':
      return value === ''
        ? null
        : { kind: 'boolean', text: value.trim() === '1' || value === 'true' ? 'TRUE' : 'FALSE' }
    case 'e':
      return { kind: 'error', text: value }
    case 'd':
      return /^\d{4}-\d{2}-\d{2}/.test(value) ? { kind: 'day', text: value.slice(0, 10) } : 'broken'
    default: {
      const trimmed = value.trim()
      if (trimmed === '') return null
      if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/.test(trimmed)) return 'broken'
      const day = shown === 'day' ? dayOfSerial(trimmed, epoch1904) : null
      if (day) return { kind: 'day', text: day }
      return { kind: 'number', text: plainNumber(trimmed), ...(shown === 'percent' ? { percent: true } : {}) }
    }
  }
}

const textCell = (text: string): Cell | null => (text.trim() === '' ? null : { kind: 'text', text })

/**
 * Excel stores doubles with 17 digits and shows 15: 3750.2999999999997 is 3750.30 to everyone who looks at the sheet.
 * So fractions are read with the 15 digits that Excel shows; whole numbers are read as they are.
 */
function plainNumber(text: string): string {
  if (/^-?(0|[1-9]\d*)$/.test(text)) return text
  const number = new Decimal(text)
  return (number.precision() > 15 && !number.isInteger() ? number.toSignificantDigits(15) : number).toFixed()
}

/** The day of an Excel serial; a time of the day is dropped. Null for a time without a day. */
function dayOfSerial(text: string, epoch1904: boolean): Day | null {
  const serial = new Decimal(text).floor().toNumber()
  if (serial < 1 || serial > 2_958_465) return null
  // The 1900 system has a 29 February 1900 (serial 60); days before it are one off.
  const days = epoch1904 ? serial - 24_107 : serial - 25_569 + (serial < 60 ? 1 : 0)
  return new Date(days * 86_400_000).toISOString().slice(0, 10) as Day
}

const wholeNumber = (text: string): number => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : -1)

function columnOf(reference: string): number {
  let n = 0
  for (let i = 0; i < reference.length; i++) {
    const code = reference.charCodeAt(i) & 0xdf
    if (code < 65 || code > 90) break
    n = n * 26 + (code - 64)
    if (n > sheetColumnsMax) return -1
  }
  return n - 1
}

const unescapeText = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text

// ── XML ─────────────────────────────────────────────────────────────────────

class XmlError extends Error {}

interface Handlers {
  open(name: string, attributes: Record<string, string>): void
  text?(text: string): void
  close?(name: string): void
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

function parseXml(xml: Iterable<Uint8Array>, handlers: Handlers): void {
  for (const _ of parseSteps(xml, handlers));
}

/** Pauses after each piece of input, so that rows can be handed on. */
function* parseSteps(xml: Iterable<Uint8Array>, handlers: Handlers): Iterable<void> {
  const parser = new SaxesParser({ xmlns: false })
  let failure: Error | null = null
  parser.on('error', (cause) => {
    failure ??= new XmlError(cause.message)
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (!failure) handlers.open(local(name), attributes as Record<string, string>)
  })
  parser.on('closetag', ({ name }) => {
    if (!failure) handlers.close?.(local(name))
  })
  if (handlers.text) {
    parser.on('text', (text) => {
      if (!failure) handlers.text!(text)
    })
    parser.on('cdata', (text) => {
      if (!failure) handlers.text!(text)
    })
  }
  const decoder = new TextDecoder('utf-8')
  for (const piece of xml) {
    parser.write(decoder.decode(piece, { stream: true }))
    if (failure) throw failure
    yield
  }
  parser.write(decoder.decode())
  parser.close()
  if (failure) throw failure
  yield
}
