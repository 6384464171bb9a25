import { Link, useNavigate } from '@tanstack/react-router'
import type { RowOf } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { type Pages, usePages } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormatName } from '../../lang/file-format.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Amount } from '../../ui/amount.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Empty } from '../../ui/empty.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { texts } from './texts.ts'

export type FileRow = RowOf<'bank.list-files'>

/** The newest bank files, below the accounts. */
export function FileRows({ latest }: { latest: number }) {
  const t = useText()
  const formats = useFormats()
  const formatName = useFormatName()
  const { company } = useSession()
  const files = usePages('bank.list-files', {}, latest)
  if (files.rows.length === 0) return null
  return (
    <section className="bank-latest" aria-label={t(texts.files)}>
      <header>
        <h2>{t(texts.files)}</h2>
        <Link to="/companies/$company/bank/files" params={{ company: company.code }}>
          {t(common.all)}
        </Link>
      </header>
      <ul>
        {files.rows.slice(0, latest).map((file) => (
          <li key={file.fileId}>
            <Link
              to="/companies/$company/bank/files/$file"
              params={{ company: company.code, file: file.fileId }}
              className="strong"
            >
              {file.name ?? formatName(file.format)}
            </Link>
            <span className="quiet">{formats.instant(file.importedAt)}</span>
            <span className="figures">
              {file.totals.map((one) => (
                <span key={one.currency} className="block">
                  <Amount value={one.amount} foreign={one.currency} />
                </span>
              ))}
            </span>
            <FileState file={file} />
          </li>
        ))}
      </ul>
    </section>
  )
}

export function FileTable({
  pages,
  selected,
  onSelect,
}: {
  pages: Pages<FileRow>
  selected: string | null
  onSelect: (row: FileRow) => void
}) {
  const t = useText()
  const formats = useFormats()
  const formatName = useFormatName()
  const { company } = useSession()
  const navigate = useHere(useNavigate())
  const columns: Column<FileRow>[] = [
    {
      key: 'name',
      head: t(texts.fileName),
      cell: (row) => <span className="strong">{row.name ?? '–'}</span>,
      phone: 'main',
    },
    { key: 'format', head: t(texts.format), cell: (row) => formatName(row.format) },
    { key: 'at', head: t(texts.readIn), cell: (row) => formats.instant(row.importedAt), phone: 'below' },
    {
      key: 'by',
      head: t(texts.by),
      cell: (row) => row.importedBy ?? <span className="quieter">{t(texts.theProgram)}</span>,
    },
    { key: 'payments', head: t(texts.payments), cell: (row) => formats.count(row.payments), align: 'amount' },
    {
      key: 'total',
      head: t(texts.total),
      align: 'amount',
      phone: 'amount',
      cell: (row) =>
        row.totals.map((one) => (
          <span key={one.currency} className="block">
            <Amount value={one.amount} foreign={one.currency} />
          </span>
        )),
    },
    { key: 'state', head: t(common.state), cell: (row) => <FileState file={row} />, phone: 'below' },
  ]
  return (
    <Table
      label={t(texts.files)}
      rows={pages.rows}
      pages={pages}
      keyOf={(row) => row.fileId}
      selected={selected}
      onSelect={onSelect}
      onOpen={(row) =>
        void navigate({
          to: '/companies/$company/bank/files/$file',
          params: { company: company.code, file: row.fileId },
        })
      }
      columns={columns}
      empty={<Empty title={t(texts.noFiles)}>{t(texts.noFilesWhy)}</Empty>}
    />
  )
}

export function FileState({ file }: { file: Pick<FileRow, 'undoneAt' | 'onDesk' | 'unposted'> }) {
  const t = useText()
  const formats = useFormats()
  if (file.undoneAt) return <Chip tone="outlined">{t(texts.undone)}</Chip>
  if (file.onDesk > 0)
    return (
      <Chip tone="act">
        {t(texts.waitsForYou)} {formats.count(file.onDesk)}
      </Chip>
    )
  if (file.unposted > 0)
    return (
      <Chip tone="warn">
        {t(texts.unposted)} {formats.count(file.unposted)}
      </Chip>
    )
  return <Chip tone="good">{t(texts.done)}</Chip>
}
