import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx, LongCtx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import { longVerb } from '../db/verb.ts'
import { placeHolds } from '../invoicing/holds/place-holds.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import { keepAnswer } from './answers.ts'
import type { Bureau, Change, Changes } from './bureau/bureau.ts'
import { openBureau } from './bureau/open-bureau.ts'
import { readBureauSettings } from './bureau/settings.ts'

/** A bureau that never comes to the end of its list is left for the next time. */
const pagesMax = 100

/**
 * Fetches what the bureaus have to tell; meant for each day. A change told twice is one. Who went bankrupt is not asked for money from
 * here on: a hold, and work for a person. Of whom we do not monitor nothing is kept. A bureau that fails stops no other.
 */
export const readChanges = longVerb({
  kind: 'long',
  name: 'credit.read-changes',
  summary: 'Fetch what credit bureaus tell of the customers and suppliers that are monitored',
  route: 'POST /credit/read-changes',
  input: z.object({}),
  output: z.object({
    changes: z.number().int(),
    known: z.number().int().meta({ description: 'Told before' }),
    notOurs: z.number().int().meta({ description: 'Of numbers that are not monitored; nothing of them is kept' }),
    answers: z.number().int().meta({ description: 'Answers to earlier questions' }),
    holds: z.number().int().meta({ description: 'Bankruptcies that now stop the chain of claims' }),
    problems: z.array(z.object({ bureau: z.string(), code: z.string(), message: z.string() })),
  }),
  async run(ctx) {
    const total = { changes: 0, known: 0, notOurs: 0, answers: 0, holds: 0, problems: [] as Told[] }
    for (const setting of await ctx.transaction(readBureauSettings)) {
      try {
        await readAll(ctx, await ctx.transaction((tx) => openBureau(tx, setting)), total)
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        total.problems.push(...error.problems.map(({ code, message }) => ({ bureau: setting.code, code, message })))
      }
    }
    return total
  },
})

type Told = Pick<Problem, 'code' | 'message'> & { bureau: string }
interface Total {
  changes: number
  known: number
  notOurs: number
  answers: number
  holds: number
  problems: Told[]
}

async function readAll(ctx: LongCtx, bureau: Bureau, total: Total): Promise<void> {
  for (let page = 0; page < pagesMax; page++) {
    const cursor = await ctx.transaction(async ({ db, company }) => {
      const row = await db.maybe<{ cursor: string | null }>(
        `select cursor from credit_bureau_readings where company_id = $1 and bureau = $2`,
        [company.id, bureau.code],
      )
      return row?.cursor ?? null
    })
    const found = await bureau.readChanges(cursor).catch((error: unknown) => unreachable(bureau, error))
    const kept = await ctx.transaction((tx) => asSystem(tx, (system) => keep(system, bureau.code, cursor, found)))
    await found.settle?.().catch((error: unknown) => unreachable(bureau, error))
    total.changes += kept.changes
    total.known += kept.known
    total.notOurs += kept.notOurs
    total.answers += kept.answers
    total.holds += kept.holds
    // Pages may overlap: a message that cannot be read is told once.
    for (const message of found.problems)
      if (!total.problems.some((told) => told.bureau === bureau.code && told.message === message))
        total.problems.push({ bureau: bureau.code, code: 'credit.bureau-message', message })
    if (!found.more) return
  }
}

function unreachable({ code }: Bureau, error: unknown): never {
  if (error instanceof Refused) throw error
  const why = (error as Error).message
  return refuse('credit.bureau-failed', `bureau ${code}: ${why}`, { bureau: code, why }, 502)
}

