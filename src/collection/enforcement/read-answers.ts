import { z } from 'zod'
import type { Ctx, LongCtx } from '../../db/context.ts'
import { longVerb } from '../../db/verb.ts'
import type { Folder } from '../../delivery/folder/folder.ts'
import { readWhole } from '../../delivery/folder/folder.ts'
import { openFolder } from '../../delivery/folder/open-folder.ts'
import { putAway, settledFiles } from '../../delivery/folder/settled-files.ts'
import { readFlat } from '../../formats/enforcement/flat.ts'
import type { CourtAnswer, InFile } from '../../formats/enforcement/neutral.ts'
import type { Id } from '../../kernel/id.ts'
import { Refused } from '../../kernel/problem.ts'
import { reason } from '../../kernel/words/reasons.ts'
import type { Agency } from '../agencies.ts'
import { readAgencies, settingsOf } from '../agencies.ts'
import type { CaseRow } from '../cases.ts'
import { caseColumns } from '../cases.ts'
import { appendEvents } from '../events.ts'
import { recordFile, whyUnreachable } from '../fetch-answers.ts'
import { applyOutcome } from './act-on-application.ts'
import { fileLeft } from './file-left.ts'

const settleSeconds = 2

const read = z.object({
  court: z.string(),
  name: z.string(),
  known: z.boolean(),
  receipts: z.number(),
  events: z.number(),
  problems: z.array(
    z.object({ code: z.string(), message: z.string(), data: z.record(z.string(), z.unknown()).optional() }),
  ),
})

/** The authority's files: receipts for ours, confirmations, objections, decisions. The same file and the same event count once. */
export const readAnswers = longVerb({
  kind: 'long',
  name: 'collection.read-answers',
  summary: "Read the authority's answers to applications",
  route: 'POST /collection/applications/answers',
  input: z.object({}),
  output: z.object({
    files: z.array(read),
    skipped: z
      .array(z.object({ court: z.string(), serialNo: z.number() }))
      .meta({ description: 'Serial numbers of the authority that never came' }),
    problems: z
      .array(
        z.object({
          court: z.string(),
          code: z.string(),
          message: z.string(),
          data: z.record(z.string(), z.unknown()).optional(),
        }),
      )
      .meta({ description: 'Courts whose files could not be read; those of the others were' }),
  }),
  async run(ctx) {
    const files: z.output<typeof read>[] = []
    const problems: { court: string; code: string; message: string; data: Record<string, unknown> }[] = []
    const skipped: { court: string; serialNo: number }[] = []
    for (const court of await ctx.transaction((tx) => readAgencies(tx))) {
      if (court.adapter !== 'authority-file') continue
      try {
        const folder = await ctx.transaction((tx) => openFolder(tx, settingsOf(court, 'authority-file').answers))
        await folder.ensure()
        for (const name of (await settledFiles(folder, settleSeconds, 'collection.folder-unreadable')).ready) {
          files.push(await takeOne(ctx, court, folder, name))
          ctx.progress(files.length, null, name)
        }
      } catch (error) {
        // One court that cannot be reached stops no other.
        for (const { code, message, data } of whyUnreachable(error))
          problems.push({ court: court.code, code, message, data: data ?? {} })
      }
      skipped.push(...(await ctx.transaction((tx) => missing(tx, court))))
    }
    return { files, skipped, problems }
  },
})

async function takeOne(ctx: LongCtx, court: Agency, folder: Folder, name: string): Promise<z.output<typeof read>> {
  const bytes = await readWhole(folder, name)
  const base = { court: court.code, name, known: false, receipts: 0, events: 0 }
  try {
    const file = readFlat(bytes)
    if (file.problems.length > 0) throw new Refused(file.problems)
    const stored = await ctx.files.put(ctx.company.id, [bytes])
    const done = await ctx.transaction((tx) => takeFile(tx, court, name, file, stored))
    await putAway(folder, name, folder.within('done'))
    return { ...base, ...done, problems: [] }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    await putAway(folder, name, folder.within('failed'), error.problems)
    return { ...base, problems: error.problems.map(({ code, message, data }) => ({ code, message, data: data ?? {} })) }
  }
}

