import type { Ctx } from '../../db/context.ts'
import type { Day } from '../../kernel/day.ts'
import { formatMinor } from '../../kernel/money.ts'
import type { Work } from './work.ts'

/** Deliveries that failed or are held, and that no later attempt or other channel has taken over. */
export async function stuckDeliveries({ db, company }: Ctx, verb: string): Promise<Work[]> {
  const rows = await db.rows<{
    currency: string | null
    n: number
    amount: bigint | null
    oldestOn: Day
    held: number
    bounced: number
    refused: number
  }>(
    `select i.currency, count(*)::int as n, sum(i.amount_payable)::bigint as amount, min((d.created_at at time zone $2)::date) as "oldestOn",
            count(*) filter (where d.state = 'held')::int as held, count(*) filter (where last.kind = 'bounced')::int as bounced, count(*) filter (where last.kind = 'refused')::int as refused
       from deliveries d
       left join invoices i on i.company_id = d.company_id and i.id = d.subject_id
       left join lateral (select e.kind from delivery_events e where e.company_id = d.company_id and e.delivery_id = d.id order by e.id desc limit 1) last on true
      where d.company_id = $1 and d.state in ('held', 'failed') and d.subject_kind <> 'notice'
        and not exists (select from deliveries n where n.company_id = d.company_id and n.subject_id = d.subject_id and n.id > d.id)
        and not exists (select from invoice_annulments a where a.company_id = d.company_id and a.invoice_id = d.subject_id)
      group by 1 order by 1`,
    [company.id, company.timeZone],
  )
  if (rows.length === 0) return []
  const sum = (name: 'n' | 'held' | 'bounced' | 'refused') => rows.reduce((all, row) => all + row[name], 0)
  return [
    {
      kind: 'failed-deliveries',
      verb,
      subjectId: null,
      title: null,
      count: sum('n'),
      amounts: rows.flatMap(({ currency, amount }) =>
        currency === null || amount === null ? [] : [{ amount: formatMinor(amount, currency), currency }],
      ),
      oldestOn: rows.map((row) => row.oldestOn).sort()[0]!,
      figures: { held: sum('held'), bounced: sum('bounced'), refused: sum('refused') },
    },
  ]
}