/** One page in one transaction, with the place where the next begins: a crash reads it again, and finds it known. */
async function keep(ctx: Ctx, bureau: string, cursor: string | null, found: Changes) {
  const { db, company } = ctx
  const monitored = await db.rows<{ partyId: Id; identityNumber: string }>(
    `select p.id as "partyId", p.identity_number as "identityNumber" from credit_monitorings m join parties p on p.company_id = m.company_id and p.id = m.party_id
      where m.company_id = $1 and m.bureau = $2 and m.ended_on = 'infinity' and p.protection = 'none' and regexp_replace(p.identity_number, '[\\s.-]', '', 'g') = any ($3::text[])`,
    [company.id, bureau, [...new Set(found.changes.map((change) => change.identityNumber))]],
  )
  const partyOf = new Map(monitored.map((row) => [row.identityNumber.replace(/[\s.-]/g, ''), row.partyId]))
  const ours = [
    ...new Map(
      found.changes.filter((one) => partyOf.has(one.identityNumber)).map((one) => [one.externalId, one]),
    ).values(),
  ]
  const knownIds = new Set(
    (
      await db.rows<{ id: string }>(
        `select external_id as id from credit_changes where company_id = $1 and bureau = $2 and external_id = any ($3::text[])`,
        [company.id, bureau, ours.map((change) => change.externalId)],
      )
    ).map((row) => row.id),
  )
  const fresh = ours.filter((change) => !knownIds.has(change.externalId))
  const holds = await holdBankrupt(ctx, bureau, fresh, partyOf)
  const made = await insertRows(
    db,
    'credit_changes',
    {
      id: 'uuid',
      party_id: 'uuid',
      external_id: 'text',
      kind: 'text',
      changed_on: 'date',
      text: 'text',
      hold_id: 'uuid',
    },
    fresh.map((change) => ({
      id: newId(),
      party_id: partyOf.get(change.identityNumber)!,
      external_id: change.externalId,
      kind: change.kind,
      changed_on: change.changedOn,
      text: change.text,
      hold_id: holds.get(change.externalId) ?? null,
    })),
    {
      company_id: { type: 'uuid', value: company.id },
      bureau: { type: 'text', value: bureau },
      recorded_at: { type: 'timestamptz', value: ctx.now },
    },
  )
  let answers = 0
  for (const { checkId, answer } of found.answers) {
    const asked = await db.maybe<{ partyId: Id }>(
      `select party_id as "partyId" from credit_checks where company_id = $1 and id = $2 and bureau = $3`,
      [company.id, checkId, bureau],
    )
    if (asked && (await keepAnswer(ctx, checkId, asked.partyId, answer))) answers += 1
  }
  await db.query(
    `insert into credit_bureau_readings (company_id, bureau, cursor, read_at) values ($1, $2, $3, $4)
     on conflict (company_id, bureau) do update set cursor = excluded.cursor, read_at = excluded.read_at`,
    [company.id, bureau, found.cursor ?? cursor, ctx.now],
  )
  if (made + answers > 0)
    await audit(ctx, {
      verb: 'credit.read-changes',
      subjects: [...new Set(fresh.map((change) => partyOf.get(change.identityNumber)!))],
      summary: { bureau, changes: made, answers, holds: holds.size },
    })
  return {
    changes: made,
    known: found.changes.filter((one) => partyOf.has(one.identityNumber)).length - made,
    notOurs: found.changes.filter((one) => !partyOf.has(one.identityNumber)).length,
    answers,
    holds: holds.size,
  }
}

/** One hold a party, whoever tells of the bankruptcy: in Sweden the claim is then filed with the administrator, not asked for. */
async function holdBankrupt(
  ctx: Ctx,
  bureau: string,
  fresh: readonly Change[],
  partyOf: ReadonlyMap<string, Id>,
): Promise<Map<string, Id>> {
  const bankrupt = new Map<Id, Change>()
  for (const change of fresh)
    if (change.kind === 'bankrupt') {
      const partyId = partyOf.get(change.identityNumber)!
      if (!bankrupt.has(partyId)) bankrupt.set(partyId, change)
    }
  const held = await ctx.db.rows<{ id: Id }>(
    `select party_id as id from holds where company_id = $1 and party_id = any ($2::uuid[]) and kind = 'bankrupt' and released_at is null and $3 < to_on`,
    [ctx.company.id, [...bankrupt.keys()], ctx.today],
  )
  for (const { id } of held) bankrupt.delete(id)
  const rows = [...bankrupt]
  const ids = await placeHolds(
    ctx,
    rows.map(([partyId, change]) => ({
      kind: 'bankrupt',
      partyId,
      fromOn: change.changedOn < ctx.today ? change.changedOn : ctx.today,
      reason: change.text ?? bureau,
      source: bureau,
    })),
  )
  return new Map(rows.map(([, change], i) => [change.externalId, ids[i]!]))
}
