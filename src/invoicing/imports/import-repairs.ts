import type { Ctx } from '../../db/context.ts'
import { titleOf } from '../../formats/orders/columns.ts'
import type { SheetColumn } from '../../formats/orders/correct-rows.ts'
import { keyOf } from '../../formats/orders/correct-rows.ts'
import { codeOf } from '../../formats/orders/normalise.ts'
import { repairCells } from '../../formats/orders/repair-cells.ts'
import type { Id } from '../../kernel/id.ts'

interface Faulty {
  row: number | null
  column: string | null
  code: string
  data: Record<string, unknown>
}
interface Sheet {
  columns: SheetColumn[]
  rows: { row: number; cells: string[] }[]
}
export interface Repair {
  /** Heading of the cell to look at: the sheet's own, or the template's where the sheet has no such column. */
  heading: string | null
  /** New texts by heading, offered as one press; null: only a person knows. */
  repair: Record<string, string> | null
}

/** Problems that name no column: where the answer would stand. */
const placeOf: Record<string, string> = {
  'order-row.customer-missing': 'customer',
  'order-row.description-missing': 'description',
  'order-row.price-missing': 'unitPrice',
  'order-row.invoice-group-missing': 'invoiceGroup',
  'order-row.vat-code-missing': 'vatCode',
}
const lookUpsMax = 30

/**
 * Where each problem stands in its row and what would put it right, where the row or the register tells: the customer of that very
 * name, a number that differs by one figure, the invoice group and VAT code that all the other rows of the file have.
 */
export async function findRepairs(
  ctx: Ctx,
  importId: Id,
  problems: readonly Faulty[],
  sheets: readonly Sheet[],
): Promise<Repair[]> {
  const language = ctx.company.language
  const placed = problems.map((problem) => {
    const sheet = sheets.find(({ rows }) => rows.some(({ row }) => row === problem.row))
    const cells = sheet?.rows.find(({ row }) => row === problem.row)?.cells
    if (!sheet || !cells) return null
    const named = problem.column ?? placeOf[problem.code] ?? null
    const own = sheet.columns.find(({ heading, key }) => heading === named || (key !== null && key === named))
    const key = own ? own.key : named && (keyOf(named) ?? named)
    const byKey: Record<string, string> = {}
    sheet.columns.forEach((column, place) => {
      if (column.key && cells[place]) byKey[column.key] ??= cells[place]
    })
    const headingOf = (wanted: string) =>
      sheet.columns.find((column) => column.key === wanted)?.heading ?? titleOf(wanted, language)
    return { problem, key, byKey, headingOf, heading: own?.heading ?? (key ? headingOf(key) : null) }
  })
  const usual = await usualOf(ctx, importId)
  const customers = await customersLike(
    ctx,
    placed.flatMap((one) => (one?.problem.code === 'customer.unknown' ? [one.byKey] : [])),
  )
  return placed.map((one) => {
    if (!one) return { heading: null, repair: null }
    const { problem, key, byKey, headingOf, heading } = one
    const found =
      repairCells(problem, key, byKey) ??
      (/invoice-group-(unknown|closed|missing)$/.test(problem.code) && usual.invoiceGroup
        ? { invoiceGroup: usual.invoiceGroup }
        : /vat-code-(unknown|missing)$/.test(problem.code) && usual.vatCode
          ? { vatCode: usual.vatCode }
          : problem.code === 'customer.unknown'
            ? customers(byKey)
            : null)
    const texts = found && Object.entries(found).map(([column, text]) => [headingOf(column), text] as const)
    const says = texts?.every(([where]) => where !== null) ? Object.fromEntries(texts as [string, string][]) : null
    return { heading, repair: says }
  })
}

/** What every order taken from the file has, if they all have the same. */
async function usualOf(
  { db, company }: Ctx,
  importId: Id,
): Promise<{ invoiceGroup: string | null; vatCode: string | null }> {
  const found = await db.maybe<{ groups: string[]; codes: string[] }>(
    `select array_agg(distinct g.code) as groups, array_remove(array_agg(distinct l.vat_code), null) as codes
       from orders o join invoice_groups g on g.company_id = o.company_id and g.id = o.invoice_group_id
       left join order_lines l on l.company_id = o.company_id and l.order_id = o.id and not l.text_only
      where o.company_id = $1 and o.import_id = $2`,
    [company.id, importId],
  )
  const only = (codes: string[] | null | undefined) => (codes?.length === 1 ? codes[0]! : null)
  return { invoiceGroup: only(found?.groups), vatCode: only(found?.codes) }
}

/** The one customer, not protected, of the row's name, or whose number differs from the row's by one figure or two exchanged. */
async function customersLike(
  { db, company }: Ctx,
  rows: readonly Record<string, string>[],
): Promise<(row: Record<string, string>) => { customer: string } | null> {
  const names = [...new Set(rows.flatMap((row) => row.name?.trim().toLowerCase() ?? []))].slice(0, lookUpsMax)
  const numbers = [...new Set(rows.flatMap((row) => (row.customer ? [codeOf(row.customer)] : [])))].slice(0, lookUpsMax)
  const patterns = new Map(numbers.map((number) => [number, nearly(number)]))
  const found = await db.rows<{ number: string; name: string }>(
    `select number, lower(name) as name from parties
      where company_id = $1 and is_customer and protection = 'none' and merged_into_id is null and kind <> 'system'
        and (lower(name) = any ($2::text[]) or number like any ($3::text[])) limit 500`,
    [company.id, names, [...patterns.values()].flat()],
  )
  return (row) => {
    const named = found.filter(({ name }) => row.name && name === row.name.trim().toLowerCase())
    const near = patterns.get(row.customer ? codeOf(row.customer) : '')?.map((pattern) => matcher(pattern)) ?? []
    const candidates = named.length > 0 ? named : found.filter(({ number }) => near.some((like) => like.test(number)))
    return candidates.length === 1 ? { customer: candidates[0]!.number } : null
  }
}

/** LIKE patterns: one figure another, two neighbours exchanged. */
function nearly(number: string): string[] {
  if (!/^[\w-]{3,20}$/.test(number)) return []
  const escaped = [...number].map((sign) => sign.replace('_', '\\_'))
  const other = escaped.map((_, at) => escaped.with(at, '_').join(''))
  const exchanged = escaped.slice(1).map((sign, at) =>
    escaped
      .with(at, sign)
      .with(at + 1, escaped[at]!)
      .join(''),
  )
  return [...other, ...exchanged]
}
const matcher = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/\\_/g, '\u0000')
      .replace(/_/g, '.')
      .replace(/\u0000/g, '_')}$`,
  )

/** Codes that a person may choose among in a column, with their names. */
export async function choicesOf(
  { db, company, today }: Ctx,
  keys: ReadonlySet<string>,
): Promise<Record<string, { code: string; name: string }[]>> {
  const queries: Record<string, string> = {
    invoiceGroup: `select code, name from invoice_groups where company_id = $1 and closed_on > $2 order by code`,
    businessArea: `select code, name from business_areas where company_id = $1 and closed_on > $2 order by code`,
    vatCode: `select code, name from vat_codes where company_id = $1 and valid_from <= $2 and $2 < valid_to order by code`,
    article: `select code, coalesce(names ->> '${company.language}', code) as name from articles where company_id = $1 and closed_on > $2 order by code limit 500`,
  }
  const choices: Record<string, { code: string; name: string }[]> = {}
  for (const key of Object.keys(queries))
    if (keys.has(key)) choices[key] = await db.rows<{ code: string; name: string }>(queries[key]!, [company.id, today])
  return choices
}
