import type { Ctx } from '../db/context.ts'
import { closedOnColumn, codeColumn, type SetUpRow, type SetUpTable, words } from './set-up/table.ts'
import { listVerb, saveVerb } from './set-up/verbs-of.ts'
import { vatCodes } from './vat-codes.ts'

export const articles: SetUpTable = {
  name: 'articles',
  one: 'article',
  db: 'articles',
  hasId: true,
  title: words('Artiklar', 'Artikler', 'Артикули', 'Articles'),
  keys: ['code'],
  closes: 'closedOn',
  columns: [
    codeColumn,
    { key: 'names', kind: 'words', required: true, title: words('Benämning', 'Benevnelse', 'Наименование', 'Name') },
    { key: 'unit', kind: 'text', required: true, max: 20, title: words('Enhet', 'Enhet', 'Мярка', 'Unit') },
    {
      key: 'unitCode',
      kind: 'code',
      default: 'C62',
      max: 3,
      title: words('Enhetskod', 'Enhetskode', 'Код на мярка', 'Unit code'),
    },
    { key: 'unitPrice', kind: 'decimal', title: words('À-pris', 'Enhetspris', 'Единична цена', 'Unit price') },
    { key: 'currency', kind: 'code', title: words('Valuta', 'Valuta', 'Валута', 'Currency') },
    {
      key: 'vatCode',
      kind: 'code',
      required: true,
      ref: vatCodes,
      title: words('Momskod', 'Mva-kode', 'ДДС код', 'VAT code'),
    },
    closedOnColumn,
  ],
  check: ({ names, currency }, { ctx }) => [
    ...((names as Record<string, string>)[ctx.company.language]
      ? []
      : [
          {
            code: 'article.name-missing',
            message: `the name in the company's language (${ctx.company.language}) is missing`,
            column: 'names',
          },
        ]),
    ...(currency === null || /^[A-Z]{3}$/.test(String(currency))
      ? []
      : [
          {
            code: 'currency.unknown',
            message: `${String(currency)} is not a currency code such as EUR`,
            column: 'currency',
          },
        ]),
  ],
  used,
}

async function used(ctx: Ctx, rows: readonly SetUpRow[]): Promise<Set<SetUpRow>> {
  const inUse = new Set(
    (
      await ctx.db.rows<{ id: string }>(
        `select id from unnest($2::uuid[]) as c (id) where exists (select from invoice_lines l where l.company_id = $1 and l.article_id = c.id)
            or exists (select from order_lines l where l.company_id = $1 and l.article_id = c.id)`,
        [ctx.company.id, rows.map((row) => row.id)],
      )
    ).map((row) => row.id),
  )
  return new Set(rows.filter((row) => inUse.has(row.id!)))
}

export const listArticles = listVerb(articles)
export const saveArticles = saveVerb(articles)
