import { useNavigate } from '@tanstack/react-router'
import type { Input } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { usePages } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import type { Phrase } from '../../lang/phrase.ts'
import { Amount } from '../../ui/amount.tsx'
import { Drawer } from '../../ui/dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Table } from '../../ui/table.tsx'
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
  return (
    <Drawer title={title} onClose={onClose}>
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
                    {row.event === 'item'
                      ? t(codes.itemKind[row.kind as keyof typeof codes.itemKind])
                      : t(eventWords[row.event!] ?? texts.event)}{' '}
                    {row.number}
                  </span>
                  <br />
                  <span className="quiet">
                    {row.partyName} · {formats.day(row.effectiveOn)}
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
                  {formats.instant(row.recordedAt)}
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
