import type { MessagePort } from 'node:worker_threads'
import type { Ctx, LongCtx } from '../db/context.ts'
import { rowSource } from '../db/insert.ts'
import { runInThread } from '../db/run-in-thread.ts'
import { hot } from '../db/sql.ts'
import type { Threads } from '../db/threads.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import type { PolicyBook } from './policies.ts'
import { readPolicyBook } from './policies.ts'
import type { ClaimFilter, ClaimHints } from './read-claims.ts'
import { claimsOf, readHints } from './read-claims.ts'
import type { Counted } from './run-shape.ts'
import { RunCount, reasonOf } from './run-shape.ts'
import type { Proposal } from './types.ts'
import type { Scales } from './weigh.ts'
import { readScales, weigh } from './weigh.ts'

/** Customers of a stretch: they are read, and decided, at once. */
const stretchMax = 1_000
const rowsPerInsert = 2_000
/** Stretches under way at once, of this thread and of each other one. */
export const readersMax = 2
const threadsMax = 2

/** Customers that come one after the other. */
type Stretch = Pick<ClaimFilter, 'partyIds' | 'afterParty' | 'throughParty'>

export interface ProposedPart {
  counted: Counted
  /** Rows of the run, ready to write; the first value is the number of the last row before them. */
  inserts: { text: string; values: unknown[]; rows: number }[]
}

export interface ThreadInput {
  runId: Id
  on: Day
  filter: ClaimFilter
}
export interface HelperInput extends ThreadInput {
  /** Read once for all threads: where money lies for every customer they are as many as the claims. */
  hindrances: Scales['hindrances']
}
export type Asked = { no: number; stretch: Stretch } | 'end'
export type Answered = { no: number; part: ProposedPart | null }

export async function readStretches({ db, company }: Ctx, { partyIds }: ClaimFilter): Promise<Stretch[]> {
  if (partyIds) {
    const ids = [...new Set(partyIds)].sort()
    const stretches: Stretch[] = []
    for (let i = 0; i < ids.length; i += stretchMax) stretches.push({ partyIds: ids.slice(i, i + stretchMax) })
    return stretches
  }
  const ends = await db.rows<{ id: Id }>(
    hot(
      `select id from (select id, row_number() over (order by id) as n from parties where company_id = $1) p where n % $2 = 0 order by id`,
      [company.id, stretchMax],
    ),
  )
  return [...ends, null].map((end, i) => ({ afterParty: ends[i - 1]?.id ?? null, throughParty: end?.id ?? null }))
}

/** What becomes of all overdue claims of the filter, in the order of the customers; some stretches are read ahead. */
export async function* proposedParts(
  ctx: LongCtx,
  input: ThreadInput,
  stretches: readonly Stretch[],
): AsyncGenerator<ProposedPart> {
  const desk = await ctx.transaction((tx) => readDesk(tx, input, input.filter.partyIds ? null : 'all'), {
    readOnly: true,
  })
  const here = (stretch: Stretch) => ctx.transaction((tx) => proposePart(tx, desk, stretch), { readOnly: true })
  let helpers: Helper[] = []
  const ask = async (stretch: Stretch, no: number): Promise<ProposedPart> =>
    // What a thread could not do is met again here.
    (await helpers[no % helpers.length]?.ask(stretch)) ?? here(stretch)
  const ahead: Promise<ProposedPart>[] = []
  let claims = 0
  try {
    for (let no = 0; no < stretches.length || ahead.length > 0; ) {
      while (no < stretches.length && ahead.length < readersMax * Math.max(1, helpers.length)) {
        const part = ask(stretches[no]!, no)
        // A failure while writing is told first; the read ahead of it must not end the program unheard.
        part.catch(() => {})
        ahead.push(part)
        no += 1
      }
      const part = await ahead.shift()!
      yield part
      claims += part.counted.items + part.counted.heldItems
      // A quarter of what is worth a thread has been seen: the run is a long one.
      if (ctx.threads && helpers.length === 0 && claims >= ctx.threads.rowsMin / 4 && no < stretches.length)
        helpers = Array.from({ length: threadsMax }, () =>
          startHelper(ctx, ctx.threads!, { ...input, hindrances: desk.scales.hindrances }),
        )
    }
  } finally {
    await Promise.all([...helpers.map((helper) => helper.end()), ...ahead.map((part) => part.catch(() => {}))])
  }
}

