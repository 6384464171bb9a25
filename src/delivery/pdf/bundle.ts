import { Zip, ZipPassThrough } from 'fflate'
import { PDFDocument } from 'pdf-lib'
import type { PostalAddress } from '../../formats/e-invoice/document.ts'
import type { Day } from '../../kernel/day.ts'
import { refuse } from '../../kernel/problem.ts'

/** A letter for the print house. */
export interface BundleEntry {
  /** "faktura-10024817.pdf"; a name that comes twice gets a number. */
  fileName: string
  number: string
  recipient: { name: string; address: PostalAddress }
  pdf: Uint8Array
}

/** A row of the index; the same in CSV and JSON. */
export interface BundleRow {
  position: number
  file: string
  number: string
  pages: number
  /** Merged: the document's first page, from 1. Zip: null. */
  firstPage: number | null
  /** Zip: where in the archive the document's entry begins. Merged: null. */
  offset: number | null
  bytes: number
  recipient: string
  careOf: string
  street: string
  street2: string
  postCode: string
  city: string
  country: string
}

export interface MergedBundle {
  pdf: Uint8Array
  rows: BundleRow[]
}

/** A merged PDF is held in memory: so many documents, then the next part begins. */
const documentsPerPart = 500
/** A zip without the 64-bit extension ends there. */
const filesMax = 65_000
const zipBytesMax = 4_000_000_000

/**
 * Merged PDFs in parts of at most `documentsPerPart` documents, in order; same documents and day, same bytes.
 * @param startOnFront A document begins on a new sheet: an empty page follows an odd number of pages (for printing on both sides).
 * @throws Refused bundle.not-a-pdf
 */
export async function* mergeBundle(
  entries: Iterable<BundleEntry> | AsyncIterable<BundleEntry>,
  options: { madeOn: Day; title: string; startOnFront?: boolean; documentsPerPart?: number },
): AsyncIterable<MergedBundle> {
  const perPart = options.documentsPerPart ?? documentsPerPart
  let part: { pdf: PDFDocument; rows: BundleRow[] } | null = null
  let position = 0
  const files = uniqueNames()
  for await (const entry of entries) {
    part ??= { pdf: await emptyPdf(options), rows: [] }
    const source = await open(entry)
    const firstPage = part.pdf.getPageCount() + 1
    for (const page of await part.pdf.copyPages(source, source.getPageIndices())) part.pdf.addPage(page)
    const last = part.pdf.getPage(part.pdf.getPageCount() - 1)
    if (options.startOnFront && part.pdf.getPageCount() % 2 === 1) part.pdf.addPage([last.getWidth(), last.getHeight()])
    part.rows.push(rowOf(entry, ++position, files(entry.fileName), source.getPageCount(), { firstPage }))
    if (part.rows.length >= perPart) {
      yield { pdf: await part.pdf.save(), rows: part.rows }
      part = null
    }
  }
  if (part) yield { pdf: await part.pdf.save(), rows: part.rows }
}

async function emptyPdf({ madeOn, title }: { madeOn: Day; title: string }): Promise<PDFDocument> {
  const pdf = await PDFDocument.create({ updateMetadata: false })
  pdf.setTitle(title)
  const instant = new Date(`${madeOn}T00:00:00Z`)
  pdf.setCreationDate(instant)
  pdf.setModificationDate(instant)
  return pdf
}

async function open({ pdf, number }: BundleEntry): Promise<PDFDocument> {
  try {
    return await PDFDocument.load(pdf, { updateMetadata: false })
  } catch (error) {
    return refuse('bundle.not-a-pdf', `document ${number} is no readable PDF: ${(error as Error).message}`, { number })
  }
}

/**
 * A zip, a piece at a time: the PDFs as they are, then index.csv and index.json. No more than one document is held.
 * @throws Refused bundle.too-large, bundle.not-a-pdf
 */
export async function* zipBundle(
  entries: Iterable<BundleEntry> | AsyncIterable<BundleEntry>,
  options: { madeOn: Day },
): AsyncIterable<Uint8Array> {
  const ready: Uint8Array[] = []
  let offset = 0
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    offset += chunk.length
    ready.push(chunk)
  })
  const rows: BundleRow[] = []
  const files = uniqueNames()
  const add = (name: string, bytes: Uint8Array): void => {
    const file = new ZipPassThrough(name)
    file.mtime = zipTime(options.madeOn)
    zip.add(file)
    file.push(bytes, true)
  }
  for await (const entry of entries) {
    const name = files(entry.fileName)
    if (rows.length >= filesMax || offset + entry.pdf.length > zipBytesMax)
      refuse('bundle.too-large', `a bundle holds ${filesMax} documents and 4 GB: make several`, {
        documents: rows.length,
      })
    const pages = (await open(entry)).getPageCount()
    rows.push(rowOf(entry, rows.length + 1, name, pages, { offset }))
    add(name, entry.pdf)
    yield* ready.splice(0)
  }
  add('index.csv', Buffer.from(indexCsv(rows)))
  add('index.json', Buffer.from(indexJson(rows)))
  zip.end()
  yield* ready.splice(0)
}

/** Zip keeps local time: a date built in local time is written alike everywhere. */
function zipTime(madeOn: Day): Date {
  const [year, month, day] = madeOn.split('-').map(Number)
  return new Date(year!, month! - 1, day!)
}

function uniqueNames(): (name: string) => string {
  const seen = new Set<string>()
  return (name) => {
    const [stem, ending] = [name.replace(/\.[^.]*$/, ''), /\.[^.]*$/.exec(name)?.[0] ?? '']
    const safe = stem.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^\.+/, '') || 'document'
    let free = `${safe}${ending}`
    for (let i = 2; seen.has(free.toLowerCase()); i++) free = `${safe}-${i}${ending}`
    seen.add(free.toLowerCase())
    return free
  }
}

function rowOf(
  { number, recipient, pdf }: BundleEntry,
  position: number,
  file: string,
  pages: number,
  place: { firstPage?: number; offset?: number },
): BundleRow {
  const { address } = recipient
  return {
    position,
    file,
    number,
    pages,
    firstPage: place.firstPage ?? null,
    offset: place.offset ?? null,
    bytes: pdf.length,
    recipient: recipient.name,
    careOf: address.careOf ?? '',
    street: address.street ?? '',
    street2: address.street2 ?? '',
    postCode: address.postCode ?? '',
    city: address.city ?? '',
    country: address.country,
  }
}

const heads: (keyof BundleRow)[] = [
  'position',
  'file',
  'number',
  'pages',
  'firstPage',
  'offset',
  'bytes',
  'recipient',
  'careOf',
  'street',
  'street2',
  'postCode',
  'city',
  'country',
]

/** RFC 4180, UTF-8: fields with a comma, a quote or a line break stand in quotes. */
export function indexCsv(rows: readonly BundleRow[]): string {
  const field = (value: string | number | null): string => {
    const text = value === null ? '' : String(value)
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return [heads, ...rows.map((row) => heads.map((head) => row[head]))]
    .map((row) => `${row.map(field).join(',')}\r\n`)
    .join('')
}

export const indexJson = (rows: readonly BundleRow[]): string => `${JSON.stringify({ documents: rows }, null, 1)}\n`
