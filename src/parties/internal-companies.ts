import { closedOnColumn, nameColumn, type SetUpRow, type SetUpTable, words } from '../company/set-up/table.ts'
import { listVerb, saveVerb } from '../company/set-up/verbs-of.ts'
import type { Ctx } from '../db/context.ts'
import { Refused } from '../kernel/problem.ts'
import { saveParties } from './save-parties.ts'

/** Internt företag: an own unit that gets internal invoices: no VAT, own series, settled by transfer. */
export const internalCompanies: SetUpTable = {
  name: 'internal-companies',
  one: 'internal-company',
  db: 'parties',
  title: words('Interna företag', 'Interne selskaper', 'Вътрешни фирми', 'Internal companies'),
  keys: ['number'],
  columns: [
    { key: 'number', kind: 'code', required: true, max: 30, title: words('Nummer', 'Nummer', 'Номер', 'Number') },
    nameColumn,
    { key: 'counterpartyCode', kind: 'code', title: words('Motpart', 'Motpart', 'Контрагент', 'Counterparty') },
    {
      key: 'theirReference',
      kind: 'text',
      title: words('Er referens', 'Deres referanse', 'Ваша референция', 'Your reference'),
    },
    closedOnColumn,
  ],
  read,
  async write(ctx, changes) {
    const saved = await saveParties(
      ctx,
      changes.map(({ after }) => ({
        number: after.number as string,
        kind: 'internal' as const,
        name: after.name as string,
        counterpartyCode: after.counterpartyCode as string | null,
        theirReference: after.theirReference as string | null,
        source: 'set-up',
      })),
    )
    const problems = saved.flatMap((one, i) =>
      one.problems.map((problem) => ({ ...problem, row: changes[i]!.row ?? 0 })),
    )
    if (saved.some((one) => one.outcome === 'rejected')) throw new Refused(problems)
    for (const { after } of changes)
      await ctx.db.query(`update parties set closed_on = $3 where company_id = $1 and number = $2`, [
        ctx.company.id,
        after.number,
        after.closedOn ?? 'infinity',
      ])
  },
}

async function read(ctx: Ctx): Promise<SetUpRow[]> {
  const rows = await ctx.db.rows<Record<string, unknown>>(
    `select number, name, counterparty_code as "counterpartyCode", their_reference as "theirReference", nullif(closed_on, 'infinity')::text as "closedOn"
       from parties where company_id = $1 and kind = 'internal' and merged_into_id is null order by number`,
    [ctx.company.id],
  )
  return rows.map((values) => ({ id: null, values, stored: {} }))
}

export const listInternalCompanies = listVerb(internalCompanies, 'parties')
export const saveInternalCompanies = saveVerb(internalCompanies, 'parties')
