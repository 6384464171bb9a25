import { useNavigate, useRouterState } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { call, callPlain, type Output } from '../api/call.ts'
import type { ApiRefused } from '../api/refused.ts'
import { useSession } from '../api/session.tsx'
import { useAct } from '../api/use-verb.ts'
import { isZero } from '../lang/is-zero.ts'
import { useFormats, useText } from '../lang/language.tsx'
import { Key } from '../ui/key.tsx'
import { useFavourites } from './favourites.tsx'
import { useKeys } from './keys.tsx'
import { actLines, actOnFoundLines, readActs } from './palette-acts.ts'
import { doLines, type Found, foundLines, goLines, isMeant, keptLines, type Line, verbLines } from './palette-lines.ts'
import { recents } from './recent.ts'
import { texts } from './texts.ts'
import { showTheme } from './theme.ts'
import { useTell } from './toast.tsx'
import { useHere } from './use-here.ts'
import './palette.css'

/** While one question is on its way the next waits so long: a letter may follow. */
const askedAfterMillis = 40

interface FoundNow {
  groups: Output<'workspace.search'>['groups']
  /** By what stands after the name of an act. */
  toActOn: Output<'workspace.search'>['groups']
  ms: number
  q: string
}
const nothing: FoundNow = { groups: [], toActOn: [], ms: 0, q: '' }

