import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx, LongCtx } from '../../db/context.ts'
import { insertRows } from '../../db/insert.ts'
import { longVerb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import type { PartyFacts } from '../../parties/queries.ts'
import { readParties } from '../../parties/queries.ts'
import { usableAddress } from '../../parties/usable-address.ts'
import { periodOf } from '../movement-list.ts'
import { sendStatementsThatWait } from './deliver-statements.ts'
import type { CustomerStatement } from './read-statements.ts'
import { partiesWithStatements, readStatements } from './read-statements.ts'
import { namedParties, statementParameters } from './report.ts'

/** Customers of one transaction. */
const chunkMax = 200

const answer = z.object({
  statements: z.number(),
  eMail: z.number(),
  print: z.number(),
  known: z.number().meta({ description: 'Customers who got the same today already' }),
  leftOut: z.array(z.object({ customer: z.string(), why: z.enum(['nothing-open', 'no-address', 'forgotten']) })),
  sent: z.number().meta({ description: 'Mails that have left' }),
})
type Answer = z.output<typeof answer>

/**
 * Statements of account as letters: to one customer or many, by mail where it was accepted, else on paper. What is said is kept
 * as it was said. `preview` tells who would get one and how, and stores nothing; the sheet itself is reports.statement-pdf.
 */
export const sendStatements = longVerb({
  kind: 'long',
  name: 'dunning.send-statements',
  summary: 'Send statements of account by mail or on paper',
  route: 'POST /account-statements',
  input: statementParameters.extend({
    onlyOpen: z.boolean().default(true).meta({ description: 'Only who owes something on the last day' }),
    text: z.string().trim().max(1000).optional().meta({ description: 'A line above the statement' }),
    preview: z.boolean().default(false),
  }),
  output: answer,
  async run(ctx, { onlyOpen, text, preview, ...given }) {
    const total: Answer = { statements: 0, eMail: 0, print: 0, known: 0, leftOut: [], sent: 0 }
    // Statements tell of all areas of a customer, or of the one area of who sends them.
    const areaId = ctx.user.areas === 'all' ? null : oneArea(ctx.user.areas)
    const named = await ctx.transaction((tx) => namedParties(tx, given))
    let after: string | null = null
    for (let at = 0; ; ) {
      const done = await ctx.transaction(async (tx) => {
        const period = periodOf(tx, given)
        const page = named
          ? named.slice(at, at + chunkMax).map((id) => ({ id, number: '' }))
          : await partiesWithStatements(tx, period, after, chunkMax)
        if (page.length === 0) return null
        const statements = await readStatements(
          tx,
          page.map((party) => party.id),
          period,
        )
        await queue(tx, statements, { onlyOpen, text: text || null, preview, areaId }, total)
        return { last: page.at(-1)!.number, count: page.length }
      })
      if (!done) break
      at += done.count
      after = done.last
      ctx.progress(at, named?.length ?? null)
    }
    if (!preview) total.sent = await sendNow(ctx, total)
    return total
  },
})

const oneArea = (areas: readonly Id[]): Id =>
  areas.length === 1
    ? areas[0]!
    : refuse(
        'statement.one-area',
        'a statement tells of one business area or of all: ask somebody who sees all of them',
        {},
        403,
      )

const sendNow = async (ctx: LongCtx, { eMail }: Answer): Promise<number> =>
  eMail === 0 ? 0 : (await sendStatementsThatWait(ctx)).sent

interface How {
  onlyOpen: boolean
  text: string | null
  preview: boolean
  areaId: Id | null
}

async function queue(ctx: Ctx, statements: readonly CustomerStatement[], how: How, total: Answer): Promise<void> {
  const { db, company, user, today } = ctx
  const parties = await readParties(
    db,
    company.id,
    statements.map((one) => one.partyId),
    today,
  )
  const ready = statements.flatMap((statement) => {
    const party = parties.get(statement.partyId)!
    const why = leftOutFor(statement, party, how)
    if (why) {
      total.leftOut.push({ customer: statement.partyNumber, why })
      return []
    }
    return [{ id: newId(), statement, party, channel: usableAddress(party, 'e-mail', today) ? 'e-mail' : 'print' }]
  })
  const known = new Set(
    (
      await db.rows<{ partyId: Id }>(
        `select party_id as "partyId" from account_statements where company_id = $1 and party_id = any ($2::uuid[]) and made_on = $3 and from_on = $4 and to_on = $5
            and business_area_id is not distinct from $6`,
        [
          company.id,
          ready.map((one) => one.party.id),
          today,
          statements[0]?.from ?? today,
          statements[0]?.to ?? today,
          how.areaId,
        ],
      )
    ).map((row) => row.partyId),
  )
  total.known += known.size
  const fresh = ready.filter((one) => !known.has(one.party.id))
  total.statements += fresh.length
  total.eMail += fresh.filter((one) => one.channel === 'e-mail').length
  total.print += fresh.filter((one) => one.channel === 'print').length
  if (how.preview || fresh.length === 0) return
  const tenant = {
    company_id: { type: 'uuid' as const, value: company.id },
    business_area_id: { type: 'uuid' as const, value: how.areaId },
  }
  await insertRows(
    db,
    'account_statements',
    {
      id: 'uuid',
      party_id: 'uuid',
      party_version_no: 'int4',
      language: 'text',
      from_on: 'date',
      to_on: 'date',
      sections: 'jsonb',
    },
    fresh.map(({ id, statement, party }) => ({
      id,
      party_id: party.id,
      party_version_no: party.versionNo,
      language: party.language,
      from_on: statement.from,
      to_on: statement.to,
      sections: statement.currencies,
    })),
    {
      ...tenant,
      company_version_no: { type: 'int4', value: company.versionNo },
      made_on: { type: 'date', value: today },
      text: { type: 'text', value: how.text },
      recorded_by: { type: 'uuid', value: user.id },
    },
  )
  await insertRows(
    db,
    'deliveries',
    { id: 'uuid', subject_id: 'uuid', channel: 'text', party_id: 'uuid' },
    fresh.map(({ id, party, channel }) => ({ id: newId(), subject_id: id, channel, party_id: party.id })),
    {
      ...tenant,
      subject_kind: { type: 'text', value: 'statement' },
      created_by: { type: 'uuid', value: user.id },
    },
  )
  await audit(ctx, {
    verb: 'dunning.send-statements',
    subjects: fresh.map((one) => one.party.id),
    summary: { statements: fresh.length },
    businessAreaId: how.areaId,
  })
}

function leftOutFor(
  statement: CustomerStatement,
  party: PartyFacts,
  { onlyOpen }: How,
): Answer['leftOut'][number]['why'] | null {
  if (!party.buyer) return 'forgotten'
  if (onlyOpen && !statement.currencies.some((one) => one.openItems.length > 0 && !/^-|^0(\.0*)?$/.test(one.closing)))
    return 'nothing-open'
  const { address } = party.buyer
  const reachable =
    party.protection === 'none'
      ? Boolean(
          address.street || address.postCode || address.city || party.channels.some((row) => row.channel === 'e-mail'),
        )
      : party.hasForwardingAddress
  return reachable ? null : 'no-address'
}
