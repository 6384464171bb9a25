import type { Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'

/** A chunk takes seconds; a run that no chunk has told of for so long has no process any more. */
const silentMinutes = 15

/** Each chunk of a matching or an undo says that its run lives. */
export const runLives = ({ db, company }: Ctx, runId: Id, done: number): Promise<unknown> =>
  db.query(
    `update runs set progress_done = greatest(progress_done, $3), parameters = parameters || jsonb_build_object('seenAt', clock_timestamp())
      where company_id = $1 and id = $2 and state = 'executing'`,
    [company.id, runId, done],
  )

/** Runs whose process was killed are ended as what they are: broken off. What their chunks committed stands, and the next run goes on with the rest. */
export async function endBrokenRuns({ db, company }: Ctx): Promise<void> {
  await db.query(
    `update runs set state = 'failed', finished_at = clock_timestamp(),
            report = jsonb_build_object('brokenOff', true, 'done', progress_done, 'lastSeenAt', coalesce(parameters ->> 'seenAt', proposed_at::text))
      where company_id = $1 and kind in ('match', 'undo') and state = 'executing'
        and coalesce((parameters ->> 'seenAt')::timestamptz, proposed_at) < clock_timestamp() - make_interval(mins => ${silentMinutes})`,
    [company.id],
  )
}
