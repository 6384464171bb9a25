import { Download, FileSpreadsheet } from 'lucide-react'
import { addressOf, type Output } from '../api/call.ts'
import { useSession } from '../api/session.tsx'
import { useRead } from '../api/use-verb.ts'
import { common } from '../lang/common.ts'
import { useFormats, useText } from '../lang/language.tsx'
import { Banner } from '../ui/banner.tsx'
import { ButtonLink } from '../ui/button.tsx'
import { Facts } from '../ui/strip.tsx'
import { Told } from '../ui/told.tsx'
import { texts } from './invoice-source-texts.ts'
import './invoice-source.css'

type Source = Output<'invoicing.source'>
type SourceFile = Source['files'][number]

/** Where a document's lines came from: the rows of the sheet with their neighbours, the bytes of a record, or who wrote them. */
export function InvoiceSource({ invoice, line }: { invoice: string; line?: number | null | undefined }) {
  const t = useText()
  const source = useRead('invoicing.source', { invoiceId: invoice })
  if (source.error) return <Told error={source.error} onAgain={() => void source.refetch()} />
  if (!source.data) return <p className="section quiet">{t(common.loading)}</p>
  const wanted = source.data.lines.filter((one) => line === undefined || line === null || one.lineNo === line)
  return (
    <>
      {source.data.files
        .filter((file) => wanted.some((one) => one.importId === file.importId))
        .map((file) => (
          <OneFile key={file.importId} file={file} lines={wanted} />
        ))}
      {wanted.some((one) => one.importId === null) && (
        <ByHand lines={wanted.filter((one) => one.importId === null)} isOne={wanted.length === 1} />
      )}
    </>
  )
}

function OneFile({ file, lines }: { file: SourceFile; lines: Source['lines'] }) {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const rows = new Set(lines.flatMap((line) => line.row ?? []))
  const orders = new Set(lines.map((line) => line.orderId))
  const name = file.fileName ?? t(texts.fileWithoutName)
  return (
    <div className="source">
      {!file.unchanged && <Banner tone="bad">{t(texts.changed)}</Banner>}
      {file.withheld && <Banner tone="warn">{t(texts.withheld)}</Banner>}
      {file.sheets.map((sheet) => (
        <div key={sheet.sheet ?? ''}>
          <SourceHead
            name={sheet.sheet ? `${name}, ${t(texts.sheet, { sheet: sheet.sheet })}` : name}
            place={t(texts.row, { rows: rangesOf(sheet.used.filter((row) => rows.has(row))) })}
          />
          <SheetRows sheet={sheet} rows={rows} label={name} />
        </div>
      ))}
      {file.records
        .filter(({ orderId }) => orders.has(orderId))
        .map((record) => (
          <div key={record.orderId}>
            <SourceHead
              name={name}
              place={t(texts.bytes, {
                from: formats.count(record.bytes.from),
                to: formats.count(record.bytes.to - 1),
              })}
            />
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, also by keyboard */}
            <pre className="source-text" tabIndex={0}>
              {record.lines.map(({ line, text }) => (
                <span key={line} className={rows.has(line) ? 'used' : ''}>
                  <span className="line-no">{line}</span>
                  {text}
                </span>
              ))}
            </pre>
          </div>
        ))}
      {file.json
        .filter(({ orderId }) => orders.has(orderId))
        .map((part) => (
          <div key={part.path}>
            <SourceHead name={name} place={part.path} />
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, also by keyboard */}
            <pre className="source-text" tabIndex={0}>
              {part.text}
            </pre>
          </div>
        ))}
      <div className="source-facts">
        {file.corrections
          .filter(({ row }) => rows.has(row))
          .map((one) => (
            <p key={`${one.row} ${one.at}`}>
              {t(texts.corrected, {
                cells: Object.entries(one.cells)
                  .map(([heading, value]) => `${heading} ${value}`)
                  .join(', '),
              })}{' '}
              <span className="quiet">
                {one.by ? t(texts.readInBy, { at: formats.instant(one.at), by: one.by }) : formats.instant(one.at)}
              </span>
            </p>
          ))}
        <Facts
          facts={[
            [
              t(texts.readIn),
              file.importedBy
                ? t(texts.readInBy, { at: formats.instant(file.importedAt), by: file.importedBy })
                : formats.instant(file.importedAt),
            ],
            [
              t(texts.content),
              t(texts.orders, {
                n: file.orders,
                sum: `${formats.amount(file.controlSum.net)}\u00a0${file.controlSum.currency}`,
              }),
            ],
            [
              t(texts.seal),
              <span key="seal">
                <code>
                  sha-256 {file.sha256.slice(0, 8)}…{file.sha256.slice(-4)}
                </code>
                {file.unchanged && `, ${t(texts.unchanged)}`}
              </span>,
            ],
          ]}
        />
        <p className="pills no-print">
          {can('invoicing.read-order-file') && (
            <a
              className="button"
              href={addressOf(company.code, 'invoicing.read-order-file', { importId: file.importId })}
              download={name}
            >
              <Download size={16} aria-hidden />
              {t(texts.fetchFile)}
            </a>
          )}
          {can('invoicing.list-import-problems') && (
            <ButtonLink
              to="/companies/$company/order-files/$import"
              params={{ company: company.code, import: file.importId }}
              icon={<FileSpreadsheet size={16} aria-hidden />}
            >
              {t(texts.openFile)}
            </ButtonLink>
          )}
        </p>
      </div>
    </div>
  )
}

