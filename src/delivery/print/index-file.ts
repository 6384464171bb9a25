import type { Delivery } from '../channel.ts'

/** One document of a bundle, as the print house and its invoice need it: no name, no address (they stand on the paper). */
export interface BundleEntry {
  position: number
  delivery: Delivery['id']
  file: string
  pages: number
  /** Pages of the merged file, from 1; null in a zip. */
  fromPage: number | null
  toPage: number | null
  facts: Record<string, string | number | null>
}

const columns = [
  'position',
  'file',
  'fromPage',
  'toPage',
  'pages',
  'delivery',
  'kind',
  'number',
  'receiver',
  'country',
  'language',
] as const

/** The same rows twice: for machines, and for the one who opens it in Excel (semicolons, UTF-8 with its mark). */
export function indexFiles(
  bundleId: string,
  entries: readonly BundleEntry[],
): { name: string; mediaType: string; bytes: Uint8Array }[] {
  const rows = entries.map(({ facts, ...entry }) => ({
    ...entry,
    kind: facts.kind ?? null,
    number: facts.number ?? null,
    receiver: facts.receiver ?? null,
    country: facts.country ?? null,
    language: facts.language ?? null,
  }))
  const csv = [columns.join(';'), ...rows.map((row) => columns.map((column) => cell(row[column])).join(';'))].join(
    '\r\n',
  )
  const totals = { documents: rows.length, pages: rows.reduce((sum, row) => sum + row.pages, 0) }
  return [
    { name: `index-${bundleId}.csv`, mediaType: 'text/csv', bytes: Buffer.from(`\ufeff${csv}\r\n`) },
    {
      name: `index-${bundleId}.json`,
      mediaType: 'application/json',
      bytes: Buffer.from(`${JSON.stringify({ bundle: bundleId, ...totals, rows }, null, 2)}\n`),
    },
  ]
}

// A number or code that begins like a formula stays text.
function cell(value: string | number | null): string {
  if (value === null) return ''
  const text = typeof value === 'number' ? String(value) : value.replace(/^([=+\-@\t])/, "'$1")
  return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
