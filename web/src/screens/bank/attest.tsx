import { getRouteApi } from '@tanstack/react-router'
import { Stamp } from 'lucide-react'
import { useState } from 'react'
import type { RowOf } from '../../api/call.ts'
import type { ApiRefused } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { type SheetColumn, useSheet } from '../../api/use-sheet.ts'
import { type Pages, useAct, usePages } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Screen } from '../../ui/screen.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Told } from '../../ui/told.tsx'
import { texts } from './texts.ts'
import './bank.css'

const route = getRouteApi('/companies/$company/attest')
type WriteOff = RowOf<'bank.list-write-offs'>
type Refund = RowOf<'bank.list-refunds'>
type View = 'write-offs' | 'refunds' | 'ready'

/** What waits for a second person: differences written off, money to be paid back. */
export default function AttestScreen() {
  const t = useText()
  const { can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const seesWriteOffs = can('bank.list-write-offs')
  const seesRefunds = can('bank.list-refunds')
  const writeOffs = usePages('bank.list-write-offs', seesWriteOffs ? { attested: 'no' } : null)
  const refunds = usePages('bank.list-refunds', seesRefunds ? { state: 'proposed' } : null)
  const ready = usePages('bank.list-refunds', seesRefunds ? { state: 'attested' } : null)
  // Opens on what waits.
  const first: View = writeOffs.rows.length === 0 && refunds.rows.length > 0 ? 'refunds' : 'write-offs'
  const view = (search.view as View | undefined) ?? first
  return (
    <Screen title={t(texts.attest)} showsKeys>
      <Tabs<View>
        label={t(texts.attest)}
        panelId="to-attest"
        value={view}
        onChange={(value) => void navigate({ search: { view: value }, replace: true })}
        tabs={[
          { value: 'write-offs', label: t(texts.writeOffs), count: writeOffs.rows.length },
          { value: 'refunds', label: t(texts.refunds), count: refunds.rows.length },
          { value: 'ready', label: t(texts.readyToPay), count: ready.rows.length },
        ]}
      />
      <div className="main columns" id="to-attest" role="tabpanel" aria-label={t(texts.attest)}>
        {view === 'write-offs' ? (
          <WriteOffs pages={writeOffs} />
        ) : (
          <Refunds key={view} pages={view === 'refunds' ? refunds : ready} isReady={view === 'ready'} />
        )}
      </div>
    </Screen>
  )
}

interface ToAttest<Row> {
  label: string
  pages: Pages<Row>
  keyOf: (row: Row) => string
  /** False where the rows are only looked at: nothing is marked. */
  waits?: boolean
  may: boolean
  act: { isRunning: boolean; error: ApiRefused | null }
  attest: (keys: string[]) => Promise<{ attested: number }>
  onOpen: (row: Row) => void
  columns: readonly Column<Row>[]
  sheet: readonly SheetColumn<Row>[]
  /** Said where a person proposed all of it himself. */
  own: string
  come: string
}

/** Rows that a second person attests: the marked ones, or all that he may. */
function AttestList<Row extends { mayAttest: boolean }>({
  label,
  pages,
  keyOf,
  waits = true,
  may,
  act,
  attest,
  onOpen,
  columns,
  sheet: sheetColumns,
  own,
  come,
}: ToAttest<Row>) {
  const t = useText()
  const tell = useTell()
  const sheet = useSheet()
  const [marked, setMarked] = useState<Set<string>>(new Set())
  const able = pages.rows.filter((row) => row.mayAttest)
  const chosen = able.filter((row) => marked.size === 0 || marked.has(keyOf(row)))
  const run = async () => {
    if (!may || chosen.length === 0 || act.isRunning) return
    const { attested } = await attest(chosen.map(keyOf))
    setMarked(new Set())
    tell(t(texts.attested, { n: attested }))
  }
  const press = () => void run().catch(() => {})
  useKeys([
    may && chosen.length > 0 && { key: 'Ctrl+Enter', label: t(texts.attestN, { n: chosen.length }), run: press },
    pages.rows.length > 0 && {
      key: 'E',
      label: t(common.excel),
      run: () => void sheet.write<Row>(label, sheetColumns, pages.rows),
    },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
  ])
  return (
    <div className="main">
      {act.error && <Told error={act.error} />}
      {sheet.error && <Told error={sheet.error} />}
      <Table
        label={label}
        rows={pages.rows}
        pages={pages}
        keyOf={keyOf}
        {...(waits ? { marked, onMark: setMarked } : {})}
        onOpen={onOpen}
        columns={columns}
        empty={<Empty title={t(texts.nothingToAttest)}>{come}</Empty>}
      />
      {pages.rows.length > 0 && waits && (
        <ApproveBar
          count={chosen.length}
          may={may}
          why={chosen.length === 0 ? own : t(texts.markToAttest)}
          working={act.isRunning}
          onPress={press}
        />
      )}
    </div>
  )
}

function WriteOffs({ pages }: { pages: ReturnType<typeof usePages<'bank.list-write-offs'>> }) {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const navigate = useHere(route.useNavigate())
  const attest = useAct('bank.attest-write-offs')
  return (
    <AttestList<WriteOff>
      label={t(texts.writeOffs)}
      pages={pages}
      keyOf={(row) => row.voucherId}
      may={can('bank.attest-write-offs')}
      act={attest}
      attest={(voucherIds) => attest.run({ voucherIds })}
      own={t(texts.ownWriteOff)}
      come={t(texts.writeOffsCome)}
      onOpen={(row) =>
        row.payment
          ? void navigate({
              to: '/companies/$company/payments/$payment',
              params: { company: company.code, payment: row.payment.transactionId },
            })
          : void navigate({
              to: '/companies/$company/vouchers/$voucher',
              params: { company: company.code, voucher: row.voucherId },
            })
      }
      sheet={[
        { title: t(common.voucher), value: (row) => row.voucher },
        { title: t(common.date), kind: 'day', value: (row) => row.postedOn },
        { title: t(common.customer), value: (row) => row.party },
        { title: t(common.invoice), value: (row) => row.number },
        { title: t(common.amount), kind: 'number', value: (row) => row.amount },
        { title: t(texts.writtenOffBy), value: (row) => row.writtenOffBy ?? t(texts.theProgram) },
      ]}
      columns={[
        {
          key: 'party',
          head: t(common.customer),
          phone: 'main',
          cell: (row) => <span className="strong">{row.party}</span>,
        },
        { key: 'number', head: t(common.invoice), cell: (row) => row.number },
        {
          key: 'amount',
          head: t(texts.givenUp),
          align: 'amount',
          phone: 'amount',
          cell: (row) => <Amount value={row.amount} foreign={row.currency} />,
        },
        {
          key: 'why',
          head: t(texts.reason),
          phone: 'below',
          cell: (row) =>
            row.payment ? (
              <span className="quiet">
                {row.payment.payer !== null && row.payment.payer !== row.party && `${row.payment.payer}: `}
                {t(texts.ofPayment, {
                  amount: formats.amount(row.payment.amount),
                  day: formats.dayInText(row.payment.bookedOn, 'short'),
                })}
              </span>
            ) : (
              <span className="quieter">–</span>
            ),
        },
        { key: 'voucher', head: t(common.voucher), cell: (row) => `${row.voucher}, ${formats.day(row.postedOn)}` },
        {
          key: 'by',
          head: t(texts.writtenOffBy),
          cell: (row) => row.writtenOffBy ?? <span className="quiet">{t(texts.theProgram)}</span>,
        },
        {
          key: 'state',
          head: t(common.state),
          phone: 'below',
          wrap: true,
          cell: (row) => (row.mayAttest ? null : <Chip>{t(texts.yours)}</Chip>),
        },
      ]}
    />
  )
}

function Refunds({ pages, isReady }: { pages: ReturnType<typeof usePages<'bank.list-refunds'>>; isReady: boolean }) {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const navigate = useHere(route.useNavigate())
  const attest = useAct('bank.attest-refunds')
  return (
    <AttestList<Refund>
      label={t(texts.refunds)}
      pages={pages}
      keyOf={(row) => row.refundId}
      waits={!isReady}
      may={can('bank.attest-refunds') && !isReady}
      act={attest}
      attest={(refundIds) => attest.run({ refundIds })}
      own={t(texts.ownRefund)}
      come={t(texts.refundsCome)}
      onOpen={(row) =>
        void navigate({
          to: '/companies/$company/payments/$payment',
          params: { company: company.code, payment: row.transactionId },
        })
      }
      sheet={[
        { title: t(texts.payee), value: (row) => row.payee.name },
        { title: t(common.account), value: (row) => row.payee.account },
        { title: t(common.amount), kind: 'number', value: (row) => row.amount },
        { title: t(texts.reason), value: (row) => row.reason },
        { title: t(texts.proposedBy), value: (row) => row.proposedBy },
      ]}
      columns={[
        {
          key: 'payee',
          head: t(texts.payee),
          phone: 'main',
          cell: (row) => <span className="strong">{row.payee.name ?? row.party ?? '–'}</span>,
        },
        { key: 'account', head: t(common.account), cell: (row) => row.payee.account ?? '–' },
        {
          key: 'amount',
          head: t(common.amount),
          align: 'amount',
          phone: 'amount',
          cell: (row) => <Amount value={row.amount} foreign={row.currency} />,
        },
        { key: 'why', head: t(texts.reason), cell: (row) => row.reason, phone: 'below', wrap: true },
        {
          key: 'by',
          head: t(texts.proposedBy),
          cell: (row) => (
            <>
              {row.proposedBy ?? '–'} <span className="quieter">{formats.instant(row.proposedAt)}</span>
            </>
          ),
        },
        {
          key: 'state',
          head: t(common.state),
          phone: 'below',
          wrap: true,
          cell: (row) =>
            row.state === 'proposed' && !row.mayAttest ? (
              <Chip>{t(texts.yours)}</Chip>
            ) : row.state === 'proposed' ? null : (
              <Chip tone={row.state === 'paid' ? 'good' : 'warn'}>{t(codes.refundState[row.state])}</Chip>
            ),
        },
      ]}
    />
  )
}

/** What is attested, how many; or why this person may not. */
function ApproveBar({
  count,
  may,
  why,
  working,
  onPress,
}: {
  count: number
  may: boolean
  why: string
  working: boolean
  onPress: () => void
}) {
  const t = useText()
  return (
    <div className="marked-bar no-print">
      <span className="grow">{may ? why : t(common.mayNot)}</span>
      {may && count > 0 && (
        <Button
          kind="primary"
          keyCap="Ctrl+Enter"
          icon={<Stamp size={16} aria-hidden />}
          working={working}
          onPress={onPress}
        >
          {t(texts.attestN, { n: count })}
        </Button>
      )}
    </div>
  )
}
