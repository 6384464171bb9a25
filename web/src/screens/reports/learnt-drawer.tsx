import { useNavigate } from '@tanstack/react-router'
import type { Input } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useSheet } from '../../api/use-sheet.ts'
import { usePages } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import type { Phrase } from '../../lang/phrase.ts'
import { useKeys } from '../../shell/keys.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Drawer } from '../../ui/dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { texts } from './texts.ts'

const eventWords: Record<string, Phrase> = {
  item: texts.eventItem,
  allocation: texts.eventAllocation,
  reversal: texts.eventReversal,
  adjustment: texts.eventAdjustment,
}

/** What came after the day and changed it: each event with its amount, who recorded it and when. */
export function LearntDrawer({
  title,
  asked,
  onClose,
}: {
  title: string
  asked: Input<'reports.learnt-since'>
  onClose: () => void
}) {
  const t = useText()
  const formats = useFormats()
  const navigate = useNavigate()
  const { company } = useSession()
  const pages = usePages('reports.learnt-since', asked)
  const { write, error } = useSheet()
  const wordOf = (row: (typeof pages.rows)[number]) =>
    t(
      row.event === 'item'
        ? codes.itemKind[row.kind as keyof typeof codes.itemKind]
        : (eventWords[row.event!] ?? texts.event),
    )
  const excel = () =>
    void write(
      title,
      [
        { title: t(texts.event), value: wordOf },
        { title: t(texts.document), value: (row) => row.number },
        { title: t(common.customer), value: (row) => row.partyName },
        { title: t(common.date), kind: 'day', value: (row) => row.effectiveOn },
        { title: t(texts.recordedAt), kind: 'instant', value: (row) => row.recordedAt },
        { title: t(texts.recordedBy), value: (row) => row.recordedBy ?? t(texts.machine) },
        { title: t(common.account), value: (row) => row.account },
        { title: t(common.amount), kind: 'number', value: (row) => row.baseAmount },
        { title: t(texts.currency), value: (row) => row.baseCurrency },
      ],
      pages.readAll,
    )
  useKeys([{ key: 'E', label: t(common.excel), run: excel }])
  return (
    <Drawer title={title} onClose={onClose}>
      <Told error={pages.error ?? error} />
      <div className="items-drawer">
        <Table
          label={title}
          rows={pages.rows}
          pages={pages}
          keyOf={(row) => `${row.event} ${row.allocationId ?? ''} ${row.itemId}`}
          onOpen={(row) =>
            row.voucherId &&
            void navigate({
              to: '/companies/$company/vouchers/$voucher',
              params: { company: company.code, voucher: row.voucherId },
            })
          }
          columns={[
            {
              key: 'event',
              head: t(texts.event),
              phone: 'main',
              wrap: true,
              cell: (row) => (
                <>
                  <span className="strong">
                    {wordOf(row)} {row.number}
                  </span>
                  <br />
                  <span className="quiet">
                    {row.partyName} · <span className="nowrap">{formats.day(row.effectiveOn)}</span>
                  </span>
                </>
              ),
            },
            {
              key: 'when',
              head: t(texts.recordedAt),
              phone: 'below',
              wrap: true,
              cell: (row) => (
                <>
                  <span className="nowrap">{formats.instant(row.recordedAt)}</span>
                  <br />
                  <span className="quiet">{row.recordedBy ?? t(texts.machine)}</span>
                </>
              ),
            },
            {
              key: 'amount',
              head: t(common.amount),
              align: 'amount',
              phone: 'amount',
              cell: (row) => <Amount value={row.baseAmount} />,
            },
          ]}
          empty={<Empty title={t(texts.nothingLearnt)} />}
        />
      </div>
    </Drawer>
  )
}
