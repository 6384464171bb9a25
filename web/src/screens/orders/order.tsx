import { getRouteApi } from '@tanstack/react-router'
import { Lock } from 'lucide-react'
import { useState } from 'react'
import { useSession } from '../../api/session.tsx'
import type { Until } from '../../api/use-kept-fields.ts'
import { useAct, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useWord } from '../../lang/use-word.ts'
import { useProblemTexts } from '../../problems/use-problem-texts.ts'
import { ChangedNotice } from '../../shell/changed-notice.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Amount } from '../../ui/amount.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Menu } from '../../ui/menu.tsx'
import { ReasonDialog } from '../../ui/reason-dialog.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Facts } from '../../ui/strip.tsx'
import { Told } from '../../ui/told.tsx'
import { PageWaiting } from '../../ui/waiting.tsx'
import { OrderForm } from './order-form.tsx'
import { orderTones } from './order-list.tsx'
import { asOrder, type OrderRead, shownReference } from './order-shape.ts'
import { orderTexts } from './order-texts.ts'
import { FromWhere } from './run-row-drawer.tsx'
import { texts } from './texts.ts'
import { useGroupName, useVatName } from './use-names.ts'
import './order.css'

const route = getRouteApi('/companies/$company/orders/$order')

export default function OrderScreen() {
  const t = useText()
  const { company } = useSession()
  const { order: orderId } = route.useParams()
  const navigate = useHere(route.useNavigate())
  const isNew = orderId === 'new'
  const read = useRead('invoicing.read-order', isNew ? null : { orderId })
  const parent = {
    label: t(orderTexts.orders),
    link: { to: '/companies/$company/orders', params: { company: company.code } } as const,
  }
  if (isNew)
    return (
      <Screen title={t(orderTexts.newOrder)} parent={parent}>
        <div className="scroll">
          <OrderForm
            order={null}
            version={null}
            onSaved={(id) =>
              void navigate({
                to: '/companies/$company/orders/$order',
                params: { company: company.code, order: id },
                replace: true,
              })
            }
          />
        </div>
      </Screen>
    )
  const order = read.data ? asOrder(read.data.order) : null
  if (!read.data || !order || order.orderId !== orderId)
    return (
      <Screen title={t(texts.order)} parent={parent}>
        {read.error ? (
          <div className="section">
            <Told error={read.error} onAgain={() => void read.refetch()} />
          </div>
        ) : (
          <PageWaiting />
        )}
      </Screen>
    )
  return (
    <OneOrder
      key={orderId}
      order={order}
      version={read.data.version}
      isEditable={read.data.editable}
      problems={read.data.problems}
      parent={parent}
    />
  )
}

