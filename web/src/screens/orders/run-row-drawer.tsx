import type { ReactNode } from 'react'
import { useSession } from '../../api/session.tsx'
import { useKeptFields } from '../../api/use-kept-fields.ts'
import { useAct, useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import type { Phrase } from '../../lang/phrase.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Drawer } from '../../ui/dialog.tsx'
import { AmountField, TextField } from '../../ui/field.tsx'
import { Facts } from '../../ui/strip.tsx'
import { Told } from '../../ui/told.tsx'
import { asOrder, type OrderLine, type OrderRead, shownReference } from './order-shape.ts'
import type { Row, Run } from './run-shapes.ts'
import { texts } from './texts.ts'

type Change = { name?: string; quantity?: string; unitPrice?: string }
const ordersShown = 20

/** Why a row has its amount: the lines of its orders, where each came from; and changed here until the run is issued. */
export function RunRowDrawer({
  run,
  row,
  why,
  mayEdit,
  onClose,
}: {
  run: Run
  row: Row
  why: ReactNode
  mayEdit: boolean
  onClose: () => void
}) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const { company } = useSession()
  const edit = useAct('invoicing.edit-row')
  const kept = useKeptFields(`run-row:${run.runId}:${row.rowNo}`)
  const [changes, setChanges] = kept.field<Record<string, Change>>('changes', {})
  const isChanged = Object.keys(changes).length > 0
  const change = (orderId: string, lineNo: number, one: Change) =>
    setChanges({ ...changes, [`${orderId} ${lineNo}`]: { ...changes[`${orderId} ${lineNo}`], ...one } })
  const save = () => {
    if (!isChanged) return
    const lines = Object.entries(changes).map(([key, one]) => {
      const [orderId, lineNo] = key.split(' ')
      return { orderId: orderId!, lineNo: Number(lineNo), ...one }
    })
    void kept.until(edit.run({ runId: run.runId, rowNo: row.rowNo, lines } as never)).then(
      ({ payable }) => {
        tell(
          t(texts.rowSaved, {
            name: row.customerName ?? '',
            amount: `${formats.amount(payable)} ${row.currency}`,
          }),
        )
      },
      () => {},
    )
  }
  useKeys([mayEdit && { key: 'Ctrl+Enter', label: t(texts.saveRow), run: save, inFields: true, unlisted: true }])
  return (
    <Drawer title={t(texts.whyAmount, { amount: `${formats.amount(row.payable)} ${row.currency}` })} onClose={onClose}>
      <section className="section">
        <h3>{row.customerName ?? row.customer}</h3>
        <p>{why}</p>
        <Facts
          facts={[
            [t(texts.net), <Amount key="net" value={row.net} />],
            [t(texts.vat), <Amount key="vat" value={row.vat} />],
            [t(texts.lastTime), <Amount key="before" value={row.previous} />],
            [t(common.due), formats.dayInText(row.dueOn)],
            [t(texts.goesBy), t((codes.channel as Record<string, Phrase>)[row.channel] ?? common.none)],
          ]}
        />
        {row.invoiceId && (
          <p>
            <ButtonLink
              to="/companies/$company/invoices/$invoice"
              params={{ company: company.code, invoice: row.invoiceId }}
            >
              {t(texts.openInvoice)}
            </ButtonLink>
          </p>
        )}
      </section>
      {row.orders.slice(0, ordersShown).map((orderId) => (
        <OneOrder key={orderId} orderId={orderId} mayEdit={mayEdit} changes={changes} onChange={change} />
      ))}
      {row.orders.length > ordersShown && (
        <p className="section quiet">{t(texts.moreOrders, { n: row.orders.length - ordersShown })}</p>
      )}
      {edit.error && (
        <div className="section">
          <Told error={edit.error} />
        </div>
      )}
      {isChanged && (
        <p className="section form-acts">
          <Button onPress={() => setChanges({})}>{t(common.cancel)}</Button>
          <Button kind="primary" keyCap="Ctrl+Enter" working={edit.isRunning} onPress={save}>
            {t(texts.saveRow)}
          </Button>
        </p>
      )}
    </Drawer>
  )
}

function OneOrder({
  orderId,
  mayEdit,
  changes,
  onChange,
}: {
  orderId: string
  mayEdit: boolean
  changes: Record<string, Change>
  onChange: (orderId: string, lineNo: number, change: Change) => void
}) {
  const t = useText()
  const { company } = useSession()
  const read = useRead('invoicing.read-order', { orderId })
  if (read.error)
    return (
      <div className="section">
        <Told error={read.error} onAgain={() => void read.refetch()} />
      </div>
    )
  if (!read.data) return <p className="section quiet">{t(common.loading)}</p>
  const order = asOrder(read.data.order)
  return (
    <section className="section" aria-label={`${t(texts.order)} ${order.reference}`}>
      <header>
        <h3>
          {t(texts.order)} {shownReference(order)}
        </h3>
        <ButtonLink
          kind="link"
          to="/companies/$company/orders/$order"
          params={{ company: company.code, order: orderId }}
        >
          {t(texts.openOrder)}
        </ButtonLink>
      </header>
      <p className="quiet">
        <FromWhere order={order} />
      </p>
      <div className="row-lines">
        {order.lines.map((line) => (
          <Line
            key={line.lineNo}
            line={line}
            mayEdit={mayEdit && read.data.editable}
            change={changes[`${orderId} ${line.lineNo}`] ?? {}}
            onChange={(change) => onChange(orderId, line.lineNo, change)}
          />
        ))}
      </div>
    </section>
  )
}

function Line({
  line,
  mayEdit,
  change,
  onChange,
}: {
  line: OrderLine
  mayEdit: boolean
  change: Change
  onChange: (change: Change) => void
}) {
  const t = useText()
  const formats = useFormats()
  if (line.textOnly) return <p>{line.name}</p>
  if (!mayEdit)
    return (
      <p className="row-line">
        <span>{line.name}</span>
        <span className="figures">
          {line.quantity} {line.unit} × {formats.amount(line.unitPrice)}
        </span>
      </p>
    )
  return (
    <div className="row-line edit">
      <TextField label={t(texts.whatSold)} value={change.name ?? line.name} onChange={(name) => onChange({ name })} />
      <AmountField
        label={`${t(texts.quantity)}, ${line.unit}`}
        decimals={0}
        value={change.quantity ?? line.quantity}
        onChange={(quantity) => quantity && onChange({ quantity })}
      />
      <AmountField
        label={t(texts.unitPrice)}
        value={change.unitPrice ?? line.unitPrice}
        onChange={(unitPrice) => unitPrice && onChange({ unitPrice })}
      />
    </div>
  )
}

/** The file and row that an order came by, or who wrote it. */
export function FromWhere({ order }: { order: OrderRead }) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  if (order.importId)
    return (
      <ButtonLink
        kind="link"
        to="/companies/$company/order-files/$import"
        params={{ company: company.code, import: order.importId }}
      >
        {order.row === null
          ? (order.fileName ?? order.source)
          : t(texts.fileRow, { file: order.fileName ?? order.source, row: String(order.row) })}
      </ButtonLink>
    )
  return (
    <>
      {order.createdBy ? t(texts.madeByHand, { name: order.createdBy }) : order.source}
      {` · ${formats.instant(order.createdAt)}`}
    </>
  )
}
