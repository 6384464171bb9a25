import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import type { Message } from '../channel.ts'
import { withId } from '../folder/folder-channel.ts'
import type { BundleEntry } from '../pdf/bundle.ts'
import { indexCsv, indexJson, mergeBundle, zipBundle } from '../pdf/bundle.ts'

/** Documents whose merged file is still comfortable to open and to hold in memory. */
export const bundleMax = 500

export interface BundleFile {
  name: string
  mediaType: string
  bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

/**
 * What a print house gets: one PDF of all pages and its index (CSV, JSON), or a zip of one PDF each with the index inside.
 * The files are named by the deliveries' ids, so that its receipts can name them. `pages` is null for a zip.
 */
export async function bundleFiles(
  bundle: Id,
  form: 'merged' | 'zip',
  madeOn: Day,
  messages: readonly Message[],
): Promise<{ files: BundleFile[]; pages: number | null }> {
  const entries = messages.map(entryOf)
  const name = `documents-${bundle}`
  if (form === 'zip')
    return {
      files: [{ name: `${name}.zip`, mediaType: 'application/zip', bytes: zipBundle(entries, { madeOn }) }],
      pages: null,
    }
  const files: BundleFile[] = []
  let pages = 0
  for await (const { pdf, rows } of mergeBundle(entries, { madeOn, title: name, documentsPerPart: bundleMax })) {
    files.push(
      { name: `${name}.pdf`, mediaType: 'application/pdf', bytes: [pdf] },
      { name: `${name}.csv`, mediaType: 'text/csv', bytes: [Buffer.from(indexCsv(rows))] },
      { name: `${name}.json`, mediaType: 'application/json', bytes: [Buffer.from(indexJson(rows))] },
    )
    pages += rows.reduce((sum, row) => sum + row.pages, 0)
  }
  return { files, pages }
}

function entryOf({ delivery, files, facts, recipient }: Message): BundleEntry {
  const [document] = files
  return {
    fileName: withId(document!.name, delivery.id),
    number: String(facts.number ?? ''),
    recipient: recipient!,
    pdf: document!.bytes,
  }
}
