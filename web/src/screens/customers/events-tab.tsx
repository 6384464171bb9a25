import { useSession } from '../../api/session.tsx'
import { useSheet } from '../../api/use-sheet.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import type { Phrases } from '../../lang/phrase.ts'
import { verbNames } from '../../lang/verb-names.ts'
import { useKeys } from '../../shell/keys.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { addressLine, type Card } from './card.ts'
import { texts } from './texts.ts'

interface Row {
  key: string
  at: string
  by: string | null
  what: string
  detail: string
}

/** What was done to the customer, and what documents said about it since when; the newest first. */
export function EventsTab({ card }: { card: Card }) {
  const t = useText()
  const formats = useFormats()
  const { can } = useSession()
  const sheet = useSheet()
  const names: Phrases = verbNames
  const rows: Row[] = [
    ...card.events.map((event) => ({
      key: event.id,
      at: event.at,
      by: event.by,
      what: names[event.verb] ? t(names[event.verb]!) : event.verb,
      detail: '',
    })),
    ...card.versions.map((version) => ({
      key: `version ${version.versionNo}`,
      at: version.recordedAt,
      by: version.recordedBy,
      what: t(texts.documentsSaySince, { n: version.versionNo }),
      detail: version.forgotten
        ? t(texts.forgotten)
        : [version.name, addressLine(version.address)].filter(Boolean).join(', '),
    })),
  ].sort((a, b) => (a.at < b.at ? 1 : -1))
  const byOf = (row: Row) => row.by ?? t(texts.theProgram)
  useKeys([
    can('workspace.write-sheet') && {
      key: 'E',
      label: t(common.excel),
      run: () =>
        void sheet.write(
          `${t(texts.events)} ${card.number}`,
          [
            { title: t(texts.when), kind: 'instant', value: (row: Row) => row.at },
            { title: t(texts.whatHappened), value: (row: Row) => row.what },
            { title: t(texts.text), value: (row: Row) => row.detail },
            { title: t(texts.byWhom), value: byOf },
          ],
          rows,
        ),
    },
  ])
  return (
    <div className="card-items">
      <Told error={sheet.error} />
      <Table
        label={t(texts.events)}
        rows={rows}
        keyOf={(row) => row.key}
        keysWithin
        columns={[
          {
            key: 'what',
            head: t(texts.whatHappened),
            phone: 'main',
            cell: (row) => <span className="strong">{row.what}</span>,
          },
          { key: 'detail', head: t(texts.text), phone: 'below', wrap: true, cell: (row) => row.detail },
          { key: 'by', head: t(texts.byWhom), phone: 'below', cell: byOf },
          {
            key: 'at',
            head: t(texts.when),
            phone: 'amount',
            cell: (row) => <span className="figures quiet">{formats.instant(row.at)}</span>,
          },
        ]}
        empty={<Empty title={t(texts.noEvents)} />}
      />
    </div>
  )
}
