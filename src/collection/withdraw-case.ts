import type { Ctx } from '../db/context.ts'
import type { CollectionReport } from '../formats/collection/neutral.ts'
import { formatMinor } from '../kernel/money.ts'
import type { CaseRow } from './cases.ts'
import { appendEvents } from './events.ts'
import { queueMessages } from './messages.ts'
import { caseName } from './open-cases.ts'
import { remainingOf } from './remaining.ts'

/** Takes a case back: at once where nothing has left; else the other side is told, and the case ends when it says so. */
export async function withdrawCase(ctx: Ctx, one: CaseRow, reason: string, on: CollectionReport['on']): Promise<void> {
  if (await nothingLeft(ctx, one)) {
    await appendEvents(ctx, [{ caseId: one.id, kind: 'withdrawn', on, text: reason }])
    return
  }
  const { adapter } = await ctx.db.one<{ adapter: string }>(
    `select adapter from collection_agencies where company_id = $1 and id = $2`,
    [ctx.company.id, one.agencyId],
  )
  if (adapter === 'paper') {
    await appendEvents(ctx, [{ caseId: one.id, kind: 'withdrawal-asked', on, text: reason }])
    return
  }
  const left = (await remainingOf(ctx, [one.id])).get(one.id) ?? 0n
  const report: CollectionReport = {
    case: caseName(one.number),
    agencyNumber: one.agencyNumber,
    kind: 'withdrawal',
    on,
    currency: one.currency,
    amount: null,
    invoiceNumber: null,
    capital: null,
    interest: null,
    fees: null,
    remaining: formatMinor(left, one.currency),
    text: reason,
  }
  await queueMessages(ctx, [
    {
      agencyId: one.agencyId,
      caseId: one.id,
      kind: 'withdrawal',
      key: `${caseName(one.number)}-withdrawal`,
      body: { report },
      businessAreaId: one.businessAreaId,
    },
  ])
  await appendEvents(ctx, [{ caseId: one.id, kind: 'withdrawal-asked', on, text: reason }])
}

/** True while the other side has nothing of it: then nobody need be told. */
async function nothingLeft({ db, company }: Ctx, one: CaseRow): Promise<boolean> {
  await db.query(`select 1 from collection_messages where company_id = $1 and case_id = $2 order by id for update`, [
    company.id,
    one.id,
  ])
  const { begun } = await db.one<{ begun: boolean }>(
    `select exists (select from collection_messages where company_id = $1 and case_id = $2 and (begun_at is not null or state in ('sending', 'sent')))
         or exists (select from collection_events where company_id = $1 and case_id = $2 and kind in ('handed-over', 'accepted', 'confirmed')) as begun`,
    [company.id, one.id],
  )
  if (begun) return false
  await db.query(
    `update collection_messages set state = 'recalled' where company_id = $1 and case_id = $2 and state in ('waiting', 'held')`,
    [company.id, one.id],
  )
  return true
}
