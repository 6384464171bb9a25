import { useQueryClient } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { call, type Input, type Output } from '../../api/call.ts'
import type { ApiRefused } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { isZero } from '../../lang/is-zero.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { AmountField } from '../../ui/field.tsx'
import { Key } from '../../ui/key.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Told } from '../../ui/told.tsx'
import { desk as texts } from './desk-texts.ts'
import { type DeskPayment, sayEffect, sayItems, sayKind } from './say-evidence.ts'
import type { Desk, DeskFilter } from './use-desk.ts'

type Item = Output<'bank.find-items'>['items'][number]
type Rest = 'write-off' | 'on-account' | 'suspense' | 'open'
interface Ticked {
  itemId: string
  /** null: as far as the money goes. */
  amount: string | null
}

/** One payment over several items, of one or several customers: ticks, amounts, and what becomes of the rest. */
export function DividePane({
  payment,
  party,
  list,
  desk,
  onClose,
}: {
  payment: DeskPayment
  party: string | null
  list: DeskFilter
  desk: Desk
  onClose: () => void
}) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  const client = useQueryClient()
  const { transactionId, currency } = payment
  const [parties, setParties] = useState<string[]>(party ? [party] : [])
  /** Put on account of customers, beside what is ticked; and the customers' names. */
  const [aside, setAside] = useState<Readonly<Record<string, string>>>({})
  const [nameOf, setNameOf] = useState<Readonly<Record<string, string>>>({})
  const [ticked, setTicked] = useState<readonly Ticked[]>([])
  const [at, setAt] = useState(0)
  const [restWish, setRest] = useState<Rest | null>(null)
  const [told, setTold] = useState<string | null>(null)
  const pane = useRef<HTMLDivElement>(null)
  const items = useItemsOf(transactionId, parties)
  const given = parties.flatMap((id) => (aside[id] ? [{ party: id, amount: aside[id] }] : []))
  const wish = (writeOff: boolean): Input<'bank.preview-match'> => ({
    transactionId,
    items: ticked.map(({ itemId, amount }) => ({ itemId, ...(amount ? { amount } : {}) })),
    writeOff,
    onAccount: given.map(({ amount }) => amount),
  })
  const preview = useRead('bank.preview-match', wish(restWish === null || restWish === 'write-off'), {
    staleMillis: 5_000,
  })
  const { data } = preview
  const rest = restOf(data, restWish)
  const options = restOptions(data)
  const rows = items.rows
  useEffect(() => {
    pane.current?.focus()
  }, [])
  const toggle = (itemId: string | undefined) => {
    if (!itemId) return
    setTold(null)
    setTicked((before) =>
      before.some((one) => one.itemId === itemId)
        ? before.filter((one) => one.itemId !== itemId)
        : [...before, { itemId, amount: null }],
    )
  }
  const apply = async () => {
    if (ticked.length === 0 && given.length === 0) return setTold(t(texts.tickOne))
    const wished = wish(restWish === null || restWish === 'write-off')
    // What the rule says of this very choice decides what becomes of the rest.
    const known = await client
      .fetchQuery({
        queryKey: [company.code, 'bank.preview-match', wished],
        queryFn: () => call(company.code, 'bank.preview-match', wished),
        staleTime: 5_000,
      })
      .catch(() => null)
    if (!known) return
    const decided = restOf(known, restWish)
    const chosen = ticked.flatMap(({ itemId }) => rows.find((row) => row.itemId === itemId) ?? [])
    const said = t(texts.applied, {
      amount: `${formats.amount(payment.left)}\u00a0${currency}`,
      what: sayItems(
        t,
        chosen.map(({ number }) => number),
      ),
      party: [...new Set([...chosen.map((one) => one.party.name), ...given.map((one) => nameIn(one.party))])].join(
        ', ',
      ),
    })
    if (given.length > 0) {
      const partsOf = parties.map((id) => {
        const own = chosen.filter((one) => one.party.id === id).map(({ itemId }) => itemId)
        const amount = aside[id]
        return {
          party: id,
          ...(amount ? { amount } : {}),
          items: wished.items.filter(({ itemId }) => own.includes(itemId)),
        }
      })
      const parts = partsOf.filter((part) => part.amount || part.items.length > 0)
      desk.act('bank.split-payment', { transactionId, parts, list }, said)
    } else
      desk.act(
        'bank.accept-match',
        {
          matches: [
            {
              transactionId,
              items: wished.items,
              writeOff: decided === 'write-off',
              rest: decided === 'suspense' ? 'suspense' : 'on-account',
            },
          ],
          list,
        },
        said,
      )
    onClose()
  }
  const nameIn = (id: string) => nameOf[id] ?? rows.find((row) => row.party.id === id)?.party.name ?? ''
  const cycleRest = () => {
    const index = options.indexOf(rest)
    setRest(options[(index + 1) % options.length] ?? null)
  }
  const move = (by: number) => setAt(Math.min(Math.max(at + by, 0), Math.max(rows.length - 1, 0)))
  // A figure may be pressed before the items are here: it is kept for them.
  const early = useRef<number[]>([])
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when they have come
  useEffect(() => {
    if (items.isLoading) return
    for (const index of early.current.splice(0)) toggle(rows[index]?.itemId)
  }, [items.isLoading])
  useKeys([
    ...Array.from({ length: items.isLoading ? 9 : Math.min(rows.length, 9) }, (_, index) => ({
      key: String(index + 1),
      label: t(texts.tickNth),
      run: () => (items.isLoading ? void early.current.push(index) : toggle(rows[index]?.itemId)),
      unlisted: index > 0,
    })),
    { key: 'ArrowDown', label: t(common.next), run: () => move(1), unlisted: true },
    { key: 'ArrowUp', label: t(common.previous), run: () => move(-1), unlisted: true },
    { key: 'J', label: t(common.next), run: () => move(1), unlisted: true },
    { key: 'K', label: t(common.previous), run: () => move(-1), unlisted: true },
    { key: 'X', label: t(texts.tick), run: () => toggle(rows[at]?.itemId), unlisted: true },
    { key: 'Space', label: t(texts.tick), run: () => toggle(rows[at]?.itemId) },
    options.length > 1 && { key: 'D', label: t(texts.otherRest), run: cycleRest },
    { key: 'Enter', label: t(texts.apply), run: () => void apply(), inFields: true },
    { key: 'Escape', label: t(common.close), run: onClose, inFields: true, unlisted: true },
  ])
  const names: Record<Rest, string> = {
    'write-off': t(texts.restWriteOff),
    'on-account': t(texts.restOnAccount),
    suspense: t(texts.restSuspense),
    open: t(texts.restOpen),
  }
  const gap = !data || (isZero(data.over) && isZero(data.short)) ? null : isZero(data.over) ? data.short : data.over
  const isShort = data !== undefined && isZero(data.over) && !isZero(data.short)
  const several = new Set(rows.map((row) => row.party.id)).size > 1
  return (
    <div className="pane" ref={pane} tabIndex={-1}>
      <PaneHead title={t(texts.divide)} onClose={onClose} />
      {items.error && <Told error={items.error} />}
      {parties.length > 0 && rows.length === 0 && !items.isLoading && <p className="quiet">{t(texts.nothingOpen)}</p>}
      <ul className="ticks" aria-label={t(texts.openItems)}>
        {rows.map((row, index) => {
          const tick = ticked.find((one) => one.itemId === row.itemId)
          const applied = data?.items.find((one) => one.itemId === row.itemId)
          return (
            <li key={row.itemId} className={index === at ? 'at' : ''}>
              <label>
                <input type="checkbox" checked={Boolean(tick)} onChange={() => toggle(row.itemId)} />
                {index < 9 && <Key name={String(index + 1)} />}
                <span className="what">
                  <span className="strong">{row.number}</span>
                  <span className="quiet small">
                    {several ? `${row.party.name} · ` : ''}
                    {row.kind !== 'invoice' && `${sayKind(t, row.kind)} · `}
                    {formats.day(row.dueOn)}
                  </span>
                </span>
                <span className={`figures ${row.open.startsWith('-') ? 'negative' : ''}`}>
                  {formats.amount(row.open)}
                  {row.currency !== currency && <span className="quieter"> {row.currency}</span>}
                </span>
              </label>
              {tick && (
                <AmountField
                  label={`${t(texts.amountOf, { number: row.number })}, ${row.currency}`}
                  labelUnseen
                  value={tick.amount ?? ''}
                  onChange={(amount) =>
                    setTicked((before) =>
                      before.map((one) => (one.itemId === row.itemId ? { ...one, amount: amount || null } : one)),
                    )
                  }
                  input={{ placeholder: formats.amount(applied?.amount ?? row.open) }}
                />
              )}
              {tick && applied && row.currency !== currency && (
                <p className="quiet small at-rate">
                  {t(texts.atRate, {
                    amount: `${formats.amount(applied.paid)}\u00a0${currency}`,
                    day: formats.dayInText(payment.bookedOn, 'short'),
                  })}
                </p>
              )}
            </li>
          )
        })}
      </ul>
      {parties.length > 1 &&
        parties.map((id) => (
          <AmountField
            key={id}
            label={t(texts.asideOf, { name: nameIn(id) })}
            value={aside[id] ?? ''}
            onChange={(amount) => setAside((before) => ({ ...before, [id]: amount ?? '' }))}
          />
        ))}
      <SearchField
        label={parties.length > 0 ? t(texts.anotherCustomer) : t(common.customer)}
        chosen=""
        autoFocus={parties.length === 0}
        find={async (q) =>
          (await call(company.code, 'bank.find-items', { transactionId, q, anyCurrency: true })).customers.filter(
            ({ id }) => !parties.includes(id),
          )
        }
        keyOf={(customer) => customer.id}
        show={(customer) => (
          <>
            <span>{customer.name}</span>
            <span className="quieter">{t(texts.customerOpen, { n: customer.openCount })}</span>
          </>
        )}
        onChoose={(customer) => {
          setParties([...parties, customer.id])
          setNameOf((before) => ({ ...before, [customer.id]: customer.name }))
          pane.current?.focus()
        }}
      />
      {preview.error && <Told error={preview.error} />}
      {data && (
        <div className="division" aria-live="polite">
          <p>
            <span className="quiet">{t(texts.ofPayment)}</span>
            <span className="figures">{`${formats.amount(data.amount)}\u00a0${currency}`}</span>
          </p>
          <p>
            <span className="quiet">{t(texts.toApply)}</span>
            <span className="figures">{formats.amount(data.applied)}</span>
          </p>
          <p className="strong">
            <span>{gap === null ? t(texts.nothingLeft) : t(isShort ? texts.restShort : texts.restOver)}</span>
            <span className="figures">{gap === null ? formats.amount('0') : formats.amount(gap)}</span>
          </p>
          {ticked.length > 0 && given.length === 0 && gap !== null && options.length > 1 && (
            <div className="rest">
              <span className="quiet">{t(texts.rest)}</span>
              <Choice
                label={t(texts.rest)}
                value={rest}
                options={options.map((value) => ({ value, label: names[value] }))}
                onChange={setRest}
              />
            </div>
          )}
          {ticked.length > 0 && gap !== null && (
            <p className="small quiet">
              {t(data.mayWriteOff ? texts.withinRule : texts.beyondRule, {
                amount: `${formats.amount(data.tolerance)}\u00a0${currency}`,
              })}
            </p>
          )}
          {data.effect && <p className="effect">{sayEffect(t, formats, data.effect, currency).join(' ')}</p>}
        </div>
      )}
      {told && <p className="pane-told">{told}</p>}
      <div className="form-acts">
        <Button kind="quiet" onPress={onClose}>
          {t(common.cancel)}
        </Button>
        <Button kind="primary" keyCap="Enter" onPress={() => void apply()}>
          {ticked.length > 0 ? t(texts.applyN, { n: ticked.length }) : t(texts.apply)}
        </Button>
      </div>
    </div>
  )
}

