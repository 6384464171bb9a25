import { createHash } from 'node:crypto'
import path from 'node:path'
import { asSaid } from '../../kernel/words/reasons.ts'
import type { Channel, ChannelName, Delivery, Message, Outcome } from '../channel.ts'
import type { DropFile } from './drop.ts'
import { drop, forgetDrop, tidyDrops, wasDropped } from './drop.ts'
import type { Folder } from './folder.ts'
import { notThere } from './folder.ts'

/** Far longer than any lease: by then the books know of every drop. */
const keptDays = 30

/** Drops documents with an index (JSON) beside them; serves any mount, and any carrier that picks files up. */
export function folderChannel(name: ChannelName, folder: Folder): Channel {
  const providerId = (delivery: Delivery) => `folder:${delivery.id}`
  return {
    name,
    atOnce: 4,
    async send(message): Promise<Outcome> {
      try {
        await drop(folder, message.delivery.id, dropFiles(message))
      } catch (error) {
        const away = notThere(folder, error)
        return away ? { kind: 'again', text: away } : { kind: 'unknown', text: asSaid((error as Error).message) }
      }
      return { kind: 'sent', providerId: providerId(message.delivery), text: asSaid(folder.name) }
    },
    find: async (delivery) =>
      (await wasDropped(folder, delivery.id))
        ? { kind: 'sent', providerId: providerId(delivery) }
        : { kind: 'not-sent' },
    forget: (delivery) => forgetDrop(folder, delivery.id),
    close: () => tidyDrops(folder, keptDays).catch(() => {}),
  }
}

/** Names carry the delivery's id: two documents never share one, and the same document sent again has the next. */
function dropFiles({ delivery, files, facts, peppol, address, letter }: Message): DropFile[] {
  const named = files.map((file) => ({ ...file, name: withId(file.name, delivery.id) }))
  const index = {
    delivery: delivery.id,
    attempt: delivery.attempt,
    document: { kind: delivery.subjectKind, id: delivery.subjectId, ...facts },
    ...(address ? { address } : {}),
    ...(peppol ? { peppol } : {}),
    ...(letter ? { letter } : {}),
    files: named.map(({ name, mediaType, bytes }) => ({
      name,
      mediaType,
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })),
  }
  const indexName = `${path.parse(named[0]?.name ?? `document-${delivery.id}`).name}.json`
  return [...named, { name: indexName, bytes: Buffer.from(`${JSON.stringify(index, null, 2)}\n`) }]
}

/** "faktura-100001-<delivery>.pdf" */
export function withId(name: string, id: string): string {
  const { name: stem, ext } = path.parse(name)
  return `${stem}-${id}${ext}`
}
