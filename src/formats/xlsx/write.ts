import { Zip, ZipDeflate } from 'fflate'
import type { Day } from '../../kernel/day.ts'
import { absolute } from '../../kernel/money.ts'

/**
 * What a column holds:
 * text: string · money: bigint minor units, `digits` decimals (2) · number: plain decimal text, Decimal, bigint or number ·
 * integer: bigint, number or digits · day: 'yyyy-mm-dd' · minute: 'yyyy-mm-dd hh:mm' on the reader's clock (Excel knows no
 * time zones). null and undefined are blank cells.
 */
export type ColumnKind = 'text' | 'money' | 'number' | 'integer' | 'day' | 'minute'

export interface Column {
  key: string
  title: string
  kind: ColumnKind
  /** In characters; taken from the title and the first rows when absent. */
  width?: number
  /** Decimals shown (money: also the decimals of the minor unit). */
  digits?: number
  /** Money columns are summed in the totals row unless this is false. */
  total?: boolean
  wrap?: boolean
}

/** By column key, or in the order of the columns. */
export type Row = readonly unknown[] | Readonly<Record<string, unknown>>

export interface Sheet {
  name: string
  columns: readonly Column[]
  rows: Iterable<Row> | AsyncIterable<Row>
  /** A last row with the sum of each money column over all sheets that these rows fill. */
  totals?: boolean
  totalsLabel?: string
  /** Drop-downs for the first 10 000 rows of a column; other values give a warning that can be overruled. */
  validations?: readonly { column: string; list: readonly string[] }[]
  /** Default true. */
  frozenHeader?: boolean
  /** Default true. */
  autofilter?: boolean
}

/** Excel's own limits (ECMA-376, Excel specifications and limits). */
export const sheetRowsMax = 1_048_576
export const sheetColumnsMax = 16_384
export const cellTextMax = 32_767
const sheetNameMax = 31
/** A double keeps 15 decimal digits; longer figures are written as text, so that no öre is lost. */
const numberDigitsMax = 15
/** The zip directory written here has 32-bit sizes. */
const archiveBytesMax = 0xffff_fffe

const flushCharacters = 32 * 1024
const rowsSampledForWidth = 100
const widthMax = 60
// Some readers keep a rule per cell: a drop-down on a million cells takes them seconds.
const dropDownRows = 10_000
const listsName = 'Lists'

/**
 * Writes an Excel workbook as a stream: memory does not grow with the rows.
 * Past 1 048 576 rows it goes on in "Name (2)", with the header again. Text is never a formula. Same input, same bytes.
 * @throws TypeError when a value does not fit the kind of its column (a bug of the caller).
 * @throws RangeError past 16 384 columns or 4 GB.
 */
