import { useNavigate } from '@tanstack/react-router'
import type { Input } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useReportFile } from '../../api/use-excel.ts'
import { usePages } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useWord } from '../../lang/use-word.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Amount } from '../../ui/amount.tsx'
import { Drawer } from '../../ui/dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { texts } from './texts.ts'

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
  const word = useWord()
  const formats = useFormats()
  const navigate = useHere(useNavigate())
  const { company } = useSession()
  const pages = usePages('reports.learnt-since', asked)
  const file = useReportFile()
  const wordOf = (row: (typeof pages.rows)[number]) =>
    row.event === 'item' ? word('itemKind', row.kind!) : word('learntEvent', row.event!)
  useKeys([{ key: 'E', label: t(common.excel), run: () => file.write('learnt-since', asked) }])
  return (
    <Drawer title={title} onClose={onClose}>
      <Told error={pages.error ?? file.error} />
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
