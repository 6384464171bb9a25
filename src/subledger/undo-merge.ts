import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { asSystem, type Ctx } from '../db/context.ts'
import { amountText, dayText } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import { restoreParty } from '../parties/restore-party.ts'
import { protectedName, seesProtected } from '../parties/sees-protected.ts'
import type { KeptMerge } from './merge-parties.ts'
import { moveItems } from './move-items.ts'
import { readSubledgerSetUp } from './subledger-set-up.ts'

const side = z.object({ number: z.string(), name: z.string() })

/**
 * Two that were made one are two again: what went over goes back, open items by transfer vouchers; what was settled since
 * then stays settled, and what came to the one that remained stays there. Preview first.
 */
export const undoMerge = verb({
  kind: 'write',
  name: 'parties.undo-merge',
  summary: 'Take a merge of two customers back: what went over goes back, what came since stays',
  route: 'POST /parties/{from}/undo-merge',
  ofWholeCompany: true,
  input: z.object({
    from: z.string().meta({ description: 'Number of the party that ended' }),
    preview: z.boolean().default(true),
  }),
  output: z.object({
    preview: z.boolean(),
    from: side,
    into: side,
    mergedOn: dayText,
    items: z.number().int().meta({ description: 'Open items that go back, each by a voucher' }),
    sums: z.array(z.object({ account: z.string(), currency: z.string(), amount: amountText })),
    settled: z.number().int().meta({ description: 'Items that were settled since: they stay as they were settled' }),
    since: z.number().int().meta({ description: 'Documents issued to the one that remained since: they stay with it' }),
    problems: z.array(z.looseObject({ code: z.string(), message: z.string() })),
  }),
  async run(ctx, input) {
    return asSystem(ctx, async (system) => {
      const merge = await readMerge(system, input.from.trim())
      const items = await wentOver(system, merge)
      const open = items.filter((item) => item.open !== 0n)
      const problems = problemsOf(merge)
      const named = (number: string, name: string) => ({
        number,
        name: merge.protected && !seesProtected(ctx) ? protectedName[ctx.company.language] : name,
      })
      const report = {
        from: named(merge.from, merge.fromName),
        into: named(merge.into, merge.intoName),
        mergedOn: merge.mergedOn,
        items: open.length,
        sums: sumsOf(open),
        settled: items.filter((item) => item.open === 0n && !item.wentOn).length,
        since: Number(merge.since),
        problems: problems.map((problem) => ({ ...problem })),
      }
      if (input.preview) return { preview: true, ...report }
      if (problems.length > 0) throw new Refused(problems, 409)
      const text = `${merge.into} → ${merge.from}`
      await restoreParty(system, merge.fromId, merge.intoId, merge.carried)
      await system.db.query(`select restore_claims($1, $2, $3, $4, $5, $6, $7, $8)`, [
        ctx.company.id,
        merge.fromId,
        merge.intoId,
        JSON.stringify(merge.carried.claims),
        ctx.today,
        ctx.user.id,
        newId(),
        text,
      ])
      if (open.length > 0)
        await moveItems(
          system,
          open.map((item) => ({ itemId: item.id, to: { partyId: merge.fromId } })),
          await readSubledgerSetUp(system),
          { on: ctx.today, text },
        )
      await system.db.query(
        `insert into party_merges_undone (company_id, merge_id, undone_on, recorded_at, recorded_by) values ($1, $2, $3, $4, $5)`,
        [ctx.company.id, merge.id, ctx.today, ctx.now, ctx.user.id],
      )
      await audit(ctx, {
        verb: 'parties.undo-merge',
        subjects: [merge.fromId, merge.intoId],
        summary: { from: merge.from, into: merge.into, items: open.length },
      })
      return { preview: false, ...report }
    })
  },
})

interface Merge {
  id: Id
  fromId: Id
  intoId: Id
  from: string
  into: string
  fromName: string
  intoName: string
  mergedOn: Day
  carried: KeptMerge
  /** The one that remains, by now: another where it was merged on. */
  ledTo: string
  since: bigint
  protected: boolean
  protectedSince: boolean
  forgotten: boolean
  identityTaken: string | null
}

