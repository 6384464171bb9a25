import { zipSync } from 'fflate'
import { PDFDocument } from 'pdf-lib'
import type { Id } from '../../kernel/id.ts'
import type { Message } from '../channel.ts'
import type { BundleEntry } from './index-file.ts'
import { indexFiles } from './index-file.ts'

export interface BundleFile {
  name: string
  mediaType: string
  bytes: Uint8Array
}

/** Documents whose merged file is still comfortable to open and to hold in memory. */
export const bundleMax = 1_000

/**
 * What a print house gets: one PDF of all pages, or a zip of one PDF each, and an index. The index is the last file. Each
 * document begins on a page of its own; whether it is printed on both sides is the print house's to set.
 */
export async function bundleFiles(
  bundleId: Id,
  form: 'merged' | 'zip',
  messages: readonly Message[],
): Promise<{ files: BundleFile[]; entries: BundleEntry[] }> {
  const merged = form === 'merged' ? await PDFDocument.create({ updateMetadata: false }) : null
  const zipped: Record<string, [Uint8Array, { level: 0 }]> = {}
  const entries: BundleEntry[] = []
  let page = 1
  for (const { delivery, files, facts } of messages) {
    const document = files[0]!
    const pdf = await PDFDocument.load(document.bytes, { updateMetadata: false })
    const pages = pdf.getPageCount()
    const file = merged
      ? `documents-${bundleId}.pdf`
      : `${String(entries.length + 1).padStart(4, '0')}-${delivery.id}.pdf`
    if (merged) for (const copied of await merged.copyPages(pdf, pdf.getPageIndices())) merged.addPage(copied)
    else zipped[file] = [document.bytes, { level: 0 }]
    entries.push({
      position: entries.length + 1,
      delivery: delivery.id,
      file,
      pages,
      fromPage: merged ? page : null,
      toPage: merged ? page + pages - 1 : null,
      facts,
    })
    page += pages
  }
  const documents: BundleFile = merged
    ? { name: `documents-${bundleId}.pdf`, mediaType: 'application/pdf', bytes: await merged.save() }
    : { name: `documents-${bundleId}.zip`, mediaType: 'application/zip', bytes: zipSync(zipped) }
  return { files: [documents, ...indexFiles(bundleId, entries)], entries }
}
