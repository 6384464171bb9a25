import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx, LongCtx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { longVerb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'

const dayMs = 24 * 3_600_000
const batch = 1_000

/**
 * Files that no row names are collected by age, in two steps that lie at least a day apart: one that nobody has put for
 * `afterDays` is set aside, and what was set aside a day ago and is still named by no row is ended. Whoever is just using
 * it reads it all the same, and what is put again meanwhile is whole: no row can come to name a file that is gone.
 */
export const collectFiles = longVerb({
  kind: 'long',
  name: 'jobs.collect-files',
  summary: 'Collect stored files that nothing names any more',
  route: 'POST /files/collect',
  ofWholeCompany: true,
  input: z.object({
    afterDays: z.number().int().min(1).max(3_650).default(30),
    /** For who knows that nothing writes: the time that a file stays set aside. */
    asideHours: z.number().min(1).max(8_760).default(24),
  }),
  output: z.object({
    seen: z.number(),
    setAside: z.number(),
    takenBack: z.number().meta({ description: 'Named since they were set aside' }),
    ended: z.number(),
  }),
  async run(ctx, { afterDays, asideHours }) {
    const counts = { seen: 0, setAside: 0, takenBack: 0, ended: 0 }
    let due: { sha256: string; aside: boolean }[] = []
    const settle = async () => {
      const named = await namedOf(
        ctx,
        due.map((one) => one.sha256),
      )
      for (const { sha256, aside } of due) await settleOne(ctx, sha256, aside, named.has(sha256), counts)
      due = []
      ctx.progress(counts.seen, null)
    }
    for await (const { sha256, aside, ageMs } of ctx.files.list(ctx.company.id)) {
      counts.seen += 1
      if (ageMs < (aside ? asideHours * 3_600_000 : afterDays * dayMs)) continue
      due.push({ sha256, aside })
      if (due.length === batch) await settle()
    }
    await settle()
    if (counts.setAside + counts.takenBack + counts.ended > 0)
      await ctx.transaction((tx) => audit(tx, { verb: 'jobs.collect-files', subjects: [], summary: counts }))
    return counts
  },
})

async function settleOne(
  { files, company }: LongCtx,
  sha256: string,
  aside: boolean,
  isNamed: boolean,
  counts: { setAside: number; takenBack: number; ended: number },
): Promise<void> {
  if (aside && isNamed) {
    await files.takeBack(company.id, sha256)
    counts.takenBack += 1
  } else if (aside) {
    await files.forget(company.id, sha256)
    counts.ended += 1
  } else if (!isNamed) {
    await files.setAside(company.id, sha256)
    counts.setAside += 1
  }
}

interface Column {
  table: string
  column: string
  type: string
}

/** Which of these files any row of the company names: in a column of hashes, or anywhere within JSON or a text of hashes. */
async function namedOf(ctx: LongCtx, hashes: readonly string[]): Promise<Set<string>> {
  const named = new Set<string>()
  if (hashes.length === 0) return named
  await ctx.transaction(
    (tx) =>
      asSystem(tx, async (system) => {
        for (const column of await hashColumns(system))
          for (const { sha256 } of await namedIn(system, column, hashes)) named.add(sha256)
      }),
    { readOnly: true },
  )
  return named
}

/** From the catalogue, so that a table that comes later is asked too. */
const hashColumns = ({ db }: Ctx): Promise<Column[]> =>
  db.rows<Column>(
    `select c.relname::text as table, a.attname::text as column, t.typname::text as type
       from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
       join pg_attribute k on k.attrelid = c.oid and k.attname = 'company_id'
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       join pg_type t on t.oid = a.atttypid
      where c.relkind in ('r', 'p') and has_column_privilege(c.oid, a.attnum, 'select')
        and (t.typname = 'jsonb' or t.typname in ('bytea', 'text') and a.attname like '%sha256%')
      order by 1, 2`,
  )

function namedIn({ db, company }: Ctx, { table, column, type }: Column, hashes: readonly string[]) {
  const name = `"${column}"`
  const from = `from "${table}" where company_id = $1`
  if (type === 'bytea')
    return db.rows<{ sha256: string }>(
      `select distinct encode(${name}, 'hex') as sha256 ${from} and ${name} in (select decode(x, 'hex') from unnest($2::text[]) x)`,
      [company.id, hashes],
    )
  return db.rows<{ sha256: string }>(
    `select distinct m[1] as sha256 from (select ${name}::text as value ${from} and ${name}::text ~ '[0-9a-f]{64}') v
      cross join lateral regexp_matches(v.value, '[0-9a-f]{64}', 'g') m where m[1] = any ($2::text[])`,
    [company.id, hashes],
  )
}
