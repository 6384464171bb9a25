import { z } from 'zod'
import type { Ctx, LongCtx } from '../db/context.ts'
import { longVerb } from '../db/verb.ts'
import type { CollectionAnswer } from '../formats/collection/neutral.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/problem.ts'
import type { Incoming, KnownCase } from './adapters/adapter.ts'
import type { Agency } from './agencies.ts'
import { openAdapter, readAgencies } from './agencies.ts'
import { appendEvents } from './events.ts'
import { caseName } from './open-cases.ts'
import { knownRemittance, postRemittance } from './post-remittance.ts'

const fetched = z.object({
  agency: z.string(),
  name: z.string(),
  known: z.boolean(),
  events: z.number(),
  remittances: z.number(),
  problems: z.array(
    z.object({ code: z.string(), message: z.string(), data: z.record(z.string(), z.unknown()).optional() }),
  ),
})
type Fetched = z.output<typeof fetched>

/**
 * Reads what the agencies say: receipts, states, remittances. The same bytes, the same event and the same remittance count
 * once; a file with a problem changes nothing, and lies in `failed` with its reasons beside it.
 */
export const fetchAnswers = longVerb({
  kind: 'long',
  name: 'collection.fetch-answers',
  summary: 'Read receipts, states and remittances of the agencies',
  route: 'POST /collection/answers/fetch',
  input: z.object({}),
  output: z.object({
    files: z.array(fetched),
    problems: z.array(
      z.object({
        agency: z.string(),
        code: z.string(),
        message: z.string(),
        data: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
  }),
  async run(ctx) {
    const files: Fetched[] = []
    const problems: { agency: string; code: string; message: string; data?: Record<string, unknown> }[] = []
    for (const agency of await ctx.transaction((tx) => readAgencies(tx))) {
      if (agency.target !== 'agency') continue
      try {
        const { adapter, cases } = await ctx.transaction(async (tx) => ({
          adapter: await openAdapter(tx, agency),
          cases: await openCasesOf(tx, agency),
        }))
        for await (const incoming of adapter.fetch(cases)) {
          files.push(await takeOne(ctx, agency, incoming))
          ctx.progress(files.length, null, incoming.name)
        }
      } catch (error) {
        // One agency that cannot be reached stops no other.
        for (const { code, message, data } of whyUnreachable(error))
          problems.push({ agency: agency.code, code, message, data: data ?? {} })
      }
    }
    return { files: files.filter((file) => !isSilent(file)), problems }
  },
})

export function whyUnreachable(error: unknown): readonly Problem[] {
  if (error instanceof Refused) return error.problems
  const { message } = error as Error
  return [
    {
      code: 'collection.agency-unreachable',
      message: `the agency does not answer: ${message}`,
      data: { error: message },
    },
  ]
}

/** States asked for and nothing new. */
const isSilent = (file: Fetched): boolean =>
  file.events === 0 && file.remittances === 0 && file.problems.length === 0 && !file.known

const openCasesOf = async ({ db, company }: Ctx, agency: Agency): Promise<KnownCase[]> =>
  (
    await db.rows<{ number: bigint; cases: Record<string, string> | null }>(
      `select c.number, (select e.data -> 'agencyCases' from collection_events e
          where e.company_id = c.company_id and e.case_id = c.id and e.kind = 'accepted' and e.data ? 'agencyCases' order by e.recorded_at desc limit 1) as cases
         from collection_cases c where c.company_id = $1 and c.agency_id = $2 and c.ended_on = 'infinity' order by c.number`,
      [company.id, agency.id],
    )
  ).map((row) => ({ number: caseName(row.number), agencyCases: row.cases ?? {} }))

async function takeOne(ctx: LongCtx, agency: Agency, incoming: Incoming): Promise<Fetched> {
  const base = { agency: agency.code, name: incoming.name }
  try {
    if (incoming.problems.length > 0) throw new Refused([...incoming.problems])
    const stored = await ctx.files.put(ctx.company.id, [incoming.bytes])
    const done = await ctx.transaction((tx) => takeFile(tx, agency, incoming, stored))
    await incoming.putAway([])
    return { ...base, ...done, problems: [] }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    await incoming.putAway(error.problems)
    const problems = error.problems.map(({ code, message, data }) => ({ code, message, data: data ?? {} }))
    return { ...base, known: false, events: 0, remittances: 0, problems }
  }
}

async function takeFile(
  ctx: Ctx,
  agency: Agency,
  incoming: Incoming,
  { sha256, size }: { sha256: string; size: number },
): Promise<{ known: boolean; events: number; remittances: number }> {
  const events = await newEvents(ctx, agency, incoming.answers)
  const remittances = []
  for (const remittance of incoming.remittances)
    if (!(await knownRemittance(ctx, agency, remittance))) remittances.push(remittance)
  // What says nothing new leaves no trace: an agency may be asked every hour.
  if (events.length === 0 && remittances.length === 0)
    return { known: incoming.answers.length + incoming.remittances.length > 0, events: 0, remittances: 0 }
  const fileId = await recordFile(ctx, { agencyId: agency.id, partnerId: null }, incoming.name, { sha256, size })
  const appended = await appendEvents(
    ctx,
    events.map((event) => ({ ...event, fileId })),
  )
  for (const remittance of remittances) await postRemittance(ctx, agency, remittance, fileId)
  return { known: false, events: appended, remittances: remittances.length }
}

/** The bytes are kept with the file store's name; those that came before are the same file. */
export async function recordFile(
  { db, company, user }: Ctx,
  of: { agencyId: Id | null; partnerId: Id | null },
  name: string,
  { sha256, size }: { sha256: string; size: number },
  serialNo: number | null = null,
): Promise<Id> {
  await db.query(
    `insert into files (company_id, sha256, size, media_type, name) values ($1, decode($2, 'hex'), $3, 'application/octet-stream', $4) on conflict do nothing`,
    [company.id, sha256, size, name],
  )
  const id = newId()
  await db.query(
    `insert into collection_files (company_id, id, agency_id, partner_id, direction, format, name, sha256, state, recorded_by, serial_no)
     values ($1, $2, $3, $4, 'in', 'neutral', $5, decode($6, 'hex'), 'read', $7, $8) on conflict do nothing`,
    [company.id, id, of.agencyId, of.partnerId, name, sha256, user.id, serialNo],
  )
  const row = await db.one<{ id: Id }>(
    `select id from collection_files where company_id = $1 and coalesce(agency_id, partner_id) = $2 and direction = 'in' and sha256 = decode($3, 'hex')`,
    [company.id, of.agencyId ?? of.partnerId, sha256],
  )
  return row.id
}

interface Known {
  id: Id
  state: string
  ended: boolean
  watched: boolean
}

/** @throws Refused collection.case-unknown with every case that we have not at this agency */
async function newEvents(ctx: Ctx, agency: Agency, answers: readonly CollectionAnswer[]) {
  const named = [...new Set(answers.map((answer) => answer.case))]
  const rows = await ctx.db.rows<Known & { named: string }>(
    `select distinct on (n.named) n.named, c.id, c.state, c.ended_on < 'infinity' as ended, c.watch_since is not null as watched from unnest($3::text[]) as n (named)
       join collection_cases c on c.company_id = $1 and c.agency_id = $2 and ('K' || c.number = upper(n.named) or c.agency_number = n.named)
      order by n.named, c.number desc`,
    [ctx.company.id, agency.id, named],
  )
  const byName = new Map(rows.map((row) => [row.named, row]))
  const unknown = named.filter((name) => !byName.has(name))
  if (unknown.length > 0)
    throw new Refused(
      unknown.map((name) => ({
        code: 'collection.case-unknown',
        message: `${agency.name} speaks of case ${name}, which we have not given to it: ask it`,
        data: { case: name, agency: agency.code },
      })),
    )
  const sources = await ctx.db.rows<{ caseId: Id; key: string }>(
    `select case_id as "caseId", source_key as key from collection_events where company_id = $1 and case_id = any ($2::uuid[]) and source_key is not null`,
    [ctx.company.id, rows.map((row) => row.id)],
  )
  const known = new Set(sources.map((source) => `${source.caseId} ${source.key}`))
  return answers.flatMap((answer) => {
    const one = byName.get(answer.case)!
    // An ended case hears of money only; its end is not told twice.
    const ends = ['refused', 'withdrawn', 'closed'].includes(answer.kind)
    if (known.has(`${one.id} ${answer.key}`) || (one.ended && (ends || answer.kind !== 'status'))) return []
    return [
      {
        caseId: one.id,
        kind: answer.kind,
        on: answer.on,
        text: answer.text,
        sourceKey: answer.key,
        data: answer.agencyNumber ? { agencyNumber: answer.agencyNumber } : {},
      },
    ]
  })
}
