import { useNavigate } from '@tanstack/react-router'
import { FileText, GitMerge, Lock, type LucideIcon, Search, User } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { call, type Output } from '../api/call.ts'
import { useSession } from '../api/session.tsx'
import { useFormats, useText } from '../lang/language.tsx'
import { Key } from '../ui/key.tsx'
import { useKeys } from './keys.tsx'
import { screens } from './screen-list.ts'
import { texts } from './texts.ts'
import './palette.css'

interface Line {
  id: string
  group: string
  icon: LucideIcon
  title: string
  sub: string
  amount: string | null
  currency: string | null
  /** Address below the company. */
  address: string
  keyCap?: string
}
type Found = Output<'workspace.search'>['groups'][number]['rows'][number]

/** Ctrl K: any customer, invoice, payment, screen or act, from a part of its name, number, reference or amount. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const t = useText()
  const formats = useFormats()
  const navigate = useNavigate()
  const { company, can } = useSession()
  const [text, setText] = useState('')
  const [found, setFound] = useState<{ lines: Line[]; customer: Found | null; ms: number }>({
    lines: [],
    customer: null,
    ms: 0,
  })
  const [at, setAt] = useState(0)
  const turn = useRef(0)
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  useKeys([], { isAlone: true })
  useEffect(() => {
    const mine = ++turn.current
    const q = text.trim()
    if (q === '') return setFound({ lines: [], customer: null, ms: 0 })
    const timer = setTimeout(async () => {
      const began = performance.now()
      const { groups } = await call(company.code, 'workspace.search', { q }).catch(
        (): Output<'workspace.search'> => ({ groups: [] }),
      )
      if (mine !== turn.current) return
      setFound({
        lines: groups.flatMap((group) => group.rows.map((row) => foundLine(group.kind, row))),
        customer: groups.find(({ kind }) => kind === 'customers')?.rows[0] ?? null,
        ms: Math.round(performance.now() - began),
      })
      setAt(0)
    }, 60)
    return () => clearTimeout(timer)
  }, [text, company.code])

  const foundLine = (kind: 'customers' | 'invoices' | 'payments', row: Found): Line => ({
    id: `${kind} ${row.id}`,
    group: kind === 'customers' ? t(texts.customersFound) : t(texts.moneyFound),
    icon: row.isProtected ? Lock : kind === 'customers' ? User : kind === 'invoices' ? FileText : GitMerge,
    title: kind === 'payments' ? t(texts.payment, { name: row.title }) : row.title,
    sub: [row.sub, row.on ? formats.day(row.on) : ''].filter(Boolean).join(' · '),
    amount: row.amount,
    currency: row.currency,
    address:
      kind === 'customers'
        ? `customers/${row.number}`
        : kind === 'invoices'
          ? `invoices/${row.id}`
          : `payments/${row.id}`,
  })
  const wanted = text.trim().toLocaleLowerCase()
  const actLines: Line[] =
    found.customer && !found.customer.isProtected && can('invoicing.invoice-now')
      ? [
          {
            id: 'new',
            group: t(texts.doFound),
            icon: screens.find(({ key }) => key === 'new-invoice')!.icon,
            title: `${t(screens.find(({ key }) => key === 'new-invoice')!.title)}: ${found.customer.title}`,
            sub: '',
            amount: null,
            currency: null,
            address: `invoices/new?customer=${found.customer.number}`,
          },
        ]
      : []
  const goLines: Line[] = screens
    .filter((screen) => can(screen.verb) && (wanted === '' || wordsFit(t(screen.title), wanted)))
    .map((screen) => ({
      id: screen.key,
      group: t(texts.goFound),
      icon: screen.icon,
      title: t(screen.title),
      sub: '',
      amount: null,
      currency: null,
      address: `${screen.to.replace('/companies/$company/', '')}${dayIn(wanted)}`,
    }))
  const lines = [...found.lines, ...actLines, ...goLines]
  const chosen = lines[at]
  const open = (line: Line, inNewTab: boolean) => {
    const address = `/companies/${company.code}/${line.address}`
    if (inNewTab) window.open(address, '_blank', 'noopener')
    else {
      onClose()
      void navigate({ href: address })
    }
  }
  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label={t(texts.findAnything)}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown') setAt(Math.min(at + 1, lines.length - 1))
        else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
        else if (event.key === 'Enter' && chosen) open(chosen, event.ctrlKey || event.metaKey)
        else return
        event.preventDefault()
      }}
    >
      <label className="palette-field">
        <Search size={17} aria-hidden />
        <span className="unseen">{t(texts.findAnything)}</span>
        <input
          role="combobox"
          aria-expanded
          aria-controls="palette-lines"
          aria-activedescendant={chosen ? `palette-${at}` : undefined}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
          // biome-ignore lint/a11y/noAutofocus: a palette is opened to type in
          autoFocus
        />
        {text === '' && <span className="quieter palette-hint">{t(texts.searchWhat)}</span>}
      </label>
      <div className="palette-lines" id="palette-lines" role="listbox" aria-label={t(texts.findAnything)}>
        {lines.map((line, index) => (
          <div key={line.id} role="presentation">
            {line.group !== lines[index - 1]?.group && <p className="palette-group">{line.group}</p>}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys */}
            {/* biome-ignore lint/a11y/useFocusableInteractive: the field above has the focus and names the line */}
            <div
              role="option"
              id={`palette-${index}`}
              aria-selected={index === at}
              className="palette-line"
              ref={(element) => void (index === at && element?.scrollIntoView({ block: 'nearest' }))}
              onClick={(event) => open(line, event.ctrlKey || event.metaKey)}
            >
              <line.icon size={16} aria-hidden />
              <span className="palette-title">{emphasised(line.title, text.trim())}</span>
              <span className="quieter palette-sub">{line.sub}</span>
              {line.amount !== null && (
                <span className="figures nowrap">
                  {formats.amount(line.amount)} {line.currency}
                </span>
              )}
            </div>
          </div>
        ))}
        {lines.length === 0 && <p className="palette-group">{t(texts.nothingFound)}</p>}
      </div>
      <footer className="palette-foot">
        <Key name="Enter" /> {t(texts.openIt)} <Key name="Ctrl+Enter" /> {t(texts.newTab)}
        <span className="last figures">{found.ms > 0 && t(texts.found, { n: found.lines.length, ms: found.ms })}</span>
      </footer>
    </dialog>
  )
}

/** Every word typed begins a word of the name; a year-month like "2026-08" or "aug" is for `asOf`. */
const wordsFit = (title: string, wanted: string): boolean => {
  const words = title.toLocaleLowerCase().split(/\s+/)
  return wanted.split(/\s+/).some((part) => part.length > 1 && words.some((word) => word.startsWith(part)))
}

/** "aged 2026-08-31": the day goes along as the day that a report shows. */
const dayIn = (wanted: string): string => {
  const day = /\d{4}-\d{2}-\d{2}/.exec(wanted)?.[0]
  return day ? `?asOf=${day}` : ''
}

function emphasised(title: string, wanted: string) {
  const at = wanted === '' ? -1 : title.toLocaleLowerCase().indexOf(wanted.toLocaleLowerCase())
  if (at < 0) return title
  return (
    <>
      {title.slice(0, at)}
      <mark>{title.slice(at, at + wanted.length)}</mark>
      {title.slice(at + wanted.length)}
    </>
  )
}
