import { z } from 'zod'
import { amountText, currencyCode, dayText } from '../../db/schemas.ts'
import type { Folder } from '../../delivery/folder/folder.ts'
import { readWhole } from '../../delivery/folder/folder.ts'
import { putAway, settledFiles } from '../../delivery/folder/settled-files.ts'
import type { Bureau, Changes, Question } from './bureau.ts'

const facts = z.strictObject({
  status: z.enum(['active', 'bankrupt', 'restructuring', 'ceased']).nullable().default(null),
  score: z
    .string()
    .regex(/^-?\d{1,8}(\.\d{1,4})?$/)
    .nullable()
    .default(null),
  class: z.string().max(50).nullable().default(null),
  limit: z.strictObject({ amount: amountText, currency: currencyCode }).nullable().default(null),
  remarkCount: z.number().int().min(0).nullable().default(null),
  remarks: z.array(z.string().max(500)).max(100).default([]),
  sourceOn: dayText.nullable().default(null),
})
const message = z.discriminatedUnion('message', [
  z.strictObject({ message: z.literal('answer'), id: z.uuid(), facts }),
  z.strictObject({ message: z.literal('unknown-number'), id: z.uuid() }),
  z.strictObject({
    message: z.literal('change'),
    id: z.string().min(1).max(200),
    number: z.string().min(1).max(50),
    kind: z.enum(['bankrupt', 'restructuring', 'ceased', 'remark', 'score', 'limit', 'other']),
    day: dayText,
    text: z.string().max(500).nullable().default(null),
  }),
])

const settleSeconds = 1

/**
 * A bureau behind a folder (SFTP, a colleague at its terminal): questions are laid down in `out`, one JSON file each; what comes back
 * is read from `in`, one message or a list of them a file, and put away to `done` or, with its problems beside it, to `failed`.
 */
export function folderBureau(code: string, folder: Folder): Bureau {
  const lay = async (what: string, question: Question, more: object = {}): Promise<void> => {
    const [out, name] = [folder.within('out'), `${what}-${question.id}.json`]
    await folder.ensure()
    await out.make()
    await out.remove(`${name}.tmp`)
    await out.write(`${name}.tmp`, Buffer.from(`${JSON.stringify({ message: what, ...question, ...more }, null, 2)}\n`))
    await out.move(`${name}.tmp`, out, name)
  }
  return {
    code,
    async check(question) {
      await lay('check', question)
      return { kind: 'later' }
    },
    async monitor(question) {
      await lay('monitor', question)
      return { kind: 'done', subscription: null }
    },
    async endMonitoring(question) {
      await lay('end-monitoring', question)
      return { kind: 'done' }
    },
    async readChanges(): Promise<Changes> {
      const found: Changes = { changes: [], answers: [], cursor: null, more: false, problems: [] }
      const away: { name: string; to: Folder; problems: string[] }[] = []
      const inbox = folder.within('in')
      await folder.ensure()
      await inbox.make()
      const { ready } = await settledFiles(inbox, settleSeconds, 'credit.bureau-folder')
      for (const name of ready) {
        const wrong = take(found, await readWhole(inbox, name))
        found.problems.push(...wrong.map((text) => `${name}: ${text}`))
        away.push({ name, to: folder.within(wrong.length > 0 ? 'failed' : 'done'), problems: wrong })
      }
      return {
        ...found,
        settle: async () => {
          for (const { name, to, problems } of away)
            await putAway(
              inbox,
              name,
              to,
              problems.map((text) => ({ code: 'credit.bureau-message', message: text })),
            )
        },
      }
    },
  }
}

/** A file is taken whole or not at all. @returns what is wrong with it */
function take(found: Changes, bytes: Uint8Array): string[] {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return ['the file is no JSON']
  }
  const parsed = z.array(message).safeParse(Array.isArray(json) ? json : [json])
  if (!parsed.success) return parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  for (const one of parsed.data)
    if (one.message === 'change')
      found.changes.push({
        externalId: one.id,
        identityNumber: one.number.replace(/[\s.-]/g, ''),
        kind: one.kind,
        changedOn: one.day,
        text: one.text,
      })
    else
      found.answers.push({
        checkId: one.id,
        answer: one.message === 'answer' ? { kind: 'answered', facts: one.facts, bytes } : { kind: 'unknown-number' },
      })
  return []
}