export async function* writeWorkbook(
  sheets: Iterable<Sheet> | AsyncIterable<Sheet>,
  options: { rowsPerSheetMax?: number } = {},
): AsyncIterable<Uint8Array> {
  const archive = new Archive()
  const styles = new Styles()
  const lists = new Lists()
  const names = new Set<string>([listsName.toLowerCase()])
  const written: string[] = []
  const rowsMax = options.rowsPerSheetMax ?? sheetRowsMax

  const open = (sheet: Sheet, part: number, columns: Prepared[]): number => {
    written.push(sheetName(sheet.name, part, names))
    archive.open(`xl/worksheets/sheet${written.length}.xml`)
    archive.write(sheetHead(sheet, columns))
    archive.write(
      rowXml(
        1,
        columns.map((column, index) => textCell(columnLetters(index), 1, column.title, styles.header)),
      ),
    )
    return 1
  }
  const close = (sheet: Sheet, lastDataRow: number) => {
    archive.write(sheetTail(sheet, lastDataRow, lists))
    archive.close()
  }

  for await (const sheet of sheets) {
    if (sheet.columns.length > sheetColumnsMax) throw new RangeError(`a sheet has at most ${sheetColumnsMax} columns`)
    const rows = iterate(sheet.rows)
    const sample = await take(rows, rowsSampledForWidth)
    const columns = sheet.columns.map((column, index) => prepare(column, index, sample, styles))
    const totals = columns.map(() => 0n)

    let part = 1
    let rowNumber = open(sheet, part, columns)
    const writeRow = (row: Row) => {
      if (rowNumber === rowsMax) {
        close(sheet, rowNumber)
        rowNumber = open(sheet, ++part, columns)
      }
      rowNumber++
      archive.write(
        rowXml(
          rowNumber,
          columns.map((column, index) => cell(column, rowNumber, cellValue(row, column, index))),
        ),
      )
      for (const [index, column] of columns.entries()) {
        if (column.summed) totals[index]! += (cellValue(row, column, index) as bigint | null | undefined) ?? 0n
      }
    }
    for (const row of sample) writeRow(row)
    if (archive.pending) yield* archive.take()
    let ended = sample.length < rowsSampledForWidth
    try {
      while (!ended) {
        const next = await rows.next()
        ended = next.done === true
        if (!next.done) writeRow(next.value)
        if (archive.pending) yield* archive.take()
      }
    } finally {
      // The download was broken off: a query behind the rows may close.
      if (!ended) await rows.return?.()
    }

    let lastDataRow = rowNumber
    if (sheet.totals) {
      if (rowNumber === rowsMax) {
        close(sheet, rowNumber)
        rowNumber = open(sheet, ++part, columns)
        lastDataRow = rowNumber
      }
      archive.write(totalsXml(rowNumber + 1, columns, totals, sheet.totalsLabel ?? 'Σ', styles))
    }
    close(sheet, lastDataRow)
    yield* archive.take()
  }

  let hiddenSheets = 0
  if (lists.all.length > 0 || written.length === 0) {
    // A workbook without a sheet does not open.
    written.push(written.length === 0 ? 'Sheet1' : listsName)
    hiddenSheets = lists.all.length > 0 ? 1 : 0
    archive.file(`xl/worksheets/sheet${written.length}.xml`, lists.xml())
  }
  archive.file('xl/workbook.xml', workbookXml(written, hiddenSheets))
  archive.file('xl/_rels/workbook.xml.rels', workbookRelationsXml(written.length))
  archive.file('xl/styles.xml', styles.xml())
  archive.file('_rels/.rels', rootRelationsXml)
  archive.file('[Content_Types].xml', contentTypesXml(written.length))
  archive.end()
  yield* archive.take()
}

/** The serial of a day in Excel's 1900 system; null before 1900-03-01, where that system counts a day that never was. */
export function daySerial(day: Day): number | null {
  const serial = Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000) + 25_569
  return serial >= 61 ? serial : null
}

/** 0 → A, 25 → Z, 26 → AA. */
export function columnLetters(index: number): string {
  let letters = ''
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26))
    letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters
  return letters
}

// ── Rows and cells ──────────────────────────────────────────────────────────

interface Prepared extends Column {
  letters: string
  style: number
  quoted: number
  totalStyle: number
  summed: boolean
  width: number
}

function prepare(column: Column, index: number, sample: readonly Row[], styles: Styles): Prepared {
  const format = numberFormat(column)
  return {
    ...column,
    letters: columnLetters(index),
    style: styles.get({ format, wrap: column.wrap }),
    quoted: styles.get({ format: 'General', wrap: column.wrap, quotePrefix: true }),
    totalStyle: styles.get({ format, bold: true, topBorder: true }),
    summed: column.kind === 'money' && column.total !== false,
    width: column.width ?? sensibleWidth(column, index, sample),
  }
}

function numberFormat(column: Column): string {
  const decimals = (digits: number) => (digits > 0 ? '.' + '0'.repeat(digits) : '')
  switch (column.kind) {
    case 'money':
      return `#,##0${decimals(column.digits ?? 2)}`
    case 'number':
      return column.digits === undefined ? 'General' : `#,##0${decimals(column.digits)}`
    case 'integer':
      return '0'
    case 'day':
      return 'yyyy-mm-dd'
    case 'minute':
      return 'yyyy-mm-dd hh:mm'
    case 'text':
      return '@'
  }
}

function sensibleWidth(column: Column, index: number, sample: readonly Row[]): number {
  const least = { text: 10, money: 14, number: 10, integer: 8, day: 11, minute: 17 }[column.kind]
  let width = Math.max(least, column.title.length + 3)
  if (column.kind === 'text') {
    for (const row of sample) width = Math.max(width, String(cellValue(row, column, index) ?? '').length + 1)
  }
  return Math.min(width, widthMax)
}

const cellValue = (row: Row, column: Column, index: number): unknown =>
  Array.isArray(row) ? row[index] : (row as Record<string, unknown>)[column.key]

