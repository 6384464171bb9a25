import type { Ctx, LongCtx } from '../db/context.ts'
import { drop, forgetDrop, wasDropped } from '../delivery/folder/drop.ts'
import { openFolder } from '../delivery/folder/open-folder.ts'
import type { Id } from '../kernel/id.ts'
import { Refused } from '../kernel/problem.ts'

interface MadeFile {
  id: Id
  serialNo: number
  name: string
  sha256: string
  rowCount: number
  leasedUntil: string
}

/** Longer than a folder behind a slow line takes for one file, so that nobody takes up what another is dropping. */
const leaseMinutes = 15

/**
 * Drops the files that were made for one receiver (an agency, a partner) and do not lie there yet: one after the other, in the
 * order of their numbers. Each is leased and committed before a byte leaves and no transaction is open while it does; who dies
 * in between leaves a lease that ends, and the folder knows whether its file was dropped.
 * `dropped` runs in the transaction that records it.
 * @throws Refused collection.folder-unreadable; the file waits for the next time
 */
export async function dropFiles(
  ctx: LongCtx,
  receiver: { id: Id; code: string; name: string; path: string },
  dropped: (tx: Ctx, file: { id: Id; serialNo: number }) => Promise<void> = async () => {},
): Promise<MadeFile[]> {
  const done: MadeFile[] = []
  for (;;) {
    const leased = await ctx.transaction(async (tx) => {
      const file = await lease(tx, receiver.id)
      return (
        file && {
          file,
          folder: await openFolder(tx, receiver.path),
          bytes: await tx.files.read(tx.company.id, file.sha256),
        }
      )
    })
    if (!leased) return done
    const { file, folder, bytes } = leased
    try {
      await folder.ensure()
      if (!(await wasDropped(folder, file.id))) await drop(folder, file.id, [{ name: file.name, bytes }])
    } catch (error) {
      await ctx.transaction((tx) => release(tx, file))
      throw new Refused({
        code: 'collection.folder-unreadable',
        message: `the folder of ${receiver.name} cannot be written: ${(error as Error).message}`,
        data: { agency: receiver.code },
      })
    }
    const isOurs = await ctx.transaction(async (tx) => {
      if (!(await release(tx, file, 'dropped'))) return false
      await dropped(tx, file)
      return true
    })
    if (!isOurs) continue
    await forgetDrop(folder, file.id).catch(() => {})
    done.push(file)
    ctx.progress(done.length, null, file.name)
  }
}

/** The first that was made, if nobody is dropping it: what comes after does not go past it. */
const lease = ({ db, company }: Ctx, receiverId: Id): Promise<MadeFile | undefined> =>
  db.maybe<MadeFile>(
    `update collection_files f set leased_until = clock_timestamp() + make_interval(mins => ${leaseMinutes})
      where f.company_id = $1 and f.state = 'made' and (f.leased_until is null or f.leased_until < clock_timestamp())
        and f.id = (select id from collection_files where company_id = $1 and coalesce(agency_id, partner_id) = $2 and direction = 'out' and state = 'made' order by serial_no limit 1)
     returning id, serial_no as "serialNo", name, encode(sha256, 'hex') as sha256, row_count as "rowCount", leased_until::text as "leasedUntil"`,
    [company.id, receiverId],
  )

/** False: the lease ran out and somebody else has it, or the receipt was there before. */
async function release({ db, company }: Ctx, file: MadeFile, state: 'made' | 'dropped' = 'made'): Promise<boolean> {
  const { rowCount } = await db.query(
    `update collection_files set state = $3, leased_until = null where company_id = $1 and id = $2 and state = 'made' and leased_until = $4::timestamptz`,
    [company.id, file.id, state, file.leasedUntil],
  )
  return rowCount === 1
}
