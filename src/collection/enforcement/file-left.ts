import type { Ctx } from '../../db/context.ts'
import type { Id } from '../../kernel/id.ts'
import type { CaseEvent } from '../events.ts'
import { appendEvents } from '../events.ts'

/** A file lies with the authority, as the folder or its receipt says: what is in it has left. Told twice it is one. */
export async function fileLeft(ctx: Ctx, file: { id: Id; serialNo: number }): Promise<void> {
  const messages = await ctx.db.rows<{ id: Id; caseId: Id; kind: string; key: string }>(
    `update collection_messages set state = 'sent', leased_until = null, sent_at = $3, provider_id = $4 where company_id = $1 and file_id = $2 and state = 'sending'
     returning id, case_id as "caseId", kind, key`,
    [ctx.company.id, file.id, ctx.now, `file ${file.serialNo}`],
  )
  await appendEvents(
    ctx,
    messages
      .filter((message) => message.kind === 'application')
      .map(
        (message): CaseEvent => ({
          caseId: message.caseId,
          kind: 'handed-over',
          messageId: message.id,
          fileId: file.id,
          sourceKey: `${message.key} handed-over`,
        }),
      ),
  )
}
