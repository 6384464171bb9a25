import type { Ctx } from '../../db/context.ts'
import type { Language } from '../../formats/e-invoice/document.ts'
import type { Bytes } from '../../formats/format.ts'
import { type Cell, readSheets } from '../../formats/xlsx/read.ts'
import { type Sheet, type Column as SheetColumn, writeWorkbook } from '../../formats/xlsx/write.ts'
import type { Problem } from '../../kernel/problem.ts'
import type { Given } from './plan.ts'
import type { State } from './read-rows.ts'
import { readState } from './read-rows.ts'
import type { Column, SetUpTable, Values } from './table.ts'
import { choiceText, readCell, shown, wrongValue, yesNoList } from './value.ts'

const languages: readonly Language[] = ['sv', 'nb', 'bg', 'en']
// More make a drop-down that nobody scrolls and that slows the sheet.
const choicesMax = 5_000

/** One column of a sheet: a column of the table, or one language of a column of words. */
interface Field {
  key: string
  column: Column
  language: Language | null
  title(language: Language): string
}

const fieldsOf = (table: SetUpTable): Field[] =>
  table.columns.flatMap((column): Field[] =>
    column.kind === 'words'
      ? languages.map((part) => ({
          key: `${column.key}.${part}`,
          column,
          language: part,
          title: (language) => `${column.title[language]} (${part})`,
        }))
      : [{ key: column.key, column, language: null, title: (language) => column.title[language] }],
  )

// ── Out ─────────────────────────────────────────────────────────────────────

/** One workbook with a sheet per table: headings in the language, codes of other tables as drop-downs. */
export async function writeSetUp(
  ctx: Ctx,
  tables: readonly SetUpTable[],
  language: Language,
): Promise<AsyncIterable<Uint8Array>> {
  const state = await readState(ctx, tables)
  return writeWorkbook(tables.map((table) => sheetOf(table, state, language)))
}

function sheetOf(table: SetUpTable, state: State, language: Language): Sheet {
  const fields = fieldsOf(table)
  const names = new Map(
    fields.map(({ key, column }) => [key, column.ref ? namesOf(refOf(table, column), state, language) : null]),
  )
  return {
    name: table.title[language],
    columns: fields.map((field) => ({ key: field.key, title: field.title(language), kind: sheetKind(field.column) })),
    rows: state.get(table)!.map(({ values }) => fields.map((field) => cellOf(field, values, language, names))),
    validations: fields.flatMap((field) => {
      const list = choicesOf(field.column, names.get(field.key) ?? null, language)
      return list.length > 0 && list.length <= choicesMax ? [{ column: field.key, list }] : []
    }),
  }
}

const refOf = (table: SetUpTable, column: Column): SetUpTable => (column.ref === 'self' ? table : column.ref!)

function namesOf(ref: SetUpTable, state: State, language: Language): Map<string, string | null> {
  return new Map(
    state.get(ref)!.map(({ values }) => {
      const names = values.names as Record<string, string> | undefined
      const name = (values.name as string | undefined) ?? names?.[language] ?? Object.values(names ?? {})[0] ?? null
      return [values.code as string, name]
    }),
  )
}

function cellOf(
  { column, language: part, key }: Field,
  values: Values,
  language: Language,
  names: Map<string, Map<string, string | null> | null>,
): unknown {
  const value = values[column.key]
  if (part) return (value as Record<string, string> | null)?.[part] ?? null
  return shown(column, value, language, (code) => names.get(key)?.get(code) ?? null)
}

const sheetKind = ({ kind }: Column): SheetColumn['kind'] => {
  if (kind === 'integer' || kind === 'day') return kind
  return kind === 'decimal' ? 'number' : 'text'
}

function choicesOf(column: Column, names: Map<string, string | null> | null, language: Language): readonly string[] {
  if (names) return [...names].map(([code, name]) => choiceText(code, name))
  if (column.kind === 'boolean') return yesNoList(language)
  return column.choices ?? []
}

// ── In ──────────────────────────────────────────────────────────────────────

export interface ReadSheet {
  table: SetUpTable
  /** Name of the sheet as the file has it. */
  sheet: string
  rows: Given[]
  problems: Problem[]
  /** Heading of each column key, as the file has it. */
  headings: Map<string, string>
}

