import { existsSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Format } from '../src/formats/format.ts'
import { formats } from '../src/formats/index.ts'

const families: [family: Format<unknown>['family'], title: string][] = [
  ['money-in', 'Money in: bank files'],
  ['orders', 'Orders'],
  ['e-invoice', 'E-invoices'],
  ['accounting', 'Accounting'],
]
const root = fileURLToPath(new URL('..', import.meta.url))

/** docs/formats.md, made from the list in src/formats/index.ts. */
export function formatsPage(): string {
  const rows = (family: string) =>
    formats
      .filter((format) => format.family === family)
      .map(({ id, title, mediaType }) => {
        const folder = ['src/formats/' + family, id].join('/')
        const readMe = `${folder}/README.md`
        return `| \`${id}\` | ${title} | ${mediaType} | ${existsSync(root + readMe) ? `[notes](../${readMe})` : ''} |`
      })
  return [
    '# File formats',
    '',
    'Made by `node --import tsx tools/list-formats.ts` from src/formats/index.ts; a test compares it. A file is recognised by its',
    'content, by exactly one format: `reskontra formats read FILE --json` prints its neutral records.',
    ...families.flatMap(([family, title]) => [
      '',
      `## ${title}`,
      '',
      '| id | format | media type | version, quirks |',
      '|---|---|---|---|',
      ...rows(family),
    ]),
    '',
    '## Written, not recognised',
    '',
    'Peppol BIS Billing 3 (issued documents), camt.054 (test files), SIE 4I and 4E, vouchers as CSV by a template, Microinvest,',
    'Excel (every list and the set-up of a company), PDF/A-3 (issued documents and statements).',
    '',
  ].join('\n')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(`${root}docs/formats.md`, formatsPage())
