import { debtorOf } from '../countries/claims.ts'
import { country } from '../countries/index.ts'
import type { InterruptionKind } from '../countries/limitation.ts'
import { interruptions } from '../countries/limitation.ts'
import type { Ctx } from '../db/context.ts'
import { sql } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'

export interface Limitation {
  /** The last day on which the claim can be asked for by law. */
  day: Day
  years: number
  source: string
  unverified: boolean
  originOn: Day
  interruptedOn: Day | null
  interruptedBy: InterruptionKind | null
}

interface Row {
  itemId: Id
  dueOn: Day
  originOn: Day
  isPeriodic: boolean
  kind: string
  found: { kind: InterruptionKind; on: Day }[]
}

/** Joined as sets: one by one a claim costs twice as much. */
const chunkMax = 50_000

/** The day on which each claim is barred by time, by item; what its country lets interrupt it counts, the latest first. */
export async function readLimitations(ctx: Ctx, itemIds: readonly Id[]): Promise<Map<Id, Limitation>> {
  const limitations = new Map<Id, Limitation>()
  for (let from = 0; from < itemIds.length; from += chunkMax)
    for (const row of await readRows(ctx, itemIds.slice(from, from + chunkMax)))
      limitations.set(row.itemId, limitationOf(ctx, row))
  return limitations
}

const readRows = ({ db, company }: Ctx, ids: readonly Id[]): Promise<Row[]> =>
  db.rows<Row>(
    sql`with recursive line as (
          -- A claim that was moved arose when the first of its line did.
          select i.id as item_id, e.opened_on, e.continues_id from open_items i join open_items e on e.company_id = i.company_id and e.id = i.continues_id
           where i.company_id = ${company.id} and i.id = any (${ids}::uuid[]) and i.continues_id is not null
          union all select l.item_id, e.opened_on, e.continues_id from line l join open_items e on e.company_id = ${company.id} and e.id = l.continues_id)
        select i.id as "itemId", i.due_on as "dueOn", coalesce(v.supply_on, v.issued_on, o.opened_on, i.opened_on) as "originOn", v.supply_from is not null as "isPeriodic", p.kind,
               coalesce(f.found, '[]') as found
          from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
          left join invoices v on v.company_id = i.company_id and v.id = i.invoice_id
          left join (select item_id, min(opened_on) as opened_on from line group by item_id) o on o.item_id = i.id
          left join (select item_id, json_agg(json_build_object('kind', kind, 'on', on_day)) as found
                       from (select item_id, kind, max(on_day) as on_day from claim_interruption_days(${company.id}, ${ids}::uuid[]) group by item_id, kind) x group by item_id) f on f.item_id = i.id
         where i.company_id = ${company.id} and i.id = any (${ids}::uuid[])`,
  )

function limitationOf(ctx: Ctx, row: Row): Limitation {
  const { claims } = country(ctx.company.country)
  const found = row.found
    .filter(({ kind }) => interruptions[ctx.company.country][kind] !== null)
    .sort((a, b) => (a.on > b.on ? -1 : 1))
  const [last] = found
  // Swedish time runs from when the claim arose; elsewhere from when it could be asked for.
  const originOn = ctx.company.country === 'SE' ? row.originOn : row.dueOn
  const { day, years, source, unverified } = claims.limitationOn({
    originOn,
    interruptedOn: last?.on ?? null,
    decidedOn: found.find(({ kind }) => kind === 'decision')?.on ?? null,
    isRescheduled: found.some(({ kind }) => kind === 'acknowledgement'),
    debtor: debtorOf(row.kind),
    periodic: row.isPeriodic,
  })
  return {
    day,
    years,
    source,
    unverified: unverified ?? false,
    originOn,
    interruptedOn: last?.on ?? null,
    interruptedBy: last?.kind ?? null,
  }
}
