import type { Ctx } from '../../db/context.ts'
import type { SheetColumn } from '../../formats/orders/correct-rows.ts'
import { sheetColumns, sheetRows, shownCell } from '../../formats/orders/correct-rows.ts'
import type { Id } from '../../kernel/id.ts'
import { protectedName, seesProtected } from '../../parties/sees-protected.ts'

export interface SourceSheet {
  sheet: string | null
  columns: SheetColumn[]
  rows: { row: number; cells: string[] }[]
}

/**
 * Rows of a stored sheet, as text under its headings, `around` more on each side. Read as a stream: a long file costs no memory.
 * What tells of a protected person is masked for who may not see such (src/parties/set-protection.ts).
 */
export async function readSourceRows(
  ctx: Ctx,
  file: { importId: Id; sha256: string; format: string },
  wanted: ReadonlySet<number>,
  around = 0,
): Promise<SourceSheet[]> {
  const near = new Set<number>()
  for (const row of wanted) for (let at = row - around; at <= row + around; at++) near.add(at)
  const sheets: SourceSheet[] = []
  let sheet = null as SourceSheet | null
  for await (const item of sheetRows(file.format, ctx.files.open(ctx.company.id, file.sha256))) {
    if (item.type === 'problem') continue
    if (sheet?.sheet !== item.sheet) sheet = null
    if (!sheet) {
      const columns = sheetColumns(item)
      if (columns) sheets.push((sheet = { sheet: item.sheet, columns, rows: [] }))
      continue
    }
    if (!near.has(item.row)) continue
    const width = Math.max(sheet.columns.length, item.cells.length)
    sheet.rows.push({ row: item.row, cells: Array.from({ length: width }, (_, place) => shownCell(item.cells[place])) })
  }
  return masked(
    ctx,
    file.importId,
    sheets.filter((one) => one.rows.length > 0),
    wanted,
  )
}

/** Columns that tell who and where. */
const personal = new Set(['identity', 'name', 'careOf', 'street', 'postCode', 'city', 'email'])

async function masked(
  ctx: Ctx,
  importId: Id,
  sheets: SourceSheet[],
  wanted: ReadonlySet<number>,
): Promise<SourceSheet[]> {
  if (seesProtected(ctx) && ctx.user.areas === 'all') return sheets
  const rows = sheets.flatMap((sheet) => sheet.rows.map(({ row }) => row))
  const seen = await ctx.db.rows<{ row: number; guarded: boolean }>(
    `select l.source_row as row, bool_or(p.protection <> 'none') as guarded
       from orders o join order_lines l on l.company_id = o.company_id and l.order_id = o.id join parties p on p.company_id = o.company_id and p.id = o.party_id
      where o.company_id = $1 and o.import_id = $2 and l.source_row = any ($3::int[]) group by 1`,
    [ctx.company.id, importId, rows],
  )
  const visible = new Map(seen.map((one) => [one.row, one.guarded]))
  const numbers = sheets.flatMap(({ columns, rows: own }) => {
    const places = columns.flatMap(({ key }, place) => (key === 'customer' || key === 'identity' ? [place] : []))
    return own.flatMap(({ cells }) => places.flatMap((place) => (cells[place] ? [firstWord(cells[place])] : [])))
  })
  const guarded = await ctx.db.rows<{ known: string }>(
    `select unnest(array[number, identity_number]) as known from parties
      where company_id = $1 and protection <> 'none' and (number = any ($2::text[]) or regexp_replace(identity_number, '\\D', '', 'g') = any ($3::text[]))`,
    [ctx.company.id, numbers, numbers.map((one) => one.replace(/\D/g, ''))],
  )
  const hidden = new Set(guarded.flatMap(({ known }) => (known ? [known, known.replace(/\D/g, '')] : [])))
  const isHidden = (columns: SheetColumn[], row: number, cells: string[]) =>
    !seesProtected(ctx) &&
    (visible.get(row) === true ||
      columns.some(({ key }, place) => {
        const text = key === 'customer' || key === 'identity' ? firstWord(cells[place] ?? '') : ''
        return text !== '' && (hidden.has(text) || hidden.has(text.replace(/\D/g, '')))
      }))
  return sheets.map((sheet) => ({
    ...sheet,
    // A neighbour of another business area stays behind its wall.
    rows: sheet.rows
      .filter(({ row }) => ctx.user.areas === 'all' || wanted.has(row) || visible.has(row))
      .map(({ row, cells }) => ({
        row,
        cells: isHidden(sheet.columns, row, cells)
          ? cells.map((text, place) =>
              personal.has(sheet.columns[place]?.key ?? '') && text ? protectedName[ctx.company.language] : text,
            )
          : cells,
      })),
  }))
}

const firstWord = (text: string): string => text.trim().split(/\s/)[0] ?? ''