interface Helper {
  /** null: it cannot. */
  ask(stretch: Stretch): Promise<ProposedPart | null>
  end(): Promise<void>
}

/** A thread that reads and decides stretches as it is asked. */
function startHelper(ctx: LongCtx, threads: Threads, input: HelperInput): Helper {
  const waiting = new Map<number, (part: ProposedPart | null) => void>()
  let port: MessagePort | null = null
  let last = 0
  const thread = { module: new URL('./propose-thread.ts', import.meta.url), connections: readersMax, input }
  const serve = (opened: MessagePort) => {
    port = opened
    opened.on('message', ({ no, part }: Answered) => {
      waiting.get(no)?.(part)
      waiting.delete(no)
    })
    return () => {
      port = null
      opened.close()
      for (const tell of waiting.values()) tell(null)
    }
  }
  const ran = runInThread(ctx, threads, thread, serve).catch((err: unknown) =>
    ctx.log.warn({ err, run: input.runId }, 'a thread of a dunning run ended early: its customers are read without it'),
  )
  const send = (asked: Asked) => port?.postMessage(asked)
  return {
    ask: (stretch) =>
      new Promise((resolve) => {
        if (!port) return resolve(null)
        waiting.set(++last, resolve)
        send({ no: last, stretch })
      }),
    async end() {
      send('end')
      await ran
    },
  }
}

/** What is known once for all stretches. */
interface Desk extends ThreadInput {
  book: PolicyBook
  scales: Scales
  hints: ClaimHints
}

export async function readDesk(ctx: Ctx, input: ThreadInput, hindrances: Scales['hindrances'] | 'all'): Promise<Desk> {
  const { on } = input
  return {
    ...input,
    book: await readPolicyBook(ctx, on),
    scales: await readScales(ctx, on, hindrances),
    hints: await readHints(ctx),
  }
}

export async function proposePart(ctx: Ctx, desk: Desk, stretch: Stretch): Promise<ProposedPart> {
  const { runId, on, book, scales, hints } = desk
  const claims = await claimsOf(ctx, on, book, { ...desk.filter, ...stretch }, hints)
  const { rows, waiting } = await weigh(ctx, scales, claims)
  const count = new RunCount()
  for (const one of waiting) count.wait(one)
  for (const row of rows) count.row(row)
  const inserts: ProposedPart['inserts'] = []
  for (let from = 0; from < rows.length; from += rowsPerInsert)
    inserts.push(insertOf(ctx.company.id, runId, rows.slice(from, from + rowsPerInsert)))
  return { counted: count.counted, inserts }
}

const columns = {
  row_no: 'int4',
  state: 'text',
  subject_id: 'uuid',
  party_id: 'uuid',
  currency: 'bpchar',
  amount: 'int8',
  reason: 'jsonb',
  business_area_id: 'uuid',
} as const

function insertOf(companyId: Id, runId: Id, rows: readonly Proposal[]): ProposedPart['inserts'][number] {
  const params: unknown[] = [null, companyId, runId]
  const source = rowSource(
    columns,
    rows.map((row, i) => ({
      row_no: i + 1,
      state: row.causes.length === 0 ? 'proposed' : 'held',
      subject_id: row.main.itemId,
      party_id: row.partyId,
      currency: row.currency,
      amount: row.total,
      reason: reasonOf(row),
      business_area_id: row.businessAreaId,
    })),
    params,
  )
  const selects = source.selects.map((select, i) => (source.names[i] === 'row_no' ? `$1::int4 + ${select}` : select))
  const text = `insert into run_rows (company_id, run_id, ${source.names.join(', ')}) select $2::uuid, $3::uuid, ${selects.join(', ')}${source.from}`
  return { text, values: params.slice(1), rows: rows.length }
}