function OneOrder({
  order,
  version,
  isEditable,
  problems,
  parent,
}: {
  order: OrderRead
  version: string
  isEditable: boolean
  problems: Parameters<typeof useProblemTexts>[0]
  parent: NonNullable<Parameters<typeof Screen>[0]['parent']>
}) {
  const t = useText()
  const word = useWord()
  const formats = useFormats()
  const tell = useTell()
  const { company, can } = useSession()
  const navigate = useHere(route.useNavigate())
  const [isEditing, setEditing] = useState(false)
  const [isHolding, setHolding] = useState(false)
  const hold = useAct('invoicing.hold')
  const release = useAct('invoicing.release-hold')
  const cancel = useAct('invoicing.cancel-order')
  const restore = useAct('invoicing.restore-order')
  const propose = useAct('invoicing.propose-billing')
  const told = useProblemTexts(problems)
  const groupName = useGroupName()
  const { orderId } = order
  const state = order.invoiceId ? 'billed' : order.cancelledAt ? 'cancelled' : 'waiting'
  const reference = shownReference(order)
  const own = order.holds.filter((one) => one.of === 'order')
  const mayEdit = isEditable && can('invoicing.save-order')
  const mayHold = isEditable && own.length === 0 && can('invoicing.hold')
  const mayRelease = own.length > 0 && can('invoicing.release-hold')
  const letGo = () => {
    const [first] = own
    if (!first) return
    void release.run({ holdId: first.holdId } as never).then(
      () =>
        tell(t(orderTexts.released), {
          verb: 'invoicing.hold',
          input: { orderId, reason: first.reason },
        }),
      () => {},
    )
  }
  const keep = (reason: string, until: Until) =>
    void until(hold.run({ orderId, reason } as never)).then(
      ({ holdId }) => {
        setHolding(false)
        tell(t(orderTexts.held), { verb: 'invoicing.release-hold', input: { holdId } })
      },
      () => {},
    )
  const callOff = () =>
    void cancel.run({ orderId } as never).then(
      ({ undo }) => tell(t(orderTexts.cancelled, { reference }), undo),
      () => {},
    )
  const takeIn = () =>
    void restore.run({ orderId }).then(
      ({ undo }) => tell(t(orderTexts.restored, { reference }), undo),
      () => {},
    )
  const bill = () =>
    void propose.run({ orderIds: [orderId] } as never).then(
      ({ runId }) =>
        void navigate({ to: '/companies/$company/billing-runs/$run', params: { company: company.code, run: runId } }),
      () => {},
    )
  useKeys([
    mayHold && { key: 'H', label: t(orderTexts.hold), run: () => setHolding(true) },
    mayRelease && { key: 'L', label: t(orderTexts.release), run: letGo },
    mayEdit && !isEditing && { key: 'Enter', label: t(common.edit), run: () => setEditing(true) },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
    isEditing && {
      key: 'Escape',
      label: t(common.cancel),
      run: () => setEditing(false),
      inFields: true,
      unlisted: true,
    },
    isEditable &&
      !isEditing &&
      can('invoicing.propose-billing') && {
        key: 'Ctrl+Enter',
        label: t(orderTexts.proposeNow),
        run: bill,
        unlisted: true,
      },
  ])
  const error = [hold, release, cancel, restore, propose].find((one) => one.error)?.error
  return (
    <Screen
      title={t(orderTexts.orderOf, {
        reference: reference || (order.row === null ? '' : t(orderTexts.rowN, { row: order.row })),
      }).trim()}
      parent={parent}
      beside={<Chip tone={orderTones[state]}>{word('orderState', state)}</Chip>}
      showsKeys
      acts={
        <>
          {mayHold && (
            <Button keyCap="H" onPress={() => setHolding(true)}>
              {t(orderTexts.hold)}
            </Button>
          )}
          {mayRelease && (
            <Button keyCap="L" working={release.isRunning} onPress={letGo}>
              {t(orderTexts.release)}
            </Button>
          )}
          {state === 'cancelled' && can('invoicing.restore-order') && (
            <Button working={restore.isRunning} onPress={takeIn}>
              {t(orderTexts.restore)}
            </Button>
          )}
          {isEditable && can('invoicing.propose-billing') && (
            <Button kind="primary" keyCap="Ctrl+Enter" working={propose.isRunning} onPress={bill}>
              {t(orderTexts.proposeNow)}
            </Button>
          )}
          <Menu
            entries={[
              mayEdit && { label: t(common.edit), keyCap: 'Enter', run: () => setEditing(true) },
              { label: t(common.print), keyCap: 'P', run: () => window.print() },
              isEditable &&
                can('invoicing.cancel-order') && { label: t(orderTexts.cancel), destructive: true, run: callOff },
            ]}
          />
        </>
      }
    >
      <ChangedNotice subjects={[orderId]} isTyped={isEditing} />
      {error && (
        <div className="section">
          <Told error={error} />
        </div>
      )}
      {order.holds.map((one) => (
        <div className="section" key={one.holdId}>
          <Banner tone="warn">
            {t(one.of === 'order' ? orderTexts.heldOrder : orderTexts.heldCustomer, { reason: one.reason })}
            {one.by && <span className="quiet"> {one.by}</span>}
          </Banner>
        </div>
      ))}
      {told.length > 0 && (
        <div className="section">
          <Banner tone="warn">
            <p>{t(orderTexts.stops)}</p>
            <ul>
              {told.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          </Banner>
        </div>
      )}
      <div className="columns">
        <div className="main">
          {isEditing ? (
            <div className="scroll">
              <OrderForm
                order={order}
                version={version}
                onSaved={() => setEditing(false)}
                onCancel={() => setEditing(false)}
              />
            </div>
          ) : (
            <Lines order={order} />
          )}
        </div>
        <aside className="side" aria-label={t(orderTexts.goesHow)}>
          <section className="section">
            <h2>
              {order.isProtected && <Lock size={14} aria-hidden />} {order.customerName}
            </h2>
            <p>
              <ButtonLink
                kind="link"
                to="/companies/$company/customers/$number"
                params={{ company: company.code, number: order.customer }}
              >
                {`${t(common.customer)} ${order.customer}`}
              </ButtonLink>
            </p>
          </section>
          <section className="section">
            <h2>{t(isEditable ? orderTexts.goesHow : orderTexts.wentHow)}</h2>
            {order.invoiceId ? (
              <p>
                <ButtonLink
                  kind="link"
                  to="/companies/$company/invoices/$invoice"
                  params={{ company: company.code, invoice: order.invoiceId }}
                >
                  {t(orderTexts.becameInvoice, { number: order.invoiceNumber ?? '' })}
                </ButtonLink>
              </p>
            ) : order.cancelledAt ? (
              <p>{t(orderTexts.cancelledOn, { at: formats.instant(order.cancelledAt) })}</p>
            ) : (
              <p>
                {order.invoiceOn && order.invoiceOn > company.today
                  ? t(orderTexts.waitsUntil, { day: formats.dayInText(order.invoiceOn) })
                  : t(orderTexts.waits)}
              </p>
            )}
            <Facts
              facts={[
                [t(common.invoiceGroup), groupName(order.invoiceGroup)],
                [t(orderTexts.cameFrom), <FromWhere key="from" order={order} />],
                order.invoiceOn !== null && [t(orderTexts.invoiceOn), formats.dayInText(order.invoiceOn)],
                order.dueOn !== null && [t(common.due), formats.dayInText(order.dueOn)],
                order.supplyFrom !== null && [
                  t(orderTexts.supply),
                  `${formats.day(order.supplyFrom)} – ${formats.day(order.supplyTo)}`,
                ],
                order.theirReference !== null && [t(orderTexts.theirReference), order.theirReference],
                order.ourReference !== null && [t(orderTexts.ourReference), order.ourReference],
                order.purchaseOrder !== null && [t(orderTexts.purchaseOrder), order.purchaseOrder],
                order.text !== null && [t(orderTexts.text), order.text],
              ]}
            />
          </section>
        </aside>
      </div>
      {isHolding && (
        <ReasonDialog
          keptAs={`hold-order:${orderId}`}
          title={t(orderTexts.holdOrder)}
          label={t(texts.holdWhy)}
          act={t(orderTexts.hold)}
          running={hold}
          onClose={() => setHolding(false)}
          onGiven={keep}
        />
      )}
    </Screen>
  )
}

function Lines({ order }: { order: OrderRead }) {
  const t = useText()
  const vatName = useVatName()
  const formats = useFormats()
  const quantityOf = (line: OrderRead['lines'][number]) =>
    `${formats.amount(line.quantity, decimalsOf(line.quantity))} ${line.unit}`
  const priceOf = (line: OrderRead['lines'][number]) =>
    formats.amount(line.unitPrice, Math.max(2, decimalsOf(line.unitPrice)))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a pane that scrolls must be reachable by keyboard
    <section className="scroll" tabIndex={0} aria-label={t(orderTexts.lines)}>
      <table className="table order-lines">
        <thead>
          <tr>
            <th scope="col">{t(orderTexts.what)}</th>
            <th scope="col" className="amount fold">
              {t(orderTexts.quantity)}
            </th>
            <th scope="col" className="amount fold">
              {t(orderTexts.unitPrice)}
            </th>
            <th scope="col" className="fold">
              {t(orderTexts.vat)}
            </th>
            <th scope="col" className="amount">
              {t(orderTexts.net)}
            </th>
          </tr>
        </thead>
        <tbody>
          {order.lines.map((line) => (
            <tr key={line.lineNo}>
              <td className="wrap">
                <span className="strong">{line.name}</span>{' '}
                {line.article && <span className="quieter figures">{line.article}</span>}
                {!line.textOnly && (
                  <p className="quiet small folded figures">
                    {[
                      `${quantityOf(line)} × ${priceOf(line)}`,
                      line.discountPercent &&
                        `−${formats.amount(line.discountPercent, decimalsOf(line.discountPercent))} %`,
                      line.vatCode && vatName(line.vatCode),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </p>
                )}
                {line.description && <p className="quiet">{line.description}</p>}
                {line.supplyFrom && (
                  <p className="quiet small">
                    {formats.day(line.supplyFrom)} – {formats.day(line.supplyTo)}
                  </p>
                )}
                {line.coding && line.coding.length > 0 && (
                  <p className="quiet small">
                    {line.coding
                      .map(({ account, dimensions }) =>
                        [account, ...Object.values(dimensions)].filter(Boolean).join(' '),
                      )
                      .join(' · ')}
                  </p>
                )}
              </td>
              <td className="amount fold">{line.textOnly ? '' : quantityOf(line)}</td>
              <td className="amount fold">
                {line.textOnly ? '' : priceOf(line)}
                {line.discountPercent && (
                  <span className="quiet">
                    {' '}
                    −{formats.amount(line.discountPercent, decimalsOf(line.discountPercent))} %
                  </span>
                )}
              </td>
              <td className="wrap fold">{line.vatCode ? vatName(line.vatCode) : ''}</td>
              <td className="amount">{line.net !== null && <Amount value={line.net} />}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td>{t(common.sum)}</td>
            <td className="fold" />
            <td className="fold" />
            <td className="fold" />
            <td className="amount">
              <Amount value={order.net ?? '0.00'} currency={order.currency} />
            </td>
          </tr>
        </tfoot>
      </table>
    </section>
  )
}

const decimalsOf = (value: string): number => value.split('.')[1]?.length ?? 0