function cell(column: Prepared, row: number, value: unknown): string {
  if (value === null || value === undefined || value === '') return ''
  switch (column.kind) {
    case 'text':
      return textCell(column.letters, row, plainText(value), column.style, column.quoted)
    case 'money':
      if (typeof value !== 'bigint')
        throw new TypeError(`column ${column.key}: money is minor units (bigint), got ${typeof value}`)
      return numberCell(column, row, decimalText(value, column.digits ?? 2))
    case 'integer':
    case 'number': {
      const text =
        typeof value === 'object' && 'toFixed' in value ? (value as { toFixed(): string }).toFixed() : String(value)
      if (!/^-?\d+(\.\d+)?$/.test(text)) return textCell(column.letters, row, text, column.style, column.quoted)
      return numberCell(column, row, text)
    }
    case 'day': {
      const serial = /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? daySerial(value as Day) : null
      if (serial === null) return textCell(column.letters, row, String(value), column.style, column.quoted)
      return `<c r="${column.letters}${row}" s="${column.style}"><v>${serial}</v></c>`
    }
    case 'minute': {
      const [, onDay, hour, minute] = /^(\d{4}-\d{2}-\d{2}) (\d{2}):(\d{2})$/.exec(String(value)) ?? []
      const serial = onDay ? daySerial(onDay as Day) : null
      if (serial === null) return textCell(column.letters, row, String(value), column.style, column.quoted)
      const part = (Number(hour) * 60 + Number(minute)) / 1440
      return `<c r="${column.letters}${row}" s="${column.style}"><v>${serial + part}</v></c>`
    }
  }
}

function numberCell(column: Prepared, row: number, text: string, style = column.style): string {
  const significant = text.replace(/[-.]/g, '').replace(/^0+/, '').length
  if (significant > numberDigitsMax) return textCell(column.letters, row, text, style)
  return `<c r="${column.letters}${row}" s="${style}"><v>${text}</v></c>`
}

// A text that looks like a formula gets Excel's quote prefix too, so that editing the cell does not turn it into one.
const looksLikeFormula = /^[=+\-@\t\r]/

function textCell(letters: string, row: number, text: string, style: number, quotedStyle = style): string {
  const s = looksLikeFormula.test(text) ? quotedStyle : style
  return `<c r="${letters}${row}" s="${s}" t="inlineStr"><is><t xml:space="preserve">${escapeText(text)}</t></is></c>`
}

const plainText = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value))

function escapeText(text: string): string {
  let cut = text.length > cellTextMax ? text.slice(0, cellTextMax - 1) + '…' : text
  if (!/[&<>"_\u0000-\u001f\ud800-\udfff\ufffe\uffff]/.test(cut)) return cut
  cut = cut.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
  cut = cut.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ufffe\uffff]/g, '\ufffd')
  // ECMA-376 22.9.2.19 ST_Xstring: characters that XML cannot hold are written as _xHHHH_.
  cut = cut.replace(
    /[\u0000-\u0008\u000b-\u001f]/g,
    (c) => `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
  )
  return cut.replace(/[&<>"]/g, (c) => (c === '&' ? '&amp;' : c === '<' ? '&lt;' : c === '>' ? '&gt;' : '&quot;'))
}

function decimalText(units: bigint, digits: number): string {
  const text = absolute(units)
    .toString()
    .padStart(digits + 1, '0')
  const sign = units < 0n ? '-' : ''
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

const rowXml = (row: number, cells: readonly string[]): string => `<row r="${row}">${cells.join('')}</row>`

function totalsXml(
  row: number,
  columns: readonly Prepared[],
  totals: readonly bigint[],
  label: string,
  styles: Styles,
): string {
  const labelAt = columns.findIndex((column) => !column.summed)
  const labelStyle = styles.get({ format: '@', bold: true, topBorder: true })
  const cells = columns.map((column, index) => {
    if (column.summed)
      return numberCell(column, row, decimalText(totals[index]!, column.digits ?? 2), column.totalStyle)
    if (index === labelAt) return textCell(column.letters, row, label, labelStyle)
    return `<c r="${column.letters}${row}" s="${labelStyle}"/>`
  })
  return rowXml(row, cells)
}

// ── Sheets ──────────────────────────────────────────────────────────────────

const xmlHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const mainNamespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relationsNamespace = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

function sheetHead(sheet: Sheet, columns: readonly Prepared[]): string {
  const pane =
    sheet.frozenHeader === false
      ? ''
      : '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>'
  const cols = columns
    .map((c, i) => `<col min="${i + 1}" max="${i + 1}" width="${c.width}" style="${c.style}" customWidth="1"/>`)
    .join('')
  return (
    `${xmlHead}<worksheet xmlns="${mainNamespace}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>` +
    `<sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>` +
    `${cols ? `<cols>${cols}</cols>` : ''}<sheetData>`
  )
}

