import path from 'node:path'
import { drop, forgetDrop, wasDropped } from '../../delivery/folder/drop.ts'
import type { Folder } from '../../delivery/folder/folder.ts'
import { notThere, readWhole } from '../../delivery/folder/folder.ts'
import { putAway, settledFiles } from '../../delivery/folder/settled-files.ts'
import { readAgencyFile } from '../../formats/collection/read.ts'
import { writeCaseCsv, writeJson } from '../../formats/collection/write.ts'
import { assert } from '../../kernel/problem.ts'
import { asSaid } from '../../kernel/words/reasons.ts'
import type { Adapter, OutMessage } from './adapter.ts'

/** Agencies write fast; what is older than this is whole. */
const settleSeconds = 2

/**
 * JSON, CSV and documents in a folder, answers in another: on a mount or behind SFTP. The JSON comes
 * last: when it is there, the others are.
 */
export function folderAdapter({ out, answers }: { out: Folder; answers: Folder }): Adapter {
  return {
    documentsApart: false,
    graceMinutes: 0,
    async send(message) {
      try {
        await out.ensure()
        await drop(out, message.id, filesOf(message))
      } catch (error) {
        const away = notThere(out, error)
        return away ? { kind: 'again', text: away } : { kind: 'unknown', text: asSaid((error as Error).message) }
      }
      return { kind: 'taken', accepted: false, providerId: `folder:${message.id}` }
    },
    find: async (message) =>
      (await wasDropped(out, message.id))
        ? { kind: 'taken', accepted: false, providerId: `folder:${message.id}` }
        : { kind: 'not-there' },
    forget: (message) => forgetDrop(out, message.id),
    async *fetch() {
      await answers.ensure()
      const { ready } = await settledFiles(answers, settleSeconds, 'collection.folder-unreadable')
      for (const name of ready) {
        const bytes = await readWhole(answers, name)
        yield {
          name,
          bytes,
          ...readAgencyFile(bytes),
          putAway: (problems) =>
            putAway(answers, name, answers.within(problems.length > 0 ? 'failed' : 'done'), problems),
        }
      }
    },
  }
}

function filesOf(message: OutMessage): { name: string; bytes: Uint8Array }[] {
  const { body, id } = message
  assert(body.kind !== 'document', 'documents go with the case')
  const json = (content: string) => Buffer.from(content)
  if (body.kind === 'register') {
    const stem = `case-${body.case.case}-${id}`
    return [
      ...message.documents.map(({ name, bytes }) => {
        const { name: base, ext } = path.parse(name)
        return { name: `${base}-${id}${ext}`, bytes }
      }),
      { name: `${stem}.csv`, bytes: json(writeCaseCsv(body.case)) },
      { name: `${stem}.json`, bytes: json(writeJson('case', body.case)) },
    ]
  }
  const { report } = body
  return [{ name: `${report.kind}-${report.case}-${id}.json`, bytes: json(writeJson('report', report)) }]
}