/** The sheets that are known by their name, in any language, with every problem of every cell in the sheet's own terms. */
export async function readSetUp(
  bytes: Bytes,
  tables: readonly SetUpTable[],
): Promise<{ sheets: ReadSheet[]; problems: Problem[] }> {
  const sheets: ReadSheet[] = []
  const problems: Problem[] = []
  const bySheet = new Map(
    tables.flatMap((table) =>
      [table.name, ...languages.map((language) => table.title[language])].map((name) => [plain(name), table]),
    ),
  )
  let current: ReadSheet | null = null
  let fields: (Field | undefined)[] | null = null
  for await (const item of readSheets(bytes)) {
    if (item.type === 'problem') {
      problems.push(item.problem)
    } else if (item.type === 'sheet') {
      const table = item.hidden ? undefined : bySheet.get(plain(item.name))
      fields = null
      current = table ? { table, sheet: item.name, rows: [], problems: [], headings: new Map() } : null
      if (current && sheets.some((other) => other.table === table)) {
        problems.push({
          code: 'set-up.sheet-twice',
          message: `sheet ${item.name} is there twice: keep one`,
          path: item.name,
        })
        current = null
      } else if (current) sheets.push(current)
      else if (!item.hidden)
        problems.push({
          code: 'set-up.sheet-unknown',
          message: `sheet ${item.name} is not part of a set-up and was not read`,
          severity: 'warning',
          path: item.name,
        })
    } else if (current && !fields) fields = readHeadings(current, item.row, item.cells)
    else if (current && fields) readRow(current, fields, item.row, item.cells)
  }
  if (sheets.length === 0 && !problems.some((problem) => problem.severity !== 'warning'))
    problems.push({
      code: 'set-up.no-sheets',
      message: 'the workbook has no sheet of a set-up: export one and fill it in',
    })
  return { sheets, problems }
}

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()

function readHeadings(sheet: ReadSheet, row: number, cells: readonly (Cell | undefined)[]): (Field | undefined)[] {
  const all = fieldsOf(sheet.table)
  const byTitle = new Map(
    all.flatMap((field) =>
      [field.key, ...languages.map((language) => field.title(language))].map((title) => [plain(title), field]),
    ),
  )
  const fields = Array.from(cells, (cell) => (cell ? byTitle.get(plain(cell.text)) : undefined))
  const seen = new Set<Field>()
  fields.forEach((field, i) => {
    const heading = cells[i]?.text.trim()
    if (!heading) return
    const wrong = !field ? 'is not a heading of this sheet' : seen.has(field) ? 'stands twice' : null
    if (wrong)
      sheet.problems.push({
        code: 'set-up.heading-unknown',
        message: `sheet ${sheet.sheet}: "${heading}" ${wrong}: correct or remove the column`,
        path: sheet.sheet,
        row,
        column: heading,
      })
    if (field) {
      seen.add(field)
      if (!sheet.headings.has(field.column.key)) sheet.headings.set(field.column.key, heading)
    }
  })
  return fields
}

function readRow(
  sheet: ReadSheet,
  fields: readonly (Field | undefined)[],
  row: number,
  cells: readonly (Cell | undefined)[],
): void {
  const values: Values = {}
  let failed = false
  fields.forEach((field, i) => {
    if (!field) return
    const read = field.language
      ? { value: cells[i] && cells[i].kind !== 'error' ? cells[i].text.trim() : null }
      : readCell(field.column, cells[i])
    if ('problem' in read) {
      failed = true
      sheet.problems.push({
        code: `${sheet.table.one}.value-invalid`,
        message: `sheet ${sheet.sheet}, row ${row}, ${sheet.headings.get(field.column.key)}: ${read.problem}`,
        path: sheet.sheet,
        row,
        column: sheet.headings.get(field.column.key) ?? field.column.key,
        data: wrongValue(cells[i]?.text.trim(), read),
      })
    } else if (field.language)
      values[field.column.key] = { ...((values[field.column.key] as object) ?? {}), [field.language]: read.value }
    else values[field.column.key] = read.value
  })
  if (!failed) sheet.rows.push({ row, values })
}

/** A problem of a plan, told with the sheet's name and headings. */
export function inSheetTerms(sheet: ReadSheet, problem: Problem): Problem {
  const heading = problem.column === undefined ? undefined : (sheet.headings.get(problem.column) ?? problem.column)
  const where = [
    `sheet ${sheet.sheet}`,
    ...(problem.row === undefined ? [] : [`row ${problem.row}`]),
    ...(heading === undefined ? [] : [heading]),
  ]
  const message =
    problem.column !== undefined && problem.message.startsWith(`${problem.column} `)
      ? problem.message.slice(problem.column.length + 1)
      : problem.message
  return {
    ...problem,
    message: `${where.join(', ')}: ${message}`,
    path: sheet.sheet,
    ...(heading === undefined ? {} : { column: heading }),
  }
}