function sheetTail(sheet: Sheet, lastDataRow: number, lists: Lists): string {
  const last = columnLetters(Math.max(0, sheet.columns.length - 1))
  const filter =
    sheet.autofilter === false || sheet.columns.length === 0 ? '' : `<autoFilter ref="A1:${last}${lastDataRow}"/>`
  const validations = (sheet.validations ?? []).flatMap(({ column, list }) => {
    const index = sheet.columns.findIndex(({ key }) => key === column)
    if (index < 0 || list.length === 0) return []
    const letters = columnLetters(index)
    return (
      `<dataValidation type="list" errorStyle="warning" allowBlank="1" showErrorMessage="1" ` +
      `sqref="${letters}2:${letters}${dropDownRows + 1}"><formula1>${lists.reference(list)}</formula1></dataValidation>`
    )
  })
  const validationsXml =
    validations.length > 0
      ? `<dataValidations count="${validations.length}">${validations.join('')}</dataValidations>`
      : ''
  return `</sheetData>${filter}${validationsXml}<pageSetup orientation="landscape" fitToHeight="0"/></worksheet>`
}

function sheetName(wanted: string, part: number, taken: Set<string>): string {
  const base =
    wanted
      .replace(/[[\]:*?/\\\u0000-\u001f]/g, ' ')
      .replace(/^'+|'+$/g, '')
      .trim() || 'Sheet'
  for (let n = part; ; n++) {
    const suffix = n === 1 ? '' : ` (${n})`
    const name = base.slice(0, sheetNameMax - suffix.length).trimEnd() + suffix
    if (taken.has(name.toLowerCase())) continue
    taken.add(name.toLowerCase())
    return name
  }
}

/** The hidden sheet that holds the values of the drop-downs, one list per column. */
class Lists {
  readonly all: (readonly string[])[] = []
  private readonly known = new Map<string, number>()

  reference(list: readonly string[]): string {
    const key = JSON.stringify(list)
    let index = this.known.get(key)
    if (index === undefined) {
      index = this.all.push(list.slice(0, sheetRowsMax)) - 1
      this.known.set(key, index)
    }
    const letters = columnLetters(index)
    return `${listsName}!$${letters}$1:$${letters}$${this.all[index]!.length}`
  }

  xml(): string {
    const height = Math.max(0, ...this.all.map((list) => list.length))
    const rows: string[] = []
    for (let row = 1; row <= height; row++) {
      rows.push(
        rowXml(
          row,
          this.all.map((list, index) =>
            row <= list.length ? textCell(columnLetters(index), row, list[row - 1]!, 0) : '',
          ),
        ),
      )
    }
    return `${xmlHead}<worksheet xmlns="${mainNamespace}"><sheetData>${rows.join('')}</sheetData></worksheet>`
  }
}

// ── Styles ──────────────────────────────────────────────────────────────────

interface Style {
  format: string
  bold?: boolean
  topBorder?: boolean
  fill?: boolean
  wrap?: boolean
  quotePrefix?: boolean
}

class Styles {
  private readonly list: Style[] = [{ format: 'General' }]
  private readonly known = new Map<string, number>([[key({ format: 'General' }), 0]])
  readonly header = this.get({ format: '@', bold: true, fill: true, wrap: true })

  get(style: Style): number {
    let index = this.known.get(key(style))
    if (index === undefined) {
      index = this.list.push(style) - 1
      this.known.set(key(style), index)
    }
    return index
  }

