import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { RowOf } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useSheet } from '../../api/use-sheet.ts'
import { useAct, usePages } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useWord } from '../../lang/use-word.ts'
import { useKeys } from '../../shell/keys.tsx'
import { ListQuestions } from '../../shell/questions.tsx'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ChoicePill } from '../../ui/pill.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { EndRestDialog, isEndable } from '../claims/holds/end-rest-dialog.tsx'
import { waitingTexts as texts } from './waiting-texts.ts'

const route = getRouteApi('/companies/$company/holds')
type Hold = RowOf<'invoicing.list-holds'>
const kinds = [
  'billing',
  'dispute',
  'deferral',
  'promise',
  'plan',
  'pause',
  'deceased',
  'bankrupt',
  'debt-relief',
] as const

/** What stands still and why; a hold is released by one key, and put back by another. */
export default function HoldListScreen() {
  const t = useText()
  const word = useWord()
  const formats = useFormats()
  const tell = useTell()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const kind = kinds.find((one) => one === search.kind)
  const pages = usePages('invoicing.list-holds', kind ? { kind } : {})
  const release = useAct('invoicing.release-hold')
  const [asks, setAsks] = useState(false)
  // In the address: who opens a row and comes back stands on it.
  const setChosen = (at: string | null) =>
    void navigate({ search: (before) => ({ ...before, at: at ?? '' }), replace: true })
  const at = pages.rows.findIndex(({ holdId }) => holdId === search.at)
  const current = pages.rows[Math.max(at, 0)]
  /** A plan ends with the plan; what was recorded of a claim ends with a reason. */
  const mayEnd = (hold: Hold | undefined): boolean =>
    hold !== undefined &&
    (hold.kind === 'billing' ? can('invoicing.release-hold') : isEndable(hold.kind) && can('claims.release'))
  const mayRelease = can('invoicing.release-hold') || can('claims.release')
  const start = (hold: Hold) => {
    setChosen(hold.holdId)
    if (hold.kind === 'billing') void letGo(hold)
    else setAsks(true)
  }
  const nextOf = (hold: Hold) => pages.rows[pages.rows.indexOf(hold) + 1] ?? pages.rows[pages.rows.indexOf(hold) - 1]
  const letGo = async (hold: Hold) => {
    const next = nextOf(hold)
    await release.run({ holdId: hold.holdId }).then(
      () => {
        setChosen(next?.holdId ?? null)
        tell(t(texts.released, { name: hold.customerName }), {
          verb: 'invoicing.hold',
          input: {
            ...(hold.invoiceId
              ? { invoiceId: hold.invoiceId, kind: hold.kind }
              : hold.orderId
                ? { orderId: hold.orderId }
                : { customer: hold.customer }),
            reason: hold.reason,
            ...(hold.toOn ? { to: hold.toOn } : {}),
          },
        })
      },
      () => {},
    )
  }
  const whatOf = (row: Hold): string =>
    row.invoiceNumber
      ? t(texts.invoice, { number: row.invoiceNumber })
      : row.orderReference
        ? t(texts.order, { reference: row.orderReference })
        : t(row.kind === 'billing' ? texts.allOrders : texts.allClaims)
  const sheet = useSheet('holds')
  const excel = () =>
    void sheet.write(
      t(texts.holds),
      [
        { of: 'customer', title: t(common.customer), value: (row: Hold) => row.customer },
        { of: 'customer', title: t(texts.name), value: (row) => row.customerName },
        {
          of: 'what',
          title: t(texts.what),
          value: (row) => whatOf(row),
        },
        { of: 'kind', title: t(common.state), value: (row) => word('holdKind', row.kind) },
        { of: 'reason', title: t(texts.reason), value: (row) => row.reason },
        { of: 'by', title: t(texts.by), value: (row) => row.recordedBy },
        { of: 'since', title: t(texts.since), kind: 'day', value: (row) => row.fromOn },
        { of: 'until', title: t(texts.until), kind: 'day', value: (row) => row.toOn },
        { of: 'waiting', title: t(texts.waiting), kind: 'integer', value: (row) => row.ordersWaiting },
        { of: 'claims', title: t(texts.claimsRest), kind: 'number', value: (row) => row.amounts[0]?.amount },
      ],
      pages.readAll,
    )
  useKeys([
    mayEnd(current) && { key: 'L', label: t(texts.release), run: () => start(current!) },
    pages.rows.length > 0 && { key: 'E', label: t(common.excel), run: excel },
    { key: 'P', label: t(common.print), run: () => window.print() },
  ])
  return (
    <Screen title={t(texts.holds)} showsKeys>
      <div className="sub-bar no-print">
        <ChoicePill
          label={t(common.state)}
          value={search.kind ?? ''}
          options={kinds.map((value) => ({ value, label: t(codes.holdKind[value]) }))}
          onChange={(value) => void navigate({ search: (before) => ({ ...before, kind: value }), replace: true })}
        />
        {!mayRelease && <span className="quiet">{t(texts.mayNotRelease)}</span>}
        <ListQuestions screen="holds" />
      </div>
      <Told error={release.error ?? sheet.error} />
      {asks && current && isEndable(current.kind) && (
        <EndRestDialog
          hold={{ holdId: current.holdId, kind: current.kind, reason: current.reason }}
          name={[current.customerName, current.invoiceNumber].filter(Boolean).join(' ')}
          onEnded={() => setChosen(nextOf(current)?.holdId ?? null)}
          onClose={() => setAsks(false)}
        />
      )}
      <Table
        name="holds"
        label={t(texts.holds)}
        rows={pages.rows}
        pages={pages}
        keyOf={(row) => row.holdId}
        selected={current?.holdId ?? null}
        onSelect={(row) => setChosen(row.holdId)}
        onOpen={async (row) => {
          await navigate({ search: (before) => ({ ...before, at: row.holdId }), replace: true })
          void navigate({
            href: `/companies/${company.code}/${
              row.invoiceId
                ? `invoices/${row.invoiceId}`
                : row.orderId
                  ? `orders/${row.orderId}`
                  : `customers/${row.customer}`
            }`,
          })
        }}
        columns={[
          {
            key: 'customer',
            head: t(common.customer),
            cell: (row) => (
              <>
                <span className="strong">{row.customerName}</span> <span className="quieter">{row.customer}</span>
              </>
            ),
            phone: 'main',
          },
          {
            key: 'what',
            head: t(texts.what),
            cell: whatOf,
          },
          { key: 'reason', head: t(texts.reason), cell: (row) => row.reason, phone: 'below', wrap: true },
          { key: 'by', head: t(texts.by), cell: (row) => row.recordedBy ?? '–', rare: true },
          { key: 'since', head: t(texts.since), cell: (row) => formats.day(row.fromOn) },
          { key: 'until', head: t(texts.until), cell: (row) => (row.toOn ? formats.day(row.toOn) : '–'), rare: true },
          {
            key: 'waiting',
            head: t(texts.waiting),
            cell: (row) => (row.ordersWaiting > 0 ? formats.count(row.ordersWaiting) : '–'),
            rare: true,
            align: 'amount',
          },
          {
            key: 'claims',
            head: t(texts.claimsRest),
            align: 'amount',
            phone: 'below',
            cell: (row) =>
              row.claims === 0
                ? '–'
                : row.amounts.map((one) => (
                    <span key={one.currency} className="nowrap">
                      {row.claims > 1 && <span className="quieter">{formats.count(row.claims)} · </span>}
                      <Amount value={one.amount} foreign={one.currency} />{' '}
                    </span>
                  )),
          },
          {
            key: 'kind',
            head: t(common.state),
            cell: (row) => <Chip tone="warn">{t(codes.holdKind[row.kind])}</Chip>,
            phone: 'amount',
          },
          mayRelease && {
            key: 'release',
            head: t(texts.release),
            headUnseen: true,
            cell: (row) =>
              mayEnd(row) && (
                <span className="no-print">
                  <Button kind="link" onPress={() => start(row)}>
                    {t(texts.release)}
                  </Button>
                </span>
              ),
            align: 'amount',
          },
        ]}
        empty={<Empty title={t(texts.noHolds)}>{t(texts.noHoldsWhy)}</Empty>}
      />
    </Screen>
  )
}