export function PaneHead({ title, onClose }: { title: string; onClose: () => void }) {
  const t = useText()
  return (
    <header className="desk-side-head">
      <h2>{title}</h2>
      <Button kind="quiet" name={t(common.close)} icon={<X size={16} aria-hidden />} onPress={onClose} />
    </header>
  )
}

/** Open items of the customers that were chosen, each customer's own in their order. */
function useItemsOf(transactionId: string, parties: readonly string[]) {
  const { company } = useSession()
  const client = useQueryClient()
  const [read, setRead] = useState<{ rows: Item[]; isLoading: boolean; error: ApiRefused | null }>({
    rows: [],
    isLoading: parties.length > 0,
    error: null,
  })
  const wanted = parties.join(' ')
  useEffect(() => {
    let isCurrent = true
    const ids = wanted.split(' ').filter(Boolean)
    void Promise.all(
      ids.map((party) =>
        client.fetchQuery({
          queryKey: [company.code, 'bank.find-items', { transactionId, party, anyCurrency: true }],
          queryFn: () => call(company.code, 'bank.find-items', { transactionId, party, anyCurrency: true }),
          staleTime: 5_000,
        }),
      ),
    ).then(
      (answers) => isCurrent && setRead({ rows: answers.flatMap(({ items }) => items), isLoading: false, error: null }),
      (error) => isCurrent && setRead({ rows: [], isLoading: false, error }),
    )
    return () => {
      isCurrent = false
    }
  }, [wanted, transactionId, company.code, client])
  return read
}

type Preview = Output<'bank.preview-match'>

/** What may be done with what is over or short. */
function restOptions(data: Preview | undefined): Rest[] {
  if (!data || (isZero(data.over) && isZero(data.short))) return ['on-account']
  // Amounts of one's own may leave both: an item that stays open shows in the effect, the money needs a place.
  const own: Rest[] = isZero(data.over) ? ['open'] : ['on-account', 'suspense']
  return data.mayWriteOff ? ['write-off', ...own] : own
}

/** Within the rule it is written off, unless a person says otherwise. */
function restOf(data: Preview | undefined, wish: Rest | null): Rest {
  const options = restOptions(data)
  return wish && options.includes(wish) ? wish : options[0]!
}
