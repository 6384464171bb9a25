import { useEffect, useRef, useState } from 'react'
import { call, type Output } from '../../api/call.ts'
import type { ApiRefused } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { TextField } from '../../ui/field.tsx'
import { Told } from '../../ui/told.tsx'
import { desk as texts } from './desk-texts.ts'
import { PaneHead } from './divide-pane.tsx'
import { type DeskPayment, sayKind } from './say-evidence.ts'

type Found = Output<'bank.find-items'>
export type FoundItem = Found['items'][number]
type Customer = Found['customers'][number]
type Line = { key: string; item: FoundItem } | { key: string; customer: Customer }

/** Searches all that is open: Enter settles the chosen item, or takes the chosen customer. */
export function SearchPane({
  payment,
  mode,
  onItem,
  onCustomer,
  onClose,
}: {
  payment: DeskPayment
  mode: 'items' | 'customers'
  onItem: (item: FoundItem) => void
  onCustomer: (customer: Customer) => void
  onClose: () => void
}) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  const [text, setText] = useState('')
  const [found, setFound] = useState<{ text: string; lines: Line[] } | null>(null)
  const [at, setAt] = useState(0)
  const [error, setError] = useState<ApiRefused | null>(null)
  const [wants, setWants] = useState<string | null>(null)
  const turn = useRef(0)
  const input = useRef<HTMLInputElement>(null)
  const { transactionId } = payment
  useEffect(() => {
    input.current?.focus()
  }, [])
  useEffect(() => {
    const mine = ++turn.current
    const q = text.trim()
    if (q === '') return setFound(null)
    const timer = setTimeout(async () => {
      const answer = await call(company.code, 'bank.find-items', { transactionId, q, anyCurrency: true }).catch(
        (caught: ApiRefused) => caught,
      )
      if (mine !== turn.current) return
      if (answer instanceof Error) {
        setFound(null)
        return setError(answer)
      }
      setError(null)
      const customers = answer.customers.map((customer) => ({ key: customer.id, customer }))
      const items = answer.items.map((item) => ({ key: item.itemId, item }))
      setFound({ text: q, lines: mode === 'items' ? [...items, ...customers] : customers })
      setAt(0)
    }, 100)
    return () => clearTimeout(timer)
  }, [text, mode, transactionId, company.code])
  const choose = (line: Line | undefined) => {
    if (!line) return
    onClose()
    if ('item' in line) onItem(line.item)
    else onCustomer(line.customer)
  }
  // Enter may come before the answer to what was typed.
  useEffect(() => {
    if (wants === null || found?.text !== wants) return
    setWants(null)
    choose(found.lines[at])
  })
  const enter = () => (found?.text === text.trim() ? choose(found.lines[at]) : setWants(text.trim()))
  const lines = found?.lines ?? []
  useKeys([
    {
      key: 'ArrowDown',
      label: t(common.next),
      run: () => setAt(Math.min(at + 1, lines.length - 1)),
      inFields: true,
      unlisted: true,
    },
    {
      key: 'ArrowUp',
      label: t(common.previous),
      run: () => setAt(Math.max(at - 1, 0)),
      inFields: true,
      unlisted: true,
    },
    { key: 'Enter', label: t(texts.apply), run: enter, inFields: true },
    { key: 'Escape', label: t(common.close), run: onClose, inFields: true, unlisted: true },
  ])
  return (
    <div className="pane">
      <PaneHead title={mode === 'items' ? t(texts.search) : t(texts.whoseMoney)} onClose={onClose} />
      <TextField
        label={t(texts.searchHint)}
        value={text}
        onChange={setText}
        inputRef={input}
        input={{
          type: 'search',
          autoComplete: 'off',
          role: 'combobox',
          'aria-expanded': lines.length > 0,
          'aria-controls': 'desk-found',
          'aria-activedescendant': lines[at] ? `found-${lines[at].key}` : undefined,
        }}
      />
      <div className="found" id="desk-found" role="listbox" aria-label={t(texts.openItems)}>
        {lines.map((line, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the field above has the focus and names the option
          <div
            key={line.key}
            id={`found-${line.key}`}
            role="option"
            aria-selected={index === at}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(line)}
          >
            {'item' in line ? (
              <>
                <span className="what">
                  <span className="strong">{line.item.party.name}</span>
                  <span className="quiet small">
                    {line.item.kind !== 'invoice' && `${sayKind(t, line.item.kind)} `}
                    {line.item.number} · {t(common.due)} {formats.day(line.item.dueOn)}
                  </span>
                </span>
                <span className="figures strong">
                  {formats.amount(line.item.open)}
                  {line.item.currency !== payment.currency && <span className="quieter"> {line.item.currency}</span>}
                </span>
              </>
            ) : (
              <>
                <span className="what">
                  <span className="strong">{line.customer.name}</span>
                  <span className="quiet small">{line.customer.number}</span>
                </span>
                <span className="quiet">{t(texts.customerOpen, { n: line.customer.openCount })}</span>
              </>
            )}
          </div>
        ))}
      </div>
      {error && <Told error={error} />}
      {found && lines.length === 0 && <p className="quiet">{t(common.nothingFits)}</p>}
    </div>
  )
}
