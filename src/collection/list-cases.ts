import { z } from 'zod'
import { dayText, id, paging } from '../db/schemas.ts'
import { raw, sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { formatMinor } from '../kernel/money.ts'
import { caseColumns } from './cases.ts'
import { partyShape, shownParty } from './shapes.ts'

const row = z.object({
  caseId: id,
  case: z.string(),
  target: z.enum(['agency', 'court']),
  agency: z.object({ code: z.string(), name: z.string() }),
  party: partyShape,
  currency: z.string(),
  state: z.string(),
  openedOn: dayText,
  endedOn: dayText.nullable(),
  watchSince: dayText.nullable(),
  agencyNumber: z.string().nullable(),
  handedOver: z.string().meta({ description: 'Capital, interest and fees when it was handed over' }),
  open: z.string(),
  lastOn: dayText.nullable(),
  waiting: z.number().meta({ description: 'Messages that have not been sent' }),
  held: z.number().meta({ description: 'Messages that wait for a person, or were refused' }),
})

export const listCases = verb({
  kind: 'read',
  name: 'collection.list-cases',
  summary: 'List the cases at agencies and courts',
  route: 'GET /collection/cases',
  input: z.object({
    target: z.enum(['agency', 'court']).optional(),
    agency: z.string().optional(),
    party: z.string().optional().meta({ description: 'Customer number' }),
    state: z.enum(['open', 'watch', 'ended', 'trouble', 'all']).default('open'),
    ...paging,
  }),
  output: z.object({ rows: z.array(row), next: z.string().nullable() }),
  async run(ctx, input) {
    const found = await ctx.db.rows<{
      id: string
      number: bigint
      target: 'agency' | 'court'
      currency: string
      state: string
      openedOn: z.output<typeof dayText>
      endedOn: z.output<typeof dayText> | null
      watchSince: z.output<typeof dayText> | null
      agencyNumber: string | null
      handed: bigint
      open: bigint
      lastOn: z.output<typeof dayText> | null
      waiting: number
      held: number
      agencyCode: string
      agencyName: string
      partyId: string
      partyNumber: string
      partyName: string
      protection: string
    }>(
      sql`select x.*, p.number as "partyNumber", p.name as "partyName", p.protection, g.code as "agencyCode", g.name as "agencyName" from (
            select ${raw(caseColumns)}, c.amount_capital + c.amount_interest + c.amount_fees as handed,
                   (select coalesce(sum(i.amount_open), 0)::int8 from collection_case_items t join open_items i on i.company_id = t.company_id and i.id = t.item_id
                     where t.company_id = c.company_id and t.case_id = c.id) as open,
                   (select max(e.happened_on) from collection_events e where e.company_id = c.company_id and e.case_id = c.id) as "lastOn",
                   (select count(*)::int from collection_messages m where m.company_id = c.company_id and m.case_id = c.id and m.state in ('waiting', 'sending')) as waiting,
                   (select count(*)::int from collection_messages m where m.company_id = c.company_id and m.case_id = c.id and m.state in ('held', 'refused')) as held
              from collection_cases c where c.company_id = ${ctx.company.id}) x
            join parties p on p.company_id = ${ctx.company.id} and p.id = x."partyId"
            join collection_agencies g on g.company_id = ${ctx.company.id} and g.id = x."agencyId"
           where (${input.target ?? null}::text is null or x.target = ${input.target ?? null}) and (${input.agency ?? null}::text is null or g.code = ${input.agency ?? null})
             and (${input.party ?? null}::text is null or p.number = ${input.party ?? null})
             and (case ${input.state}::text when 'open' then x."endedOn" is null and x."watchSince" is null when 'watch' then x."watchSince" is not null
                  when 'ended' then x."endedOn" is not null when 'trouble' then x.held > 0 else true end)
             and (${input.after ?? null}::int8 is null or x.number < ${input.after ?? null}::int8)
           order by x.number desc limit ${input.limit + 1}`,
    )
    const page = found.slice(0, input.limit)
    return {
      rows: page.map((one) => ({
        caseId: one.id,
        case: `K${one.number}`,
        target: one.target,
        agency: { code: one.agencyCode, name: one.agencyName },
        party: shownParty(
          { id: one.partyId, number: one.partyNumber, name: one.partyName, protection: one.protection },
          ctx.company.language,
        ),
        currency: one.currency,
        state: one.state,
        openedOn: one.openedOn,
        endedOn: one.endedOn,
        watchSince: one.watchSince,
        agencyNumber: one.agencyNumber,
        handedOver: formatMinor(one.handed, one.currency),
        open: formatMinor(one.open, one.currency),
        lastOn: one.lastOn,
        waiting: one.waiting,
        held: one.held,
      })),
      next: found.length > input.limit ? String(page.at(-1)!.number) : null,
    }
  },
})