/** The merge that ended the party of this number, and what has become of the two; both are held as they are. */
async function readMerge(ctx: Ctx, from: string): Promise<Merge> {
  const { db, company } = ctx
  const party = await db.maybe<{ id: Id; mergedInto: Id | null }>(
    `select id, merged_into_id as "mergedInto" from parties where company_id = $1 and number = $2`,
    [company.id, from],
  )
  if (!party) return refuse('party.unknown', `there is no customer or supplier ${from}`, { party: from }, 404)
  if (!party.mergedInto) return refuse('merge.none', `${from} is not merged into another`, { from }, 409)
  const merge = await db.maybe<{ id: Id; intoId: Id }>(
    `select m.id, m.into_id as "intoId" from party_merges m where m.company_id = $1 and m.from_id = $2
        and not exists (select from party_merges_undone u where u.company_id = m.company_id and u.merge_id = m.id) order by m.id desc limit 1`,
    [company.id, party.id],
  )
  if (!merge)
    return refuse(
      'merge.not-kept',
      `what went over when ${from} was merged was not kept at that time: it cannot be taken back by itself`,
      { from },
      409,
    )
  await db.query(`select from parties where company_id = $1 and id = any ($2::uuid[]) order by id for update`, [
    company.id,
    [party.id, merge.intoId],
  ])
  return db.one<Merge>(
    `select m.id, m.from_id as "fromId", m.into_id as "intoId", f.number as from, t.number as into, f.name as "fromName", t.name as "intoName", m.merged_on as "mergedOn", m.carried,
            r.number as "ledTo", (select count(*) from invoices i where i.company_id = m.company_id and i.party_id = m.into_id and i.id > m.id) as since,
            f.protection <> 'none' or t.protection <> 'none' as protected, f.protection <> t.protection as "protectedSince",
            exists (select from party_versions v where v.company_id = m.company_id and v.party_id in (f.id, t.id) and v.erased_at is not null) as forgotten,
            (select o.number from parties o where o.company_id = f.company_id and o.country = f.country and o.identity_number = f.identity_number and o.merged_into_id is null and o.kind <> 'internal'
                and not (o.id = t.id and (m.carried #>> '{given,identity}')::boolean)) as "identityTaken"
       from party_merges m join parties f on f.company_id = m.company_id and f.id = m.from_id join parties t on t.company_id = m.company_id and t.id = m.into_id
       join parties r on r.company_id = f.company_id and r.id = f.merged_into_id where m.company_id = $1 and m.id = $2`,
    [company.id, merge.id],
  )
}

function problemsOf(merge: Merge): Problem[] {
  const { from, into } = merge
  const problems: Problem[] = []
  const add = (code: string, message: string, data: Record<string, string> = {}) =>
    problems.push({ code, message, data: { from, into, ...data } })
  if (merge.ledTo !== into) {
    add('merge.went-on', `${into} was merged into ${merge.ledTo} after that: take that merge back first`, {
      to: merge.ledTo,
    })
    return problems
  }
  if (merge.forgotten) add('merge.forgotten', 'one of the two has been forgotten: what was personal is gone')
  else if (merge.protectedSince)
    add(
      'merge.protected-since',
      `the protection of ${into} was changed after the merge: its data cannot be parted by itself`,
    )
  if (merge.identityTaken)
    add('merge.identity-taken', `the identity number of ${from} belongs to ${merge.identityTaken} by now`, {
      holder: merge.identityTaken,
    })
  return problems
}

/** The items that went over, what continues them, and what is charged beside them, where the other still has them. */
const wentOver = ({ db, company }: Ctx, merge: Merge) =>
  db.rows<{ id: Id; account: string; currency: string; open: bigint; wentOn: boolean }>(
    `with recursive went as (
       select i.id from open_items i where i.company_id = $1 and i.id = any ($2::uuid[])
       union select n.id from went w join open_items n on n.company_id = $1 and (n.continues_id = w.id or n.main_item_id = w.id))
     select i.id, i.account, i.currency, i.amount_open as open,
            exists (select from open_items c where c.company_id = i.company_id and c.continues_id = i.id) as "wentOn"
       from went w join open_items i on i.company_id = $1 and i.id = w.id where i.party_id = $3 order by i.id`,
    [company.id, merge.carried.items, merge.intoId],
  )

function sumsOf(items: readonly { account: string; currency: string; open: bigint }[]) {
  const sums = new Map<string, { account: string; currency: string; amount: bigint }>()
  for (const { account, currency, open } of items) {
    const sum = sums.get(`${account} ${currency}`) ?? { account, currency, amount: 0n }
    sums.set(`${account} ${currency}`, { ...sum, amount: sum.amount + open })
  }
  return [...sums.values()].map((sum) => ({ ...sum, amount: formatMinor(sum.amount, sum.currency) }))
}