  xml(): string {
    const customFrom = 164
    const formats = [...new Set(this.list.map(({ format }) => format))].filter((f) => f !== 'General' && f !== '@')
    const formatId = (format: string) =>
      format === 'General' ? 0 : format === '@' ? 49 : customFrom + formats.indexOf(format)
    const numFmts = formats.map((f, i) => `<numFmt numFmtId="${customFrom + i}" formatCode="${f}"/>`).join('')
    const xfs = this.list
      .map(
        (s) =>
          `<xf numFmtId="${formatId(s.format)}" fontId="${s.bold ? 1 : 0}" fillId="${s.fill ? 2 : 0}" borderId="${s.topBorder ? 1 : 0}" xfId="0"` +
          ` applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"${s.quotePrefix ? ' quotePrefix="1"' : ''}` +
          (s.wrap ? ' applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>' : '/>'),
      )
      .join('')
    const font = (bold: boolean) =>
      `<font>${bold ? '<b/>' : ''}<sz val="11"/><name val="Calibri"/><family val="2"/></font>`
    return (
      `${xmlHead}<styleSheet xmlns="${mainNamespace}">` +
      (formats.length > 0 ? `<numFmts count="${formats.length}">${numFmts}</numFmts>` : '') +
      `<fonts count="2">${font(false)}${font(true)}</fonts>` +
      '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>' +
      '<fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF4"/><bgColor indexed="64"/></patternFill></fill></fills>' +
      '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>' +
      '<border><left/><right/><top style="thin"><color auto="1"/></top><bottom/><diagonal/></border></borders>' +
      '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
      `<cellXfs count="${this.list.length}">${xfs}</cellXfs>` +
      '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
  }
}

const key = (s: Style): string =>
  [s.format, s.bold, s.topBorder, s.fill, s.wrap, s.quotePrefix].map((v) => v || '').join('|')

// ── The package around the sheets ───────────────────────────────────────────

const attribute = (text: string): string => escapeText(text)

function workbookXml(names: readonly string[], hiddenAtEnd: number): string {
  const sheets = names
    .map((name, i) => {
      const hidden = i >= names.length - hiddenAtEnd ? ' state="hidden"' : ''
      return `<sheet name="${attribute(name)}" sheetId="${i + 1}"${hidden} r:id="rId${i + 1}"/>`
    })
    .join('')
  return (
    `${xmlHead}<workbook xmlns="${mainNamespace}" xmlns:r="${relationsNamespace}">` +
    `<bookViews><workbookView activeTab="0"/></bookViews><sheets>${sheets}</sheets></workbook>`
  )
}

function workbookRelationsXml(count: number): string {
  const sheets = Array.from(
    { length: count },
    (_, i) =>
      `<Relationship Id="rId${i + 1}" Type="${relationsNamespace}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
  ).join('')
  return (
    `${xmlHead}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${sheets}` +
    `<Relationship Id="rId${count + 1}" Type="${relationsNamespace}/styles" Target="styles.xml"/></Relationships>`
  )
}

const rootRelationsXml =
  `${xmlHead}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
  `<Relationship Id="rId1" Type="${relationsNamespace}/officeDocument" Target="xl/workbook.xml"/></Relationships>`

function contentTypesXml(count: number): string {
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  const sheets = Array.from(
    { length: count },
    (_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${type}.worksheet+xml"/>`,
  ).join('')
  return (
    `${xmlHead}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    `<Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/>${sheets}` +
    `<Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/></Types>`
  )
}

/** One zip entry at a time; what fflate has compressed waits in `chunks` until the reader takes it. */
class Archive {
  private readonly zip: Zip
  private chunks: Uint8Array[] = []
  private entry: ZipDeflate | null = null
  private text: string[] = []
  private characters = 0
  private bytes = 0

  constructor() {
    this.zip = new Zip((error, chunk) => {
      if (error) throw error
      this.bytes += chunk.length
      if (this.bytes > archiveBytesMax) throw new RangeError('a workbook holds at most 4 GB: split the export')
      if (chunk.length > 0) this.chunks.push(chunk)
    })
  }

  open(name: string): void {
    this.entry = new ZipDeflate(name, { level: 3 })
    // The clock is not asked: the same rows give the same bytes.
    this.entry.mtime = new Date(1980, 0, 1)
    this.zip.add(this.entry)
  }
  write(xml: string): void {
    this.text.push(xml)
    this.characters += xml.length
    if (this.characters >= flushCharacters) this.flush(false)
  }
  close(): void {
    this.flush(true)
    this.entry = null
  }
  file(name: string, xml: string): void {
    this.open(name)
    this.write(xml)
    this.close()
  }
  end(): void {
    this.zip.end()
  }

  get pending(): boolean {
    return this.chunks.length > 0
  }
  take(): Uint8Array[] {
    const taken = this.chunks
    this.chunks = []
    return taken
  }

  private flush(final: boolean): void {
    const encoded = Buffer.from(this.text.join(''), 'utf8')
    this.text = []
    this.characters = 0
    this.entry!.push(encoded, final)
  }
}

// ── Iterators ───────────────────────────────────────────────────────────────

interface Rows {
  next(): Promise<IteratorResult<Row>> | IteratorResult<Row>
  return?(): unknown
}

const iterate = (rows: Iterable<Row> | AsyncIterable<Row>): Rows =>
  Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]()

async function take(rows: Rows, count: number): Promise<Row[]> {
  const taken: Row[] = []
  while (taken.length < count) {
    const next = await rows.next()
    if (next.done) break
    taken.push(next.value)
  }
  return taken
}