async function takeFile(
  ctx: Ctx,
  court: Agency,
  name: string,
  file: InFile,
  stored: { sha256: string; size: number },
): Promise<{ known: boolean; receipts: number; events: number }> {
  const { db, company } = ctx
  await db.query(`select pg_advisory_xact_lock(hashtextextended('enforcement-file ' || $1, 0))`, [court.id])
  const known = await db.maybe<{ id: Id }>(
    `select id from collection_files where company_id = $1 and agency_id = $2 and direction = 'in' and (sha256 = decode($3, 'hex') or serial_no = $4) limit 1`,
    [company.id, court.id, stored.sha256, file.serialNo],
  )
  if (known) return { known: true, receipts: 0, events: 0 }
  const fileId = await recordFile(ctx, { agencyId: court.id, partnerId: null }, name, stored, file.serialNo)
  for (const receipt of file.receipts) await takeReceipt(ctx, court, receipt, fileId)
  let events = 0
  for (const answer of file.answers) if (await takeAnswer(ctx, court, answer, fileId)) events += 1
  return { known: false, receipts: file.receipts.length, events }
}

/** A file that the authority could not read ends the applications in it: they are proposed again when the cause is mended. */
async function takeReceipt(ctx: Ctx, court: Agency, receipt: InFile['receipts'][number], fileId: Id): Promise<void> {
  const { db, company } = ctx
  const ours = await db.maybe<{ id: Id }>(
    `update collection_files set state = $4, problems = $5 where company_id = $1 and agency_id = $2 and direction = 'out' and serial_no = $3 and state in ('made', 'dropped') returning id`,
    [
      company.id,
      court.id,
      receipt.serialNo,
      receipt.taken ? 'received' : 'refused',
      JSON.stringify(receipt.taken ? [] : [{ code: 'refused', message: receipt.text }]),
    ],
  )
  if (!ours) return
  // It may come before whoever dropped the file has said so, or after he died.
  await fileLeft(ctx, { id: ours.id, serialNo: receipt.serialNo })
  if (receipt.taken) return
  const messages = await db.rows<{ caseId: Id; kind: string; key: string }>(
    `select m.case_id as "caseId", m.kind, m.key from collection_messages m join collection_cases c on c.company_id = m.company_id and c.id = m.case_id
      where m.company_id = $1 and m.file_id = $2 and c.ended_on = 'infinity' order by m.id`,
    [company.id, ours.id],
  )
  await appendEvents(
    ctx,
    messages.map((message) => ({
      caseId: message.caseId,
      kind: message.kind === 'application' ? 'refused' : 'status',
      text: reason('authority-refused-file', { name: receipt.serialNo, said: receipt.text ?? '–' }),
      fileId,
      sourceKey: `${message.key} file-refused`,
    })),
  )
}

/** @throws Refused collection.case-unknown */
async function takeAnswer(ctx: Ctx, court: Agency, answer: CourtAnswer, fileId: Id): Promise<boolean> {
  const one = await ctx.db.maybe<CaseRow>(
    `select ${caseColumns} from collection_cases c where c.company_id = $1 and c.agency_id = $2 and ('K' || c.number = $3 or $3 is null and c.agency_number = $4)`,
    [ctx.company.id, court.id, answer.case, answer.courtNumber],
  )
  if (!one) {
    const name = answer.case ?? answer.courtNumber ?? ''
    throw new Refused({
      code: 'collection.case-unknown',
      message: `${court.name} speaks of case ${name}, which we have not given to it: ask it`,
      data: { case: name, agency: court.code },
    })
  }
  if (one.endedOn) return false
  const kind = answer.kind === 'rejected' ? ('refused' as const) : answer.kind
  const decision = answer.kind === 'decision' ? answer : null
  return applyOutcome(
    ctx,
    one,
    {
      kind,
      on: answer.on,
      text: answer.text || null,
      amount: decision ? decision.capital + decision.costs : null,
      data: {
        ...(answer.courtNumber ? { agencyNumber: answer.courtNumber } : {}),
        ...(decision?.interestFrom ? { interestFrom: decision.interestFrom } : {}),
      },
      fileId,
      sourceKey: `${answer.kind} ${answer.on}`,
    },
    decision?.costs ?? null,
  )
}

/** Numbers below the highest that came: a file is missing. */
const missing = ({ db, company }: Ctx, court: Agency): Promise<{ court: string; serialNo: number }[]> =>
  db.rows<{ court: string; serialNo: number }>(
    `with came as (select serial_no from collection_files where company_id = $1 and agency_id = $2 and direction = 'in' and serial_no is not null)
     select $3::text as court, n as "serialNo" from generate_series((select min(serial_no) from came), (select max(serial_no) from came)) n
      where not exists (select from came where serial_no = n) order by n`,
    [company.id, court.id, court.code],
  )