/** Ctrl K: any customer, invoice, payment, screen or act, from a part of its name, number, reference or amount. */
export default function Palette({
  onClose,
  onDone,
  onHelp,
  onKeys,
}: {
  onClose: () => void
  onDone: () => void
  onHelp: () => void
  onKeys: () => void
}) {
  const t = useText()
  const formats = useFormats()
  const navigate = useHere(useNavigate())
  const session = useSession()
  const { company, can } = session
  const { favourites } = useFavourites()
  const save = useAct('workspace.save-preferences')
  const undoMatch = useAct('bank.undo-match')
  const tell = useTell()
  const here = useRouterState({ select: ({ location }) => location.href })
  const [text, setText] = useState('')
  const [found, setFound] = useState<FoundNow>(nothing)
  /** What `→` was pressed on: its verbs are shown instead. */
  const [subject, setSubject] = useState<Line | null>(null)
  const [at, setAt] = useState(0)
  const turn = useRef(0)
  const onTheWay = useRef(0)
  const dialog = useRef<HTMLDialogElement>(null)
  const field = useRef<HTMLInputElement>(null)
  // Before anything else is typed: the first letter after Ctrl K is meant for it.
  useLayoutEffect(() => {
    dialog.current?.showModal()
  }, [])
  useKeys([], { isAlone: true })
  useEffect(() => {
    const mine = ++turn.current
    const q = text.trim()
    if (q === '' || subject) return setFound(nothing)
    const find = (q: string) =>
      call(company.code, 'workspace.search', { q }).catch((): Output<'workspace.search'> => ({ groups: [] }))
    const rest = readActs(q, can).on?.rest
    const ask = async () => {
      const began = performance.now()
      onTheWay.current++
      const [{ groups }, named] = await Promise.all([find(q), rest ? find(rest) : null]).finally(
        () => onTheWay.current--,
      )
      if (mine === turn.current)
        setFound({ groups, toActOn: named?.groups ?? [], ms: Math.round(performance.now() - began), q })
    }
    if (onTheWay.current === 0) return void ask()
    const timer = setTimeout(() => void ask(), askedAfterMillis)
    return () => clearTimeout(timer)
  }, [text, subject, company.code, can])

  const wanted = text.trim().toLocaleLowerCase()
  const doing = {
    newInvoice: () => go('invoices/new'),
    newCustomer: () => go('customers/new'),
    done: onDone,
    help: onHelp,
    keys: onKeys,
    theme: () => {
      const theme = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'
      showTheme({ ...(JSON.parse(localStorage.getItem('look') ?? '{}') as object), theme })
      void save.run({ preferences: { theme } })
    },
    signOut: () => void callPlain('DELETE', '/api/v1/session').then(() => window.location.assign('/sign-in')),
  }
  const ask = (typed: string) => {
    setText(typed)
    setAt(0)
    field.current?.focus()
  }
  const takeMatchBack = (row: Found) =>
    void undoMatch.run({ transactionIds: [row.id] } as never).then(
      () =>
        tell(
          t(texts.matchUndone, {
            name: row.title,
            amount: `${formats.amount(row.amount)}\u00a0${row.currency ?? ''}`,
          }),
        ),
      (error: ApiRefused) => tell('', null, undefined, { problems: error.problems }),
    )
  const lines = (): Line[] => {
    if (subject?.subject)
      return verbLines(subject.subject, t, can, takeMatchBack).filter(({ title }) => fits(title, wanted))
    const going = goLines(text, t, formats, session)
    if (wanted === '')
      return [
        ...keptLines(
          favourites,
          recents(company.code).filter(({ address }) => address !== here),
          company.code,
          t,
        ),
        ...going.lines,
      ]
    const customer = found.groups.find(({ kind }) => kind === 'customers')?.rows[0]
    const withFirst =
      customer && !customer.isProtected
        ? verbLines({ kind: 'customers', row: customer }, t, can)
            .filter(({ keyCap }) => keyCap === 'F' || keyCap === 'U')
            .map(({ keyCap: _, ...line }) => ({
              ...line,
              id: `first ${line.id}`,
              group: t(texts.doFound),
              title: `${line.title}: ${customer.title}`,
            }))
        : []
    const things = foundLines(found.groups, t, formats)
    const asked = readActs(text, can)
    const actedOn = actOnFoundLines(asked, found.toActOn, t, can, takeMatchBack)
    const doable = [...doLines(wanted, t, doing, can), ...actLines(asked, t, ask)]
    // What is typed before a name is what shall be done with it: nobody is called so.
    if (actedOn.length > 0) return [...actedOn, ...doable, ...things, ...going.lines]
    if (going.isReport) return [...going.lines, ...things, ...withFirst, ...doable]
    return isMeant(wanted, things)
      ? [...things, ...withFirst, ...doable, ...going.lines]
      : [...doable, ...going.lines, ...things, ...withFirst]
  }
  const shown = lines()
  const chosen = shown[Math.min(at, shown.length - 1)]
  const place = chosen ? shown.indexOf(chosen) : -1
  const go = (address: string) => void navigate({ href: `/companies/${company.code}${address ? `/${address}` : ''}` })
  const open = (line: Line, inNewTab: boolean) => {
    if (inNewTab && line.address !== undefined)
      return void window.open(`/companies/${company.code}/${line.address}`, '_blank', 'noopener')
    if (line.asks) return line.asks()
    onClose()
    if (line.run) line.run()
    else go(line.address ?? '')
  }
  const leaveSubject = () => {
    setSubject(null)
    setText(found.q)
    setAt(0)
  }
  const closeOrBack = () => (subject ? leaveSubject() : onClose())
  const keys = (event: React.KeyboardEvent) => {
    const field = event.target as HTMLInputElement
    const atEnd = field.selectionStart === text.length
    const letter = /^Key([A-Z])$/.exec(event.code)?.[1]
    // Taken here: a page that has come below it meanwhile does not close itself instead.
    if (event.key === 'Escape') closeOrBack()
    else if (event.key === 'ArrowDown') setAt(Math.min(place + 1, shown.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(place - 1, 0))
    else if (event.key === 'Enter' && chosen) open(chosen, event.ctrlKey || event.metaKey)
    else if (event.key === 'ArrowRight' && atEnd && chosen?.subject) {
      setSubject(chosen)
      setText('')
      setAt(0)
    } else if (subject && text === '' && (event.key === 'ArrowLeft' || event.key === 'Backspace')) leaveSubject()
    else if (subject && text === '' && letter && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const line = shown.find(({ keyCap }) => keyCap === letter)
      if (!line) return
      open(line, false)
    } else return
    event.preventDefault()
  }
  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label={t(texts.findAnything)}
      onCancel={(event) => {
        event.preventDefault()
        closeOrBack()
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
      onKeyDown={keys}
    >
      <label className="palette-field">
        <Search size={17} aria-hidden />
        <span className="unseen">{t(texts.findAnything)}</span>
        {subject && <span className="palette-subject">{subject.title}</span>}
        <input
          ref={field}
          role="combobox"
          aria-expanded
          aria-controls="palette-lines"
          aria-activedescendant={chosen ? `palette-${place}` : undefined}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setAt(0)
          }}
          autoFocus
        />
        {text === '' && !subject && <span className="quieter palette-hint">{t(texts.searchWhat)}</span>}
      </label>
      <div className="palette-lines" id="palette-lines" role="listbox" aria-label={t(texts.findAnything)}>
        {shown.map((line, index) => (
          <div key={line.id} role="presentation">
            {line.group !== shown[index - 1]?.group && (
              <p className="palette-group" role="presentation">
                {line.group}
              </p>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys */}
            {/* biome-ignore lint/a11y/useFocusableInteractive: the field above has the focus and names the line */}
            <div
              role="option"
              id={`palette-${index}`}
              aria-selected={index === place}
              className="palette-line"
              ref={(element) => void (index === place && element?.scrollIntoView({ block: 'nearest' }))}
              onClick={(event) => open(line, event.ctrlKey || event.metaKey)}
            >
              <line.icon size={16} aria-hidden />
              <span className="palette-title">{emphasised(line.title, text.trim())}</span>
              <span className="quieter palette-sub">{line.sub}</span>
              {line.amount !== null && !(line.subject?.kind === 'customers' && isZero(line.amount)) && (
                <span className="figures nowrap">
                  {line.subject?.kind === 'customers' && <span className="quiet">{t(texts.open)} </span>}
                  {formats.amount(line.amount)} {line.currency !== company.currency && line.currency}
                </span>
              )}
              {line.keyCap && <Key name={line.keyCap} />}
            </div>
          </div>
        ))}
        {shown.length === 0 && <p className="palette-group">{t(texts.nothingFound)}</p>}
      </div>
      <footer className="palette-foot">
        <span>
          <Key name="Enter" /> {t(texts.openIt)}
        </span>
        {subject ? (
          <span>
            <Key name="ArrowLeft" /> {t(texts.back)}
          </span>
        ) : (
          <span>
            <Key name="ArrowRight" /> {t(texts.moreToDo)}
          </span>
        )}
        <span>
          <Key name="Ctrl+Enter" /> {t(texts.newTab)}
        </span>
        <span className="last figures" role="status">
          {found.ms > 0 && t(texts.found, { n: shown.length, ms: found.ms })}
        </span>
      </footer>
    </dialog>
  )
}

const fits = (title: string, wanted: string): boolean => title.toLocaleLowerCase().includes(wanted)

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

/** A customer who owes nothing says so by silence. */