export const SourceHead = ({ name, place }: { name: string; place: string }) => (
  <header className="source-head">
    <h3>{name}</h3>
    <span className="quiet figures">{place}</span>
  </header>
)

/** A piece of a sheet as Excel shows it; the rows and columns that were used are marked. */
function SheetRows({
  sheet,
  rows,
  label,
}: {
  sheet: SourceFile['sheets'][number]
  rows: ReadonlySet<number>
  label: string
}) {
  const t = useText()
  const shown = sheet.columns
    .map((column, place) => ({ ...column, place }))
    .filter(({ place, letter }) => sheet.usedColumns.includes(letter) || sheet.rows.some(({ cells }) => cells[place]))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide sheet scrolls, also by keyboard
    <section className="source-sheet" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span className="unseen">{t(texts.rowHead)}</span>
            </th>
            {shown.map(({ letter, heading }) => (
              <th key={letter} scope="col" className={sheet.usedColumns.includes(letter) ? 'used' : ''}>
                <span className="quieter">{letter}</span> {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sheet.rows.map(({ row, cells }) => (
            <tr key={row} className={rows.has(row) ? 'used' : ''}>
              <th scope="row">{row}</th>
              {shown.map(({ letter, place }) => (
                <td key={letter} className={/^-?[\d\s.,]+$/.test(cells[place] ?? '') ? 'figures' : ''}>
                  {cells[place]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function ByHand({ lines, isOne }: { lines: Source['lines']; isOne: boolean }) {
  const t = useText()
  const formats = useFormats()
  return (
    <section className="section">
      {lines.map(({ lineNo, byHand, source, reference }) => (
        <p key={lineNo}>
          {!isOne && <span className="quiet">{t(texts.lineN, { n: lineNo })}: </span>}
          {source === 'manual' || source === null
            ? t(texts.byHand)
            : source === 'credit-note' || source === 'debit-note' || source === 'proforma'
              ? t(texts.ofDocument)
              : t(texts.byProgram, { source })}
          {source !== 'manual' && reference && !/^[0-9a-f-]{36}$/.test(reference) && ` ${reference}`}
          {byHand && (
            <span className="quiet">
              {' '}
              {byHand.by
                ? t(texts.readInBy, { at: formats.instant(byHand.at), by: byHand.by })
                : formats.instant(byHand.at)}
            </span>
          )}
        </p>
      ))}
    </section>
  )
}

/** 3, 4, 5, 9 → "3–5, 9" */
function rangesOf(rows: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const row of [...rows].sort((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last && row === last[1] + 1) last[1] = row
    else ranges.push([row, row])
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ')
}
