import { needEveryArea } from '../access/every-area.ts'
import type { Company, Ctx, Edge, LongCtx, User } from '../db/context.ts'
import type { Pool } from '../db/pool.ts'
import { hot } from '../db/sql.ts'
import { threadsOf } from '../db/threads.ts'
import type { Db } from '../db/transaction.ts'
import { withTenant } from '../db/transaction.ts'
import type { Later, ShortVerb, Verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import { dayOf } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { enqueue } from './enqueue.ts'
import { followUps } from './follow-ups.ts'

/** What a process has open; the clock is a function so that stories can move it. */
export interface Installation {
  pool: Pool
  files: Edge['files']
  settings: Edge['settings']
  log: Edge['log']
  clock: () => Date
}

export interface Caller {
  companyId: Id
  user: User
  progress?: Edge['progress']
  /** Overrides the day (stories, replays); default: the clock in the company's time zone. */
  today?: Day
}

/** Runs one verb for a caller whose right to it has been checked: HTTP, CLI, schedules and tests all come through here. */
export async function perform(
  installation: Installation,
  verb: Verb,
  caller: Caller,
  input: unknown,
): Promise<unknown> {
  if (verb.ofWholeCompany) needEveryArea(caller.user)
  const parsed = verb.input.parse(input)
  const answer =
    verb.kind === 'write'
      ? await performWrite(installation, verb, caller, parsed)
      : await performOther(installation, verb, caller, parsed)
  await goOn(installation, verb, caller, parsed)
  return answer
}

/** What follows a verb that was done, whoever opened its transaction: at once, and what it leaves for later. */
export async function goOn(installation: Installation, verb: Verb, caller: Caller, parsed: unknown): Promise<void> {
  for (const next of followUps.get(verb.name) ?? []) await follow(installation, await next(), caller)
  const later = verb.kind === 'write' ? verb.later?.(parsed) : null
  if (later) await enqueueLater(installation, caller.companyId, later)
}

async function performOther(installation: Installation, verb: Verb, caller: Caller, parsed: unknown): Promise<unknown> {
  const edge = await edgeOf(installation, caller)
  return verb.kind === 'long'
    ? verb.run(longCtx(installation, edge), parsed)
    : inTransaction(installation, edge, (ctx) => verb.run(ctx, parsed), !verb.recordsLooks)
}

/** One begin and one commit: the company is read in the same transaction. (Reading verbs choose their isolation, which comes first.) */
async function performWrite(
  installation: Installation,
  verb: ShortVerb,
  caller: Caller,
  parsed: unknown,
): Promise<unknown> {
  const now = installation.clock()
  const work = async (db: Db) => {
    const edge = edgeFrom(installation, caller, await readCompany(db, caller.companyId), now)
    return verb.run({ ...edge, db }, parsed)
  }
  return withTenant(installation.pool, tenantOf(caller), work, short)
}

// Short verbs have no effect outside of the database, so one that lost a deadlock simply runs again.
const short = { retry: true }

/** What was done is done: trouble with what follows is told to the log, and met again the next time. */
async function follow(installation: Installation, verb: Verb, { companyId, today }: Caller): Promise<void> {
  const system: Caller = { companyId, user: systemUser, ...(today ? { today } : {}) }
  await perform(installation, verb, system, {}).catch((err: unknown) =>
    installation.log.error({ err, verb: verb.name }, 'what follows by itself broke off'),
  )
}

const enqueueLater = (installation: Installation, companyId: Id, { verb, afterSeconds }: Later): Promise<unknown> =>
  withTenant(installation.pool, { companyId, areas: 'all', system: true }, (db) =>
    enqueue(db, { companyId, verb, input: {}, userId: null, afterSeconds }),
  )

/**
 * A verb's answer as its description tells it: what the description does not name does not leave the program. An answer
 * that differs is a mistake of ours, told to the log; what was done is done, so it is answered all the same.
 */
export function answerOf(installation: Installation, verb: Verb, output: unknown): unknown {
  const parsed = verb.output.safeParse(output)
  if (parsed.success) return parsed.data
  installation.log.error(
    { verb: verb.name, issues: parsed.error.issues.slice(0, 10) },
    'an answer differs from its description',
  )
  return output
}

/** The caller's surroundings, without a transaction: for calling verbs' functions directly. */
export async function edgeOf(installation: Installation, caller: Caller): Promise<Edge> {
  const now = installation.clock()
  const company = await withTenant(installation.pool, tenantOf(caller), (db) => readCompany(db, caller.companyId), {
    readOnly: true,
  })
  return edgeFrom(installation, caller, company, now)
}

const edgeFrom = (installation: Installation, caller: Caller, company: Company, now: Date): Edge => ({
  company,
  user: caller.user,
  now,
  today: caller.today ?? dayOf(now, company.timeZone),
  files: installation.files,
  settings: installation.settings,
  log: installation.log,
  progress: caller.progress ?? (() => {}),
})

export const longCtx = (installation: Installation, edge: Edge): LongCtx => ({
  ...edge,
  threads: threadsOf(installation.pool),
  transaction: (work, options) =>
    withTenant(
      installation.pool,
      tenantOf({ companyId: edge.company.id, user: edge.user }),
      (db) => work({ ...edge, db }),
      options,
    ),
})

export const inTransaction = <R>(
  installation: Installation,
  edge: Edge,
  work: (ctx: Ctx) => Promise<R>,
  readOnly = false,
): Promise<R> =>
  withTenant(
    installation.pool,
    tenantOf({ companyId: edge.company.id, user: edge.user }),
    (db) => work({ ...edge, db }),
    { ...short, readOnly },
  )

const tenantOf = ({ companyId, user }: Pick<Caller, 'companyId' | 'user'>) => ({
  companyId,
  areas: user.areas,
  userId: user.id,
})

async function readCompany(db: Db, companyId: Id): Promise<Company> {
  const company = await db.maybe<Company>(
    hot(
      `select company_id as id, code, name, country, kind, language, time_zone as "timeZone", version_no as "versionNo" from companies where company_id = $1`,
      [companyId],
    ),
  )
  return company ?? refuse('company.unknown', 'there is no such company', {}, 404)
}

/** The system itself: schedules, proofs, the first set-up. */
export const systemUser: User = { id: null, name: 'Reskontra', areas: 'all', permissions: ['*'] }
