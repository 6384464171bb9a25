import type { Bytes, ProblemItem } from '../formats/format.ts'
import { gather } from '../formats/xlsx/gather.ts'
import { fileBytesMax, readSheets } from '../formats/xlsx/read.ts'

export interface TableRow {
  /** 1-based, as the user sees it. */
  row: number
  cells: string[]
}
const separators = [';', '\t', ',', '|']

/** The rows of the first visible sheet of a workbook, or of a CSV file (UTF-8, else windows-1252 or -1251). */
export async function readTable(
  bytes: Bytes,
  cyrillic: boolean,
): Promise<{ rows: TableRow[]; problems: ProblemItem['problem'][] }> {
  const file = await gather(bytes, fileBytesMax)
  if (file === null)
    return {
      rows: [],
      problems: [
        { code: 'table.too-large', message: `the file is larger than ${fileBytesMax / 1024 / 1024} MB: split it` },
      ],
    }
  return file[0] === 0x50 && file[1] === 0x4b ? readWorkbook(file) : readCsv(file, cyrillic)
}

async function readWorkbook(file: Uint8Array) {
  const rows: TableRow[] = []
  const problems: ProblemItem['problem'][] = []
  let [sheet, visible] = [null as string | null, false]
  for await (const item of readSheets([file])) {
    if (item.type === 'problem') problems.push(item.problem)
    else if (item.type === 'sheet') {
      visible = !item.hidden
      if (visible) sheet ??= item.name
    } else if (visible && item.sheet === sheet) {
      for (const [i, cell] of item.cells.entries())
        if (cell?.kind === 'error')
          problems.push({
            code: 'table.cell',
            message: `row ${item.row}, column ${i + 1}: ${cell.text}`,
            row: item.row,
          })
      rows.push({ row: item.row, cells: Array.from(item.cells, (cell) => cell?.text.trim() ?? '') })
    }
  }
  return { rows, problems: problems.filter((problem) => problem.severity !== 'warning') }
}

function readCsv(file: Uint8Array, cyrillic: boolean) {
  const text = decode(file, cyrillic).replace(/^\ufeff/, '')
  const first = text.slice(0, text.search(/\r|\n|$/))
  const separator = separators.reduce((best, one) => (first.split(one).length > first.split(best).length ? one : best))
  const rows: TableRow[] = []
  const problems: ProblemItem['problem'][] = []
  let [line, row, cells, cell, quoted, at] = [1, 1, [] as string[], '', false, 0]
  const endRow = () => {
    cells.push(cell.trim())
    if (cells.some((one) => one !== '')) rows.push({ row, cells })
    cells = []
    cell = ''
  }
  for (; at < text.length; at++) {
    const character = text[at]!
    if (character === '\n') line++
    if (quoted) {
      if (character !== '"') cell += character
      else if (text[at + 1] === '"') cell += text[++at]
      else quoted = false
    } else if (character === '"' && cell.trim() === '') {
      quoted = true
      cell = ''
    } else if (character === separator) {
      cells.push(cell.trim())
      cell = ''
    } else if (character === '\n') {
      endRow()
      row = line
    } else if (character !== '\r') cell += character
  }
  if (quoted)
    problems.push({
      code: 'table.quote-open',
      message: `row ${row}: a quoted text is never closed: add the missing "`,
      row,
    })
  endRow()
  return { rows, problems }
}

function decode(file: Uint8Array, cyrillic: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file)
  } catch {
    return new TextDecoder(cyrillic ? 'windows-1251' : 'windows-1252').decode(file)
  }
}
